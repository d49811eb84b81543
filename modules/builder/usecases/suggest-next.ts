import { Injectable } from '@nestjs/common';
import type { NodeType } from '@iceos/core/blueprint';
import { NODE_TYPES } from '@iceos/core/names';
import { Database } from '../../../src/database/database.js';
import type { NamedLocks } from '../../../src/http/version-lock.js';
import { requireLock } from '../../compiler/version-lock.js';
import { partialNotFound } from '../builder.errors.js';
import { lockOf, type StoredPartial } from '../partial/document.js';
import type { Review } from '../partial/review.js';
import { DEFAULT_TYPES, hasListHint, suggestTypes, type TypeSuggestion } from '../ranking/node-types.js';
import { rank, type RankedComponent } from '../ranking/rank.js';
import { PartialsRepository } from '../store/partials.repository.js';
import { FindCandidates } from './find-candidates.js';
import { ReviewPartial } from './review-partial.js';
import { WritePartial } from './write-partial.js';

export interface SuggestInput {
  /** How many of each, 1 to 20. */
  readonly topK: number;
  readonly allowedTypes: readonly NodeType[];
  /** What is looked for, in words; without it the open inputs say it. */
  readonly query: string | undefined;
  /** Keep them in the partial blueprint; then the lock is needed, and changes. */
  readonly commit: boolean;
}

export interface Suggested {
  readonly partial: StoredPartial;
  readonly types: readonly TypeSuggestion[];
  readonly components: readonly RankedComponent[];
  readonly nodeCount: number;
  readonly listHint: boolean;
}

/** Suggests what may come next in a partial blueprint: types of nodes, and components. */
@Injectable()
export class SuggestNext {
  constructor(
    private readonly database: Database,
    private readonly partials: PartialsRepository,
    private readonly review: ReviewPartial,
    private readonly candidates: FindCandidates,
    private readonly write: WritePartial,
  ) {}

  /** Throws `partial-not-found`; where it is to be kept refuses the lock, and then what `read` refuses. */
  async execute(
    org: string,
    id: string,
    locks: NamedLocks,
    read: () => Promise<SuggestInput>,
  ): Promise<Suggested> {
    const partial = await this.database.read((tx) => this.partials.find(tx, org, id));
    if (!partial) throw partialNotFound(id);
    const { topK, allowedTypes, query, commit } = await read();
    if (commit) requireLock(locks, lockOf(partial));
    const review = await this.review.execute(org, partial.document);
    const allowed = allowedTypes.length > 0 ? allowedTypes : DEFAULT_TYPES;
    const types = suggestTypes(review, allowed).slice(0, topK);
    const found = await this.candidates.execute(
      org,
      query ?? wordsOf(review, partial),
      NODE_TYPES.filter((type) => allowed.includes(type)),
    );
    const components = (await rank(found, review)).slice(0, topK);
    const said = types.map(({ type, reason }) => `${type}: ${reason}`);
    const kept = commit ? (await this.write.keep(org, id, locks, said)).partial : partial;
    return {
      partial: kept,
      types,
      components,
      nodeCount: review.nodes.length,
      listHint: hasListHint(review),
    };
  }
}

/** What a partial blueprint seems to look for: its name, and the names of its open inputs. */
function wordsOf({ nodes }: Review, { document: { metadata } }: StoredPartial): string {
  const named = [metadata['draft_name'], metadata['title']].filter((name) => typeof name === 'string');
  const holes = nodes.flatMap(({ inputs }) => inputs.map(({ name }) => name.replaceAll('_', ' ')));
  return [...new Set([...named, ...holes])].join(' ').slice(0, 500);
}
