import { Injectable } from '@nestjs/common';
import { canonicalBytes } from '@iceos/core/canonical';
import type { Digest } from '@iceos/core/digest';
import { signAcceptance, type Acceptance, type Envelope } from '@iceos/core/dsse';
import type { EvidenceDocument } from '@iceos/core/evidence';
import type { TileReader } from '@iceos/core/log';
import type { Tx } from '../../src/database/database.js';
import { LogFiles, type PublicRange, type PublishPackages } from './log/log-files.js';
import { LogKeys } from './log/log-keys.js';
import { Prove } from './log/prove.js';
import { LogRepository } from './log/log.repository.js';
import { InstanceRoot } from './root/instance-root.js';
import { LogRecords } from './log/log-records.js';
import { LogWriter } from './log/log-writer.js';
import type { AppendedRecord, RecordDraft } from './log/record-draft.js';
import { TileTable } from './log/tile-table.js';

export type { PublicRange } from './log/log-files.js';
export type { RecordDraft } from './log/record-draft.js';

/** The door to the transparency log. */
@Injectable()
export class LogService {
  constructor(
    private readonly records: LogRecords,
    private readonly writer: LogWriter,
    private readonly files: LogFiles,
    private readonly log: LogRepository,
    private readonly keys: LogKeys,
    private readonly root: InstanceRoot,
    private readonly prove: Prove,
  ) {}

  /** Completes what a crash left and goes on writing. Part of every start, after the keys are there. */
  start(): Promise<void> {
    return this.writer.start();
  }

  /**
   * Writes one record at the next index of the publish sequence, in the transaction of what it tells; the sequence is held
   * until that ends. Call `included` or `wake` once that is committed.
   */
  append(tx: Tx, draft: RecordDraft): Promise<AppendedRecord> {
    return this.records.append(tx, draft);
  }

  /** Resolves when the committed record `index` is in the log; rejects with `log-behind` when that takes too long. */
  included(index: number): Promise<void> {
    return this.writer.included(index);
  }

  /** Signs that a version was accepted, in the transaction that records it (docs/spec/trust.md 4.1). */
  async accept(tx: Tx, acceptance: Omit<Acceptance, 'registry'>): Promise<void> {
    const registry = await this.root.id(tx);
    const envelope = signAcceptance({ ...acceptance, registry }, this.keys.forReceipts());
    await this.log.insertStatement(tx, acceptance.manifestDigest, 'acceptance', canonicalBytes(envelope));
  }

  /** What the registry stated about a manifest. */
  async statements(tx: Tx, manifest: Digest): Promise<Envelope[]> {
    const envelopes = await this.log.statements(tx, manifest);
    return envelopes.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Envelope);
  }

  /** Digests of the records of a package, by their index. */
  recordsByIndex(tx: Tx, place: string): Promise<Map<number, Digest>> {
    return this.log.digestsOf(tx, place);
  }

  /** The evidence of the version recorded at `index`, or undefined while no checkpoint has it. */
  evidence(tx: Tx, index: number, place: string, manifest: Digest): Promise<EvidenceDocument | undefined> {
    return this.prove.version(tx, index, place, manifest);
  }

  /** The tiles of the tree, for proofs that go on from what somebody saw before. */
  tiles(tx: Tx): TileReader {
    return new TileTable(this.log, tx).read;
  }

  /** Makes the records and leaves of a package public. */
  publishRecords(tx: Tx, place: string, range: PublicRange): Promise<void> {
    return this.files.publishRecords(tx, place, range);
  }

  /** Takes them back. */
  withdrawRecords(tx: Tx, place: string): Promise<void> {
    return this.files.withdrawRecords(tx, place);
  }

  /** Adds whoever writes the public files of packages. Modules do so when they are made. */
  addPublisher(publish: PublishPackages): void {
    this.files.addPublisher(publish);
  }
}
