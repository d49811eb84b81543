import { Injectable } from '@nestjs/common';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import type { Digest } from '@iceos/core/digest';
import type { Tx } from '../../../src/database/database.js';
import type { BlueprintVersion, ListedVersion } from '../compiler.types.js';

/** Versions that are kept of one blueprint besides the present one; older ones go. */
const KEPT = 1000;

interface Row {
  readonly number: number;
  readonly name: string;
  readonly node_count: number;
  readonly lock: string;
  readonly changed_by: string;
  readonly changed_at: Date;
  readonly current: boolean;
}

const PRESENT = `SELECT number, name, node_count, lock, changed_by, updated_at AS changed_at, body, true AS current
  FROM blueprints WHERE org_id = $1 AND id = $2`;
const BEFORE = `SELECT number, name, node_count, lock, changed_by, changed_at, body, false AS current
  FROM blueprint_versions WHERE org_id = $1 AND blueprint_id = $2`;
const LISTED = 'number, name, node_count, lock, changed_by, changed_at, current';

/** The versions of blueprints: the present one, and those that were before it. */
@Injectable()
export class BlueprintVersionsRepository {
  /** Keeps the version with this lock before it is replaced in `tx`; false when the lock is another by now. */
  async keep(tx: Tx, org: string, id: string, lock: Digest): Promise<boolean> {
    const kept = await tx.query<{ number: number }[]>(
      `INSERT INTO blueprint_versions (blueprint_id, number, org_id, name, node_count, body, lock, changed_by, changed_at)
       SELECT id, number, org_id, name, node_count, body, lock, changed_by, updated_at
       FROM blueprints WHERE id = $1 AND org_id = $2 AND lock = $3 FOR UPDATE
       RETURNING number`,
      [id, org, lock],
    );
    const [row] = kept;
    if (!row) return false;
    await tx.query(`DELETE FROM blueprint_versions WHERE blueprint_id = $1 AND number <= $2`, [
      id,
      row.number - KEPT,
    ]);
    return true;
  }

  /** The newest first, those with a lower number than `before`. */
  async list(
    tx: Tx,
    org: string,
    id: string,
    limit: number,
    before: number | undefined,
  ): Promise<ListedVersion[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${LISTED} FROM (${PRESENT} UNION ALL ${BEFORE}) AS versions
       WHERE $3::integer IS NULL OR number < $3 ORDER BY number DESC LIMIT $4`,
      [org, id, before ?? null, limit],
    );
    return rows.map(listed);
  }

  /** The newest version that had this lock. */
  async find(tx: Tx, org: string, id: string, lock: string): Promise<BlueprintVersion | undefined> {
    const [row] = await tx.query<(Row & { body: Buffer })[]>(
      `SELECT ${LISTED}, body FROM (${PRESENT} UNION ALL ${BEFORE}) AS versions
       WHERE lock = $3 ORDER BY number DESC LIMIT 1`,
      [org, id, lock],
    );
    return row && { ...listed(row), body: JSON.parse(row.body.toString('utf8')) as DraftBlueprint };
  }
}

function listed(row: Row): ListedVersion {
  return {
    number: row.number,
    name: row.name,
    nodes: row.node_count,
    lock: row.lock as Digest,
    changedBy: row.changed_by,
    changedAt: row.changed_at,
    current: row.current,
  };
}
