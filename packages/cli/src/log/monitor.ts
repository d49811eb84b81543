import { join } from 'node:path';
import { canonicalBytes } from '@iceos/core/canonical';
import { peekCheckpoint, verifyCheckpoint } from '@iceos/core/checkpoint';
import { digestOf } from '@iceos/core/digest';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import { FileTree } from '@iceos/runtime/file-tree';
import { LogMemory } from '@iceos/runtime/log-memory';
import type { CommandContext } from '../context.js';
import { followLog, keepGrowth, removePartials } from './log-copy.js';
import { copyRecord, replaceIn, type CopiedRecord } from './record-copy.js';
import { openSource, type Source } from './source.js';
import { trustOfSource } from './source-trust.js';

const CHECKPOINT = 'log/checkpoint';
const MAX_CHECKPOINT_BYTES = 64 * 1024;

/** What was looked at: every entry from `from` on, below `size`. */
export interface LookedAt {
  readonly root: string;
  readonly from: number;
  readonly size: number;
  /** The new records that are public, in their order; of the others the log shows digests only. */
  readonly records: readonly CopiedRecord[];
  /** Whether as many witnesses as are trusted cosigned the checkpoint. */
  readonly witnessed: boolean;
}

/**
 * Follows the log of a registry: keeps all its entries and public records in a folder of this machine, works the whole tree
 * out of them, and refuses a checkpoint that does not continue the one before (docs/spec/trust.md 4.2, 4.6).
 */
export class LogMonitor {
  private readonly source: Source;
  private readonly copy: FileTree;

  constructor(
    private readonly context: CommandContext,
    base: string,
    private readonly folder: string,
  ) {
    this.source = openSource(base);
    this.copy = new FileTree(folder);
  }

  /**
   * Looks at what is new since the last time, and tells it before it counts as looked at: what ends in between is told again.
   * Throws the `Refusal` of a log that went back or forked, whose evidence is then kept.
   */
  async look(tell: (looked: LookedAt) => void): Promise<void> {
    const { source, copy } = this;
    const note = new TextDecoder().decode(await source.required(CHECKPOINT, MAX_CHECKPOINT_BYTES));
    const trust = await trustOfSource(this.context, source.base, join(this.folder, 'trust'));
    const checkpoint = verifyCheckpoint(note, trust, verifySignature, CHECKPOINT);
    const before = await copy.read(CHECKPOINT);
    const known = before ? new TextDecoder().decode(before) : '';
    const from = peekCheckpoint(known)?.size ?? 0;
    if (from > checkpoint.size) throw await this.wentBack(known, note, [from, checkpoint.size]);
    const growth = await followLog(source, copy, checkpoint, from);
    const memory = await LogMemory.open(this.folder);
    await memory.meet({ checkpoint }, growth.tile, CHECKPOINT);
    await keepGrowth(copy, growth);
    const copied = await Promise.all(
      growth.entries.map((digest, at) => copyRecord(source, copy, digest, growth.from + at)),
    );
    await copy.settle();
    const records = copied.filter((record) => record !== undefined);
    const { size, witnessed } = checkpoint;
    tell({ root: trust.rootId, from, size, records, witnessed });
    await replaceIn(copy, CHECKPOINT, new TextEncoder().encode(note));
    await removePartials(copy, growth, size);
    await copy.settle();
  }

  /** Keeps both checkpoints: the log signed the smaller one, and the larger one before it. */
  private async wentBack(
    known: string,
    note: string,
    [from, size]: readonly [number, number],
  ): Promise<Refusal> {
    const evidence = canonicalBytes({ schema_version: 'log-rollback.v0', accepted: known, found: note });
    const path = `rollbacks/${digestOf(evidence)}.json`;
    await this.copy.keep(path, evidence);
    await this.copy.settle();
    return new Refusal(
      'rollback',
      `The log has fewer entries than it had. Both checkpoints are kept in ${join(this.folder, path)}.`,
      { subject: CHECKPOINT, expected: `at least ${from} entries`, found: `${size} entries` },
    );
  }
}
