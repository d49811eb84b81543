import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import { isUUID } from 'class-validator';
import { LessThan } from 'typeorm';
import type { Tx } from '../../../src/database/database.js';
import type { Execution, ExecutionOptions, ExecutionResult } from '../executions.types.js';
import { ExecutionEntity } from './execution.entity.js';

export interface NewExecution {
  readonly id: string;
  readonly org: string;
  readonly project: string | undefined;
  readonly blueprintRef: string | undefined;
  readonly frozenDigest: Digest;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: ExecutionOptions;
  readonly createdBy: string;
}

/** An execution that is handed out again when whoever took it did not begin it. */
const HANDED_OUT_SECONDS = 30;

/** Executions, by the org that asks. What the runner does for any org it does by id and as the owner of the run. */
@Injectable()
export class ExecutionsRepository {
  async insert(
    tx: Tx,
    { project, blueprintRef, inputs, options, ...execution }: NewExecution,
  ): Promise<void> {
    await tx.insert(ExecutionEntity, {
      ...execution,
      inputs: inputs as object,
      options,
      project: project ?? null,
      blueprintRef: blueprintRef ?? null,
      status: 'accepted',
    });
  }

  async find(tx: Tx, org: string, id: string): Promise<Execution | undefined> {
    if (!isUUID(id)) return undefined;
    const row = await tx.findOneBy(ExecutionEntity, { id, org });
    return row ? domain(row) : undefined;
  }

  /** Executions of `org`, the newest first, before the one with the id `before`. Ids are in the order of time. */
  async list(tx: Tx, org: string, limit: number, before: string | undefined): Promise<Execution[]> {
    const where = before === undefined ? { org } : { org, id: LessThan(before) };
    const rows = await tx.find(ExecutionEntity, { where, order: { id: 'DESC' }, take: limit });
    return rows.map(domain);
  }

  /** Up to `limit` ids of those that have not ended and were started from `reference`, the oldest first. */
  async unfinished(tx: Tx, org: string, reference: string, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM executions
       WHERE org_id = $1 AND blueprint_ref = $2 AND status IN ('accepted', 'running') ORDER BY id LIMIT $3`,
      [org, reference, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes up to `limit` accepted executions, the oldest first, for the process that asks. */
  async handOut(tx: Tx, limit: number): Promise<string[]> {
    const [rows] = await tx.query<[{ id: string }[], number]>(
      `UPDATE executions SET handed_out_at = now() WHERE id IN (
         SELECT id FROM executions
         WHERE status = 'accepted' AND (handed_out_at IS NULL OR handed_out_at < now() - make_interval(secs => ${HANDED_OUT_SECONDS}))
         ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Makes `owner` the process that carries the run; undefined when the run has ended. */
  async begin(tx: Tx, id: string, owner: string): Promise<Execution | undefined> {
    await tx.query(
      `UPDATE executions SET status = 'running', owner = $2, started_at = coalesce(started_at, now())
       WHERE id = $1 AND status IN ('accepted', 'running')`,
      [id, owner],
    );
    const row = await tx.findOneBy(ExecutionEntity, { id });
    return row?.status === 'running' && row.owner === owner ? domain(row) : undefined;
  }

  /** Writes the end of a run; false when it is not `owner`'s any more, or has ended. */
  async finish(tx: Tx, id: string, owner: string, result: ExecutionResult): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE executions SET status = $3, result = $4, error = $5, finished_at = now() WHERE id = $1 AND owner = $2 AND status = 'running'`,
      [
        id,
        owner,
        result.success ? 'completed' : 'failed',
        JSON.stringify(result),
        result.error?.slice(0, 4000) ?? null,
      ],
    );
    return count === 1;
  }

  /** Asks a run of `org` to stop. False when it had ended. */
  async requestCancel(tx: Tx, org: string, id: string): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE executions SET cancel_requested = true
       WHERE id = $1 AND org_id = $2 AND status IN ('accepted', 'running')`,
      [id, org],
    );
    return count === 1;
  }

  /** Makes `owner` the process that may end a run which nobody has begun. False when somebody has. */
  async takeUnbegun(tx: Tx, org: string, id: string, owner: string): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE executions SET status = 'running', owner = $3 WHERE id = $1 AND org_id = $2 AND status = 'accepted'`,
      [id, org, owner],
    );
    return count === 1;
  }

  /** Which of the runs that a process carries were asked to stop. */
  async canceled(tx: Tx, ids: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM executions WHERE id = ANY($1) AND cancel_requested`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }
}

function domain(row: ExecutionEntity): Execution {
  return {
    id: row.id,
    org: row.org,
    project: row.project ?? undefined,
    blueprintRef: row.blueprintRef ?? undefined,
    frozenDigest: row.frozenDigest as Digest,
    inputs: row.inputs as Record<string, unknown>,
    options: row.options,
    status: row.status,
    cancelRequested: row.cancelRequested,
    result: row.result ?? undefined,
    error: row.error ?? undefined,
    createdAt: row.createdAt,
    startedAt: row.startedAt ?? undefined,
    finishedAt: row.finishedAt ?? undefined,
  };
}
