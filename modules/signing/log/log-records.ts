import { Injectable } from '@nestjs/common';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf, type Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import type { Tx } from '../../../src/database/database.js';
import type { SigningCode } from '../signing.errors.js';
import type { AppendedRecord, RecordDraft } from './record-draft.js';

/**
 * Writes the records of the transparency log. Its index is the publish sequence, and this is the only thing that raises
 * it: whatever is numbered is in the log (docs/spec/trust.md 4.2).
 */
@Injectable()
export class LogRecords {
  /**
   * Writes one record at the next index, in the transaction of what it tells. The row of the sequence stays locked until
   * that ends, so records become visible in their order and none is seen before a smaller one. `about` is the package,
   * `namespace/name`, that a record belongs to without naming it.
   */
  async append(tx: Tx, draft: RecordDraft, about?: string): Promise<AppendedRecord> {
    const index = await this.raise(tx);
    const time = new Date().toISOString();
    const chained = draft.type === 'version' || draft.type === 'status';
    const place = chained ? `${draft.namespace}/${draft.name}` : about;
    const record = canonicalBytes({
      schema_version: 'log-record.v0',
      index,
      time,
      ...draft,
      ...(chained && place !== undefined ? { previous: await this.newestOf(tx, place) } : {}),
    });
    const digest = digestOf(record);
    await tx.query(
      `INSERT INTO log_records (index, digest, record, type, package, version, status) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [index, digest, Buffer.from(record), draft.type, place ?? null, ...standingOf(draft)],
    );
    return { index, digest, time };
  }

  /** The index of the newest record, -1 before the first, with its row locked: nothing is written until the transaction ends. */
  async lock(tx: Tx): Promise<number> {
    const rows = await tx.query<{ value: string }[]>('SELECT value FROM publish_sequence FOR UPDATE');
    return Number(rows[0]?.value);
  }

  /** Throws `log-missing` when numbers were given away that no record stands for. */
  async requireComplete(tx: Tx): Promise<void> {
    const rows = await tx.query<{ missing: string }[]>(
      'SELECT value + 1 - (SELECT count(*) FROM log_records) AS missing FROM publish_sequence',
    );
    const missing = Number(rows[0]?.missing);
    if (missing === 0) return;
    throw new CodedError<SigningCode>(
      'log-missing',
      `The log of this database lacks ${missing} records: it is older than the log, or records were taken out.`,
      { hint: 'Start with an empty database and publish again, or restore a backup.' },
    );
  }

  private async raise(tx: Tx): Promise<number> {
    const [rows] = await tx.query<[{ value: string }[], number]>(
      'UPDATE publish_sequence SET value = value + 1 RETURNING value',
    );
    return Number(rows[0]?.value);
  }

  /** The record before the next one in the chain of a package, or null. */
  private async newestOf(tx: Tx, place: string): Promise<Digest | null> {
    const rows = await tx.query<{ digest: Digest }[]>(
      `SELECT digest FROM log_records WHERE package = $1 AND type IN ('version', 'status') ORDER BY index DESC LIMIT 1`,
      [place],
    );
    return rows[0]?.digest ?? null;
  }
}

function standingOf(draft: RecordDraft): [version: string | null, status: string | null] {
  if (draft.type === 'version') return [draft.version, 'active'];
  if (draft.type === 'status') return [draft.version, draft.status];
  return [null, null];
}
