import { Injectable } from '@nestjs/common';
import { Database } from '../../src/database/database.js';
import { partialNotFound } from './builder.errors.js';
import { PartialsRepository } from './store/partials.repository.js';
import { ReviewPartial } from './usecases/review-partial.js';
import type { ReviewedPartial } from './usecases/write-partial.js';

/** Reads what is being built, by the org that asks. */
@Injectable()
export class BuilderService {
  constructor(
    private readonly database: Database,
    private readonly partials: PartialsRepository,
    private readonly review: ReviewPartial,
  ) {}

  /** A partial blueprint with what it lacks now; throws `partial-not-found`. */
  async getPartial(org: string, id: string): Promise<ReviewedPartial> {
    const partial = await this.database.read((tx) => this.partials.find(tx, org, id));
    if (!partial) throw partialNotFound(id);
    return { partial, review: await this.review.execute(org, partial.document) };
  }

  /** Drops what expired. */
  async sweep(): Promise<void> {
    await this.database.read((tx) => this.partials.sweep(tx));
  }
}
