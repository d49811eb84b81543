import { Injectable } from '@nestjs/common';
import { acceptedBlueprint, type DraftBlueprint, type Level } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution } from '@iceos/core/checks';
import { AppConfig } from '../../../src/config/app-config.js';
import { Checking } from '../../../src/jobs/checking.js';
import { ComponentDirectory } from '../../registry/component-directory.js';
import type { Validation } from '../compiler.types.js';
import { CODE_RUNNER, ComponentTable } from '../../registry/component-table.js';
import { freezingTerms } from './freezing.js';

export interface ValidateInput {
  readonly org: string;
  /** Any JSON value. */
  readonly value: unknown;
  readonly level: Level;
  /** Whether it is to be stored, so that its canonical bytes are wanted. */
  readonly canonical?: boolean;
}

/** What was found, and what it was found with. */
export interface Examined extends Validation {
  /** The blueprint as it was read, whatever checking found; undefined when it cannot be read. */
  readonly blueprint: DraftBlueprint | undefined;
  /** Its canonical bytes, where they were wanted and it could be read. */
  readonly bytes: Uint8Array | undefined;
  /** What its references stand for. */
  readonly resolve: (use: ComponentUse) => Resolution;
}

/** Says everything that is wrong with a blueprint, as this org may use components. */
@Injectable()
export class ValidateBlueprint {
  private readonly freezing: ReturnType<typeof freezingTerms>;

  constructor(
    private readonly directory: ComponentDirectory,
    private readonly checking: Checking,
    config: AppConfig,
  ) {
    this.freezing = freezingTerms(config);
  }

  async execute({ org, value, level, canonical = false }: ValidateInput): Promise<Examined> {
    // What is called executable can be frozen: what only that finds, such as workflows in a ring, is found as well.
    const executable = level === 'executable';
    const table = new ComponentTable(this.directory, org, executable ? CODE_RUNNER : undefined);
    const { policy, ...freezing } = this.freezing;
    const given = { document: { value }, level, policy, canonical, ...(executable ? { freezing } : {}) };
    const checked = await this.checking.check(org, given, table.lookUp);
    const { readable, findings, permissions, bytes } = checked;
    const valid = readable && findings.every(({ severity }) => severity !== 'error');
    const blueprint = readable ? acceptedBlueprint(value) : undefined;
    return { valid, level, findings, permissions, blueprint, bytes, resolve: table.resolve };
  }
}
