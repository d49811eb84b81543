import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { Tx } from '../../../src/database/database.js';
import type { BlueprintFilter, ListedBlueprint, ListPosition } from '../compiler.types.js';

interface Row {
  readonly id: string;
  readonly project_id: string | null;
  readonly number: number;
  readonly name: string;
  readonly node_count: number;
  readonly components: string[];
  readonly lock: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly updated_text: string;
}

/**
 * `$7` and `$8` are where the page before ended; both orders name both, so that their types are known. Ids are in the order
 * of creation.
 */
const ORDERS = {
  created: { after: '($7::text IS NULL AND ($8::uuid IS NULL OR id < $8))', by: 'id DESC' },
  updated: {
    after: '($8::uuid IS NULL OR (updated_at, id) < ($7::timestamptz, $8))',
    by: 'updated_at DESC, id DESC',
  },
} as const;

/** Lists of blueprints, without their bodies. */
@Injectable()
export class BlueprintListsRepository {
  /** Up to `limit` blueprints of `org` that the filter lets through, after `position`. */
  async list(
    tx: Tx,
    org: string,
    filter: BlueprintFilter,
    limit: number,
    position: ListPosition | undefined,
  ): Promise<ListedBlueprint[]> {
    const { after, by } = ORDERS[filter.sort];
    const rows = await tx.query<Row[]>(
      `SELECT id, project_id, number, name, node_count, components, lock, created_at, updated_at,
         updated_at::text AS updated_text
       FROM blueprints
       WHERE org_id = $1
         AND ($2::text IS NULL OR position(lower($2) IN lower(name)) > 0)
         AND ($3::text IS NULL OR project_id = $3)
         AND ($4::text IS NULL OR components @> ARRAY[$4])
         AND ($5::timestamptz IS NULL OR updated_at >= $5)
         AND ($6::timestamptz IS NULL OR updated_at < $6)
         AND ${after}
       ORDER BY ${by} LIMIT $9`,
      [
        org,
        filter.name ?? null,
        filter.project ?? null,
        filter.component ?? null,
        filter.updatedSince ?? null,
        filter.updatedBefore ?? null,
        position?.updated ?? null,
        position?.id ?? null,
        limit,
      ],
    );
    return rows.map(listed);
  }
}

function listed(row: Row): ListedBlueprint {
  return {
    id: row.id,
    project: row.project_id ?? undefined,
    number: row.number,
    name: row.name,
    nodes: row.node_count,
    components: row.components,
    lock: row.lock as Digest,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedText: row.updated_text,
  };
}
