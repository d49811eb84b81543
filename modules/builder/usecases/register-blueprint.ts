import { Injectable } from '@nestjs/common';
import { digestOf } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { Database, type Tx } from '../../../src/database/database.js';
import { CompilerService } from '../../compiler/compiler.service.js';
import type { Author } from '../../compiler/compiler.types.js';
import { contentHandle } from '../../compiler/content-handle.js';
import { blueprintRejected } from '../builder.errors.js';
import { TryFreeze } from './try-freeze.js';

/** Stores a blueprint that can be run under a name made of what it says: the same blueprint is stored once. */
@Injectable()
export class RegisterBlueprint {
  constructor(
    private readonly database: Database,
    private readonly compiler: CompilerService,
    private readonly tryFreeze: TryFreeze,
  ) {}

  /** The handle; throws `blueprint-rejected` with every finding. */
  async execute(
    author: Author,
    value: unknown,
    alongside: (tx: Tx, handle: string) => Promise<void>,
  ): Promise<string> {
    const { org } = author;
    const input = { org, value, level: 'executable', canonical: true } as const;
    const { valid, blueprint, bytes, findings } = await this.compiler.validate(input);
    if (!valid || !blueprint || !bytes) throw blueprintRejected(findings);
    const attempt = await this.tryFreeze.execute(org, blueprint);
    if (!attempt.ok) throw blueprintRejected(attempt.error.findings);
    const lock = digestOf(bytes);
    const handle = contentHandle(lock);
    await this.database.transaction(async (tx) => {
      try {
        await this.compiler.store(tx, author, { blueprint, bytes }, handle);
      } catch (error) {
        if (!(error instanceof CodedError) || error.code !== 'blueprint-handle-taken') throw error;
        // Whoever has the name has it for the same contents, unless two blueprints share the digits of it.
        if ((await this.compiler.find(tx, org, handle))?.lock !== lock) throw error;
      }
      await alongside(tx, handle);
    });
    return handle;
  }
}
