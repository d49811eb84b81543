import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RunEvent } from '@iceos/runtime/interpreter';
import type { Tx } from '../../../src/database/database.js';
import type { ExecutionEvent } from '../executions.types.js';

interface EventRow {
  readonly seq: number;
  readonly event: string;
  readonly node_id: string | null;
  readonly payload: Record<string, unknown>;
  readonly at: Date;
}

const LONGEST_KEY = 600;
/** Larger payloads are told by their size; outputs are in the result. */
const LARGEST_PAYLOAD = 64 * 1024;

/** Events of executions. */
@Injectable()
export class EventsRepository {
  /**
   * Adds what is not there yet, numbered on from the last, in one statement; false when the run is not `owner`'s any more,
   * or has ended: nothing follows the event that tells of the end.
   * The row of the execution is locked meanwhile, so numbers have no gaps and no doubles.
   */
  async append(tx: Tx, execution: string, owner: string, events: readonly RunEvent[]): Promise<boolean> {
    const rows = await tx.query<{ owned: string }[]>(
      `WITH run AS (SELECT id, event_seq FROM executions WHERE id = $1 AND owner = $2 AND status = 'running' FOR UPDATE),
       told AS (
         SELECT key, event, node_id, payload, place FROM unnest($3::text[], $4::text[], $5::text[], $6::json[])
           WITH ORDINALITY AS t (key, event, node_id, payload, place)
         WHERE NOT EXISTS (SELECT 1 FROM execution_events e WHERE e.execution_id = $1 AND e.key = t.key)
       ),
       added AS (
         INSERT INTO execution_events (execution_id, seq, key, event, node_id, payload)
         SELECT run.id, run.event_seq + row_number() OVER (ORDER BY told.place), told.key, told.event, told.node_id, told.payload
         FROM run CROSS JOIN told RETURNING seq
       ),
       counted AS (
         UPDATE executions SET event_seq = event_seq + (SELECT count(*) FROM added)
         WHERE id = $1 AND EXISTS (SELECT 1 FROM added) RETURNING 1
       )
       SELECT count(*) AS owned FROM run`,
      [
        execution,
        owner,
        events.map(keyOf),
        events.map(({ event }) => event),
        events.map(({ node_id }) => node_id),
        events.map(payloadOf),
      ],
    );
    return rows[0]?.owned === '1';
  }

  /** Events of an execution of `org` after number `after`. */
  async list(
    tx: Tx,
    org: string,
    execution: string,
    after: number,
    limit: number,
  ): Promise<ExecutionEvent[]> {
    const rows = await tx.query<EventRow[]>(
      `SELECT v.seq, v.event, v.node_id, v.payload, v.at FROM execution_events v JOIN executions e ON e.id = v.execution_id
       WHERE v.execution_id = $1 AND e.org_id = $2 AND v.seq > $3 ORDER BY v.seq LIMIT $4`,
      [execution, org, after, limit],
    );
    return rows.map(({ seq, event, node_id, payload, at }) => ({
      seq,
      event,
      nodeId: node_id ?? undefined,
      payload,
      at,
    }));
  }
}

function keyOf({ key }: RunEvent): string {
  return key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('hex');
}

function payloadOf({ payload }: RunEvent): string {
  const text = JSON.stringify(payload);
  if (text.length <= LARGEST_PAYLOAD) return text;
  const { output: _output, ...rest } = payload;
  const slim = JSON.stringify({ ...rest, output_omitted: true, payload_characters: text.length });
  return slim.length <= LARGEST_PAYLOAD
    ? slim
    : JSON.stringify({ path: payload['path'], payload_characters: text.length });
}
