import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';

/** What happened, for whoever must know. Handlers read the present state, so the order of messages does not matter. */
export interface OutboxMessage {
  readonly id: number;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** How often it was tried before. */
  readonly attempts: number;
}

/** A message that is being handled is not handed out again for this long, unless its process dies. */
const CLAIM_SECONDS = 60;
const LONGEST_BACKOFF_SECONDS = 300;

/**
 * Messages written in the transaction of what they tell, and delivered after it at least once: nothing that was
 * acknowledged is ever missing from a search index or a bill.
 */
@Injectable()
export class Outbox {
  private readonly listeners = new Set<() => void>();

  constructor(private readonly database: Database) {}

  /** Adds a message in the caller's transaction. Call `wake` once that is committed. */
  async add(tx: Tx, topic: string, payload: OutboxMessage['payload']): Promise<void> {
    await tx.query(`INSERT INTO outbox (topic, payload) VALUES ($1, $2)`, [topic, JSON.stringify(payload)]);
  }

  /** Says that there is something to deliver, so that it need not be found by looking. */
  wake(): void {
    for (const listener of this.listeners) listener();
  }

  onWake(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Takes up to `limit` messages that are due, the oldest first; no other process is given them meanwhile. */
  async take(limit: number): Promise<OutboxMessage[]> {
    return this.database.transaction(async (tx) => {
      const [rows] = await tx.query<
        [{ id: string; topic: string; payload: OutboxMessage['payload']; attempts: number }[], number]
      >(
        `UPDATE outbox SET not_before = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = attempts + 1
         WHERE id IN (SELECT id FROM outbox WHERE not_before <= now() ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id, topic, payload, attempts`,
        [limit],
      );
      return rows
        .map(({ id, attempts, ...message }) => ({ ...message, id: Number(id), attempts: attempts - 1 }))
        .sort((a, b) => a.id - b.id);
    });
  }

  async delivered(ids: readonly number[]): Promise<void> {
    await this.database.read((tx) => tx.query(`DELETE FROM outbox WHERE id = ANY($1)`, [ids]));
  }

  /** Puts a message back, to be tried again later and later. */
  async failed({ id, attempts }: OutboxMessage, reason: string): Promise<void> {
    const seconds = Math.min(2 ** attempts, LONGEST_BACKOFF_SECONDS);
    await this.database.read((tx) =>
      tx.query(
        `UPDATE outbox SET not_before = now() + make_interval(secs => $2), failed_reason = $3 WHERE id = $1`,
        [id, seconds, reason.slice(0, 2000)],
      ),
    );
  }

  /** Messages waiting, the ones being handled included. */
  async waiting(): Promise<number> {
    const rows = await this.database.read((tx) =>
      tx.query<{ count: string }[]>(`SELECT count(*) FROM outbox`),
    );
    return Number(rows[0]?.count);
  }
}
