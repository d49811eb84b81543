import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { PackageKind } from '@iceos/core/names';
import type { Tx } from '../../../src/database/database.js';
import type { Hit, SearchKind } from '../marketplace.types.js';
import type { Question } from '../ranking/question.js';
import { EVERYBODY, vectorText } from './documents.repository.js';
import { NEWEST, RANKED } from './ranked.sql.js';

/** Which listings to look among; `org` finds its own and public ones. */
export interface SearchFilter {
  readonly org: string;
  readonly kind: SearchKind | undefined;
  readonly namespace: string | undefined;
  /** Compared without regard to case. */
  readonly tag: string | undefined;
}

/** Where a page ended: the score, or the publish sequence where nothing was asked for, and the place of its last hit. */
export interface SearchPosition {
  readonly value: number;
  readonly place: string;
}

export interface PlacedHit {
  readonly hit: Hit;
  readonly place: string;
}

interface Row {
  namespace: string;
  package: string;
  kind: SearchKind;
  name: string;
  audience: string;
  package_kind: PackageKind;
  version: string;
  component_version: string;
  sequence: string;
  title: string | null;
  description: string | null;
  tags: string[];
  deprecated: boolean;
  manifest_digest: string;
  digest: string;
  place: string;
  score: number;
}

/** Reads the index. */
@Injectable()
export class SearchRepository {
  /** The best answers to `question`, at most `limit`, those after `after`. Takes a transaction. */
  async ranked(
    tx: Tx,
    filter: SearchFilter,
    question: Question,
    limit: number,
    after?: SearchPosition,
  ): Promise<PlacedHit[]> {
    // Without it the nearest of all orgs are found first and most of them thrown away: a small org would find nothing.
    await tx.query(`SET LOCAL hnsw.iterative_scan = strict_order`);
    const rows = await tx.query<Row[]>(RANKED, [
      ...valuesOf(filter),
      question.terms,
      question.vector ? vectorText(question.vector) : null,
      question.likeness ?? null,
      question.exact?.name ?? null,
      question.exact?.namespace ?? null,
      after?.value ?? null,
      after?.place ?? null,
      limit,
    ]);
    return rows.map(domain);
  }

  /** The newest listings, at most `limit`, those after `after`. */
  async newest(tx: Tx, filter: SearchFilter, limit: number, after?: SearchPosition): Promise<PlacedHit[]> {
    const rows = await tx.query<Row[]>(NEWEST, [
      ...valuesOf(filter),
      after?.value ?? null,
      after?.place ?? null,
      limit,
    ]);
    return rows.map(domain);
  }
}

function valuesOf({ org, kind, namespace, tag }: SearchFilter): unknown[] {
  return [org, kind ?? null, namespace ?? null, tag ?? null];
}

function domain(row: Row): PlacedHit {
  return {
    place: row.place,
    hit: {
      namespace: row.namespace,
      package: row.package,
      packageKind: row.package_kind,
      kind: row.kind,
      name: row.name,
      version: row.version,
      componentVersion: row.component_version,
      sequence: Number(row.sequence),
      title: row.title ?? undefined,
      description: row.description ?? undefined,
      tags: row.tags,
      deprecated: row.deprecated,
      visibility: row.audience === EVERYBODY ? 'public' : 'private',
      manifestDigest: row.manifest_digest as Digest,
      digest: row.digest as Digest,
      score: row.score,
    },
  };
}
