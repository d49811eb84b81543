import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../src/config/app-config.js';
import { Database } from '../../src/database/database.js';
import { partialNotFound } from './builder.errors.js';
import type { Review } from './partial/review.js';
import { costOf, planFor, type Hints, type Patch, type PlanWish } from './planning/plan.js';
import { idsIn, idsOn, patched, readSketch, type Sketch } from './planning/sketch.js';
import { NotesRepository } from './store/notes.repository.js';
import { PartialsRepository } from './store/partials.repository.js';
import { ReviewPartial } from './usecases/review-partial.js';
import type { ReviewedPartial } from './usecases/write-partial.js';

export interface ReviewedSketch {
  readonly sketch: Sketch;
  readonly review: Review;
}

export interface Plan {
  readonly patches: Patch[];
  /** What the client said, to be given back. */
  readonly hints: Hints;
  readonly usd: number;
}

type Members = Readonly<Record<string, unknown>>;

const HINTS = ['questions', 'missing_fields', 'usage', 'provider', 'model'] as const;

/** Reads what is being built, by the org that asks, and plans what may be. */
@Injectable()
export class BuilderService {
  constructor(
    private readonly database: Database,
    private readonly partials: PartialsRepository,
    private readonly notes: NotesRepository,
    private readonly review: ReviewPartial,
    private readonly config: AppConfig,
  ) {}

  /** A partial blueprint with what it lacks now; throws `partial-not-found`. */
  async getPartial(org: string, id: string): Promise<ReviewedPartial> {
    const partial = await this.database.read((tx) => this.partials.find(tx, org, id));
    if (!partial) throw partialNotFound(id);
    return { partial, review: await this.review.execute(org, partial.document) };
  }

  /** Nodes that carry out a wish, for a canvas; throws `plan-failed` and `plan-forbidden`. */
  plan(wish: PlanWish, canvas: Members): Plan {
    const { catalogue } = this.config.models;
    const patches = planFor(wish, idsOn(canvas), catalogue);
    const hints = hintsOf(canvas['builder_hints']);
    return { patches, hints, usd: costOf(hints, wish, catalogue) };
  }

  /** `base` with nodes that carry out what the text says; throws `partial-invalid` and `partial-too-large`. */
  async propose(org: string, text: string, base: Members): Promise<ReviewedSketch> {
    const sketch = readSketch(base, '/base');
    const wish = { text, provider: undefined, model: undefined, temperature: undefined };
    const patches = planFor(wish, idsIn(sketch), this.config.models.catalogue);
    return this.reviewed(org, patched(sketch, patches, ''));
  }

  /** A sketch after patches; throws `partial-invalid` and `partial-too-large`. */
  async apply(org: string, blueprint: Members, patches: readonly unknown[]): Promise<ReviewedSketch> {
    return this.reviewed(org, patched(readSketch(blueprint, '/blueprint'), patches, '/patches'));
  }

  /** Drops what expired. */
  async sweep(): Promise<void> {
    await this.database.read((tx) => this.partials.sweep(tx));
    await this.database.read((tx) => this.notes.sweep(tx));
  }

  private async reviewed(org: string, sketch: Sketch): Promise<ReviewedSketch> {
    return { sketch, review: await this.review.accept(org, sketch, sketch.pointer) };
  }
}

function hintsOf(given: unknown): Hints {
  const hints = (typeof given === 'object' && given !== null ? given : {}) as Members;
  return Object.fromEntries(
    HINTS.flatMap((name) => (hints[name] === undefined ? [] : [[name, hints[name]]])),
  );
}
