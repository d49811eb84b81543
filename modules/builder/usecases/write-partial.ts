import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database, type Tx } from '../../../src/database/database.js';
import type { NamedLocks } from '../../../src/http/version-lock.js';
import type { Author } from '../../compiler/compiler.types.js';
import { lockStale, requireLock } from '../../compiler/version-lock.js';
import { partialNotFound, partialsTooMany } from '../builder.errors.js';
import { begun, changed, unchanged, type Change, type Unread } from '../partial/change.js';
import { lockOf, type PartialDocument, type StoredPartial } from '../partial/document.js';
import type { Review } from '../partial/review.js';
import { PartialsRepository } from '../store/partials.repository.js';
import { ReviewPartial } from './review-partial.js';

/** A partial blueprint as it is shown. */
export interface ReviewedPartial {
  readonly partial: StoredPartial;
  readonly review: Review;
}

/** Of one org at a time. */
const MOST_PARTIALS = 1000;

/**
 * Begins and changes partial blueprints. A change names the lock that it was made from, and happens only if that is still in
 * force; each is one transaction.
 */
@Injectable()
export class WritePartial {
  constructor(
    private readonly database: Database,
    private readonly partials: PartialsRepository,
    private readonly review: ReviewPartial,
    private readonly config: AppConfig,
  ) {}

  /** Begins one, with a first node or without. Throws `partial-invalid`, `partial-too-large` and `partials-too-many`. */
  async create(
    { org, actor }: Author,
    first: unknown,
    alongside: (tx: Tx, created: ReviewedPartial) => Promise<void>,
  ): Promise<ReviewedPartial> {
    const unread = first === undefined ? unchanged() : begun(first);
    const review = await this.review.accept(org, unread);
    const body = bytesOf(unread.document);
    const seconds = this.config.builder.partialSeconds;
    return this.database.transaction(async (tx) => {
      if ((await this.partials.count(tx, org)) >= MOST_PARTIALS) throw partialsTooMany(MOST_PARTIALS);
      for (;;) {
        const id = `partial_bp_${randomBytes(4).toString('hex')}`;
        if (!(await this.partials.insert(tx, { id, org, createdBy: actor, body, seconds }))) continue;
        const created = { partial: await this.read(tx, org, id), review };
        await alongside(tx, created);
        return created;
      }
    });
  }

  /** Throws `partial-not-found`, then refuses the lock, then what `read` and the change itself refuse. */
  async change(org: string, id: string, locks: NamedLocks, read: () => Change): Promise<ReviewedPartial> {
    return this.replace(org, id, locks, (document) => changed(unchanged(document), read()));
  }

  /** Keeps suggestions, until the next change. */
  async keep(org: string, id: string, locks: NamedLocks, kept: readonly string[]): Promise<ReviewedPartial> {
    return this.replace(org, id, locks, (document) => unchanged({ ...document, kept }));
  }

  private async replace(
    org: string,
    id: string,
    locks: NamedLocks,
    next: (document: PartialDocument) => Unread,
  ): Promise<ReviewedPartial> {
    const current = await this.database.read((tx) => this.read(tx, org, id));
    requireLock(locks, lockOf(current));
    const unread = next(current.document);
    const review = await this.review.accept(org, unread);
    const body = bytesOf(unread.document);
    const partial = await this.database.transaction(async (tx) => {
      const { partialSeconds } = this.config.builder;
      if (!(await this.partials.replace(tx, current, body, partialSeconds))) throw lockStale();
      return this.read(tx, org, id);
    });
    return { partial, review };
  }

  private async read(tx: Tx, org: string, id: string): Promise<StoredPartial> {
    const found = await this.partials.find(tx, org, id);
    if (!found) throw partialNotFound(id);
    return found;
  }
}

function bytesOf(document: PartialDocument): Uint8Array {
  return Buffer.from(JSON.stringify(document));
}
