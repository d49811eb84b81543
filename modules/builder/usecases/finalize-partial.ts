import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../src/database/database.js';
import type { NamedLocks } from '../../../src/http/version-lock.js';
import { BillingService } from '../../billing/billing.service.js';
import { CompilerService } from '../../compiler/compiler.service.js';
import type { Author } from '../../compiler/compiler.types.js';
import { lockStale, requireLock } from '../../compiler/version-lock.js';
import { partialIncomplete, partialNotFound } from '../builder.errors.js';
import { blueprintOf, handleOf, lockOf } from '../partial/document.js';
import { PartialsRepository } from '../store/partials.repository.js';
import { ReviewPartial } from './review-partial.js';
import { TryFreeze } from './try-freeze.js';

/**
 * Makes a blueprint of a partial one that is complete: it is checked and frozen as for a run, stored under the handle that its
 * id holds, and the partial one is gone, in one transaction.
 */
@Injectable()
export class FinalizePartial {
  constructor(
    private readonly database: Database,
    private readonly partials: PartialsRepository,
    private readonly review: ReviewPartial,
    private readonly compiler: CompilerService,
    private readonly tryFreeze: TryFreeze,
    private readonly billing: BillingService,
  ) {}

  /** The handle of the blueprint. Throws `partial-not-found`, refuses the lock, then throws `partial-incomplete` and `budget-exceeded`. */
  async execute(
    author: Author,
    id: string,
    locks: NamedLocks,
    alongside: (tx: Tx, handle: string) => Promise<void>,
  ): Promise<string> {
    const { org, project } = author;
    const partial = await this.database.read((tx) => this.partials.find(tx, org, id));
    if (!partial) throw partialNotFound(id);
    requireLock(locks, lockOf(partial));
    if (partial.document.nodes.length === 0) throw partialIncomplete('no nodes to finalize', []);
    const { review, bytes } = await this.review.finalize(org, partial.document);
    const { complete, errors, findings } = review;
    if (!complete || !bytes) throw partialIncomplete(errors.join('; ').slice(0, 1000), findings);
    const blueprint = blueprintOf(partial.document);
    const attempt = await this.tryFreeze.execute(org, blueprint);
    if (!attempt.ok) throw partialIncomplete(attempt.error.message, attempt.error.findings);
    await this.billing.requireWithin({ org, project }, attempt.frozen.cost);
    const handle = handleOf(id);
    await this.database.transaction(async (tx) => {
      if (!(await this.partials.remove(tx, partial))) throw lockStale();
      await this.compiler.store(tx, author, { blueprint, bytes }, handle);
      await alongside(tx, handle);
    });
    return handle;
  }
}
