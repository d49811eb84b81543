import { Injectable } from '@nestjs/common';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import { CodedError } from '@iceos/core/errors';
import type { FrozenBlueprint } from '@iceos/core/freeze';
import { CompilerService } from '../../compiler/compiler.service.js';

type FreezeAttempt =
  | { readonly ok: true; readonly frozen: FrozenBlueprint }
  | { readonly ok: false; readonly error: CodedError };

/** Freezes a blueprint as for a run, without keeping it: whatever refuses it when it is to run refuses it now. */
@Injectable()
export class TryFreeze {
  constructor(private readonly compiler: CompilerService) {}

  /** The frozen blueprint, or why it cannot be frozen; throws the `Refusal` of the load gate. */
  async execute(org: string, blueprint: DraftBlueprint): Promise<FreezeAttempt> {
    try {
      const { frozen } = await this.compiler.freeze({ org, target: { kind: 'inline', blueprint } });
      return { ok: true, frozen };
    } catch (error) {
      if (error instanceof CodedError && error.code === 'blueprint-invalid') return { ok: false, error };
      throw error;
    }
  }
}
