import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../src/database/database.js';

/** One process at a time looks for dead ones; the lock is gone with its transaction. */
const REAPER_LOCK = 0x1ce05;

/** The processes that carry executions out, and when each was heard of last. */
@Injectable()
export class WorkersRepository {
  async beat(tx: Tx, executor: string, abi: number): Promise<void> {
    await tx.query(
      `INSERT INTO workers (executor, abi) VALUES ($1, $2) ON CONFLICT (executor) DO UPDATE SET beat_at = now()`,
      [executor, abi],
    );
  }

  async leave(tx: Tx, executor: string): Promise<void> {
    await tx.query(`DELETE FROM workers WHERE executor = $1`, [executor]);
  }

  /** Whether this transaction is the one that looks for dead processes. */
  async tryReap(tx: Tx): Promise<boolean> {
    const rows = await tx.query<{ taken: boolean }[]>(`SELECT pg_try_advisory_xact_lock($1) AS taken`, [
      REAPER_LOCK,
    ]);
    return rows[0]?.taken === true;
  }

  /** Processes heard of within the last `seconds`. */
  async alive(tx: Tx, seconds: number): Promise<Set<string>> {
    const rows = await tx.query<{ executor: string }[]>(
      `SELECT executor FROM workers WHERE beat_at > now() - make_interval(secs => $1)`,
      [seconds],
    );
    return new Set(rows.map(({ executor }) => executor));
  }

  /** Forgets processes that have long been silent. */
  async forget(tx: Tx, seconds: number): Promise<void> {
    await tx.query(`DELETE FROM workers WHERE beat_at < now() - make_interval(secs => $1)`, [seconds]);
  }
}
