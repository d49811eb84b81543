import { Injectable } from '@nestjs/common';
import type { Tx } from '../../src/database/database.js';
import { LogRecords } from './log/log-records.js';
import type { AppendedRecord, RecordDraft } from './log/record-draft.js';

export type { AppendedRecord, RecordDraft } from './log/record-draft.js';

/** The door to the transparency log. */
@Injectable()
export class LogService {
  constructor(private readonly records: LogRecords) {}

  /**
   * Writes one record at the next index of the publish sequence, in the transaction of what it tells; the sequence is held
   * until that ends.
   */
  append(tx: Tx, draft: RecordDraft): Promise<AppendedRecord> {
    return this.records.append(tx, draft);
  }
}
