import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import { decodeCursor, encodeCursor, type Page, presentPage } from '../../../src/http/page.js';
import { ComponentAccess } from '../../registry/component-access.js';
import type { Hit } from '../marketplace.types.js';
import { readQuestion } from '../ranking/question.js';
import {
  SearchRepository,
  type PlacedHit,
  type SearchFilter,
  type SearchPosition,
} from '../store/search.repository.js';

export interface SearchInput extends SearchFilter {
  /** What is looked for; without anything but spaces everything is listed, the newest first. */
  readonly text: string;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/**
 * One page of what an org may find. Tools and agents that the operator lets nobody use are left out, so a page may hold fewer
 * than were asked for and go on all the same.
 */
@Injectable()
export class SearchListings {
  constructor(
    private readonly database: Database,
    private readonly documents: SearchRepository,
    private readonly access: ComponentAccess,
  ) {}

  async execute({ text, limit, cursor, ...filter }: SearchInput): Promise<Page<Hit>> {
    const { org, kind, namespace, tag } = filter;
    const asked = text.trim() !== '';
    // A cursor goes on with the very same search, and no other.
    const scope = {
      org,
      list: `search ${JSON.stringify([text, kind ?? null, namespace ?? null, tag ?? null])}`,
    };
    const [value, place] = decodeCursor(scope, cursor, ['integer', 'text']) ?? [];
    const after = value === undefined ? undefined : { value: Number(value), place: String(place) };
    const found = asked
      ? await this.ranked(text, filter, limit + 1, after)
      : await this.database.read((tx) => this.documents.newest(tx, filter, limit + 1, after));
    const page = presentPage(
      found,
      limit,
      ({ hit, place: end }) => encodeCursor(scope, [asked ? hit.score : hit.sequence, end]),
      ({ hit }) => hit,
    );
    return { ...page, items: page.items.filter((hit) => this.mayBeUsed(org, hit)) };
  }

  /** Bundles are packages of workflows, whose own tools and agents are asked for when they are resolved. */
  private mayBeUsed(org: string, { kind, name, namespace }: Hit): boolean {
    if (kind === 'bundle') return true;
    return this.access.allows(org, { nodeType: kind, name, coordinates: { namespace }, origin: 'published' });
  }

  private ranked(
    text: string,
    filter: SearchFilter,
    limit: number,
    after: SearchPosition | undefined,
  ): Promise<PlacedHit[]> {
    const question = readQuestion(text);
    return this.database.transaction((tx) => this.documents.ranked(tx, filter, question, limit, after));
  }
}
