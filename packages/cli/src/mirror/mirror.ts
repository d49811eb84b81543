import { join } from 'node:path';
import { equalBytes } from '@iceos/core/canonical';
import {
  peekCheckpoint,
  verifyCheckpoint,
  type TreeHead,
  type VerifiedCheckpoint,
} from '@iceos/core/checkpoint';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import type { TrustSnapshot } from '@iceos/core/trust';
import { LoadGate } from '@iceos/runtime/gate';
import { LogMemory } from '@iceos/runtime/log-memory';
import type { CommandContext } from '../context.js';
import { ServerError } from '../errors.js';
import { entryIn, followLog, keepGrowth, removePartials, type LogGrowth } from '../log/log-copy.js';
import { copyRecord, replaceIn, type CopiedRecord } from '../log/record-copy.js';
import { openSource, type Source } from '../log/source.js';
import { trustOfSource } from '../log/source-trust.js';
import { fetchLists } from './lists.js';
import { MapPages } from './map-pages.js';
import { MirrorFolder } from './mirror-folder.js';
import { copyPackage } from './package-copy.js';
import { dropPackage, sweepBlobs } from './withdrawn.js';

const CHECKPOINT = 'log/checkpoint';
const MAX_CHECKPOINT_BYTES = 64 * 1024;
/** What the mirror remembers of the log, and proofs of forks that it met. */
const MEMORY = '.mirror';
/** How often a registry may go on while it is copied. */
const MOST_TURNS = 5;

export interface MirrorReport {
  readonly from: string;
  readonly root: string;
  /** Entries of the log that the mirror is complete for, and those it was complete for before. */
  readonly size: number;
  readonly previous_size: number;
  readonly packages: number;
  readonly files: number;
  readonly bytes: number;
  readonly removed: number;
  /** Versions that may not be loaded any more, of which nothing was copied, and why. */
  readonly skipped: readonly { readonly version: string; readonly code: string }[];
}

/**
 * Copies the public files of a registry into a folder that any file server can serve (docs/spec/trust.md 4.8). Nothing is
 * put there that was not verified; the checkpoint comes last, so the folder is complete for the one that stands in it. It
 * may be ended at any time and started again.
 */
export class Mirror {
  private readonly source: Source;
  private readonly copy: MirrorFolder;
  private readonly pages: MapPages;
  private readonly skipped = new Map<string, string>();

  constructor(
    private readonly context: CommandContext,
    base: string,
    folder: string,
    private readonly doing: (text: string) => void,
  ) {
    this.source = openSource(base);
    this.copy = new MirrorFolder(folder);
    this.pages = new MapPages(this.source, this.copy);
  }

  async run(): Promise<MirrorReport> {
    await this.copy.sweep();
    for (let turn = 1; ; turn += 1) {
      const note = await this.source.required(CHECKPOINT, MAX_CHECKPOINT_BYTES);
      try {
        return await this.copyUpTo(new TextDecoder().decode(note));
      } catch (error) {
        // Where the registry went on meanwhile, what was refused may be right by its next checkpoint.
        const now = await this.source.required(CHECKPOINT, MAX_CHECKPOINT_BYTES);
        if (equalBytes(now, note)) throw error;
        if (turn < MOST_TURNS) continue;
        throw new ServerError(
          'server-unreachable',
          0,
          true,
          `${this.source.base} goes on faster than it is copied.`,
          {
            hint: 'Run it again; what was copied is not copied again.',
            cause: error,
          },
        );
      }
    }
  }

  private async copyUpTo(note: string): Promise<MirrorReport> {
    const { source, copy } = this;
    const trust = await trustOfSource(this.context, source.base, join(copy.path, 'trust'));
    const checkpoint = verifyCheckpoint(note, trust, verifySignature, CHECKPOINT);
    const known = await this.knownHead();
    if (known.size > checkpoint.size) throw rollback(known.size, checkpoint.size);
    this.doing(`entries of the log, ${known.size} to ${checkpoint.size}`);
    const growth = await followLog(source, copy, checkpoint, known.size);
    const memory = await LogMemory.open(join(copy.path, MEMORY));
    await memory.meet({ checkpoint }, growth.tile, CHECKPOINT);
    await keepGrowth(copy, growth);
    const fresh = await this.copyRecords(growth);
    this.doing('pages of the map');
    await this.copyMap(checkpoint, trust);
    const indexes = await this.copyPackages(checkpoint, trust, fresh, growth.entries.length > fresh.length);
    const lists = await fetchLists({ source, copy, size: checkpoint.size, fresh });
    await this.finish(checkpoint, growth, indexes, lists);
    return {
      from: source.base,
      root: trust.rootId,
      size: checkpoint.size,
      previous_size: known.size,
      packages: (await copy.list('packages')).length,
      ...copy.counts,
      skipped: [...this.skipped].map(([version, code]) => ({ version, code })),
    };
  }

  /** The checkpoint that the mirror is complete for. */
  private async knownHead(): Promise<Pick<TreeHead, 'size'>> {
    const bytes = await this.copy.read(CHECKPOINT);
    return (bytes && peekCheckpoint(new TextDecoder().decode(bytes))) ?? { size: 0 };
  }

  /** Copies the new records that are public. */
  private async copyRecords({ from, entries }: LogGrowth): Promise<CopiedRecord[]> {
    this.doing(`records, ${from} to ${from + entries.length}`);
    const copied = await Promise.all(
      entries.map((digest, at) => copyRecord(this.source, this.copy, digest, from + at)),
    );
    return copied.filter((record) => record !== undefined);
  }

  /** Copies the map that the last record names, which says too how new the list of keys must be. */
  private async copyMap({ size }: VerifiedCheckpoint, { sequence }: TrustSnapshot): Promise<void> {
    const digest = await entryIn(this.copy, size - 1, size);
    const last = digest && (await copyRecord(this.source, this.copy, digest, size - 1));
    if (last?.record.type !== 'snapshot')
      throw new Refusal('evidence-invalid', 'The last record of the log is no snapshot.', {
        subject: CHECKPOINT,
      });
    const { map_root, keys_sequence = 0 } = last.record;
    if (keys_sequence > sequence)
      throw new Refusal('rollback', 'The list of keys is older than the one that the log names.', {
        subject: 'trust/keys.json',
        expected: `sequence ${keys_sequence}`,
        found: `sequence ${sequence}`,
      });
    await this.pages.copyMap(map_root);
  }

  /**
   * Copies the packages that new records are about. A new record that is not public may be of a package that was: then all
   * that are in the mirror are looked at again. Answers their indexes, undefined for those that are not public any more.
   */
  private async copyPackages(
    checkpoint: VerifiedCheckpoint,
    trust: TrustSnapshot,
    fresh: readonly CopiedRecord[],
    someArePrivate: boolean,
  ): Promise<Map<string, Uint8Array | undefined>> {
    const places = new Set(
      fresh.flatMap(({ record }) =>
        record.type === 'version' || record.type === 'status' ? [`${record.namespace}/${record.name}`] : [],
      ),
    );
    if (someArePrivate) for (const place of await this.known()) places.add(place);
    const policy = { iceosVersion: parseVersion(this.context.version) };
    const gate = new LoadGate({ trust: () => trust, policy });
    const skip = (version: string, code: string) => this.skipped.set(version, code);
    const indexes = new Map<string, Uint8Array | undefined>();
    for (const place of places) {
      this.doing(`${place}, ${indexes.size + 1} of ${places.size} packages`);
      const { source, copy } = this;
      indexes.set(place, await copyPackage({ source, copy, checkpoint, gate, skip }, place));
    }
    return indexes;
  }

  private async known(): Promise<string[]> {
    const paths = await this.copy.list('packages');
    return paths.map((path) => path.replace(/^packages\//, '').replace(/\.json$/, ''));
  }

  /** Puts what changes under its name into its place, the checkpoint after all that it stands for. */
  private async finish(
    checkpoint: VerifiedCheckpoint,
    growth: LogGrowth,
    indexes: ReadonlyMap<string, Uint8Array | undefined>,
    lists: ReadonlyMap<string, Uint8Array>,
  ): Promise<void> {
    const { copy } = this;
    await copy.settle();
    for (const [path, bytes] of lists) await replaceIn(copy, path, bytes);
    for (const [place, bytes] of indexes) {
      if (bytes) await replaceIn(copy, `packages/${place}.json`, bytes);
      else await dropPackage(copy, place);
    }
    if (copy.counts.removed > 0) await sweepBlobs(copy);
    await copy.settle();
    await replaceIn(copy, CHECKPOINT, new TextEncoder().encode(checkpoint.note));
    // Its name is on disk before anything goes that only the checkpoint before it named.
    await copy.settle();
    await removePartials(copy, growth, checkpoint.size);
    await this.pages.prune();
    await copy.settle();
  }
}

function rollback(known: number, found: number): Refusal {
  return new Refusal('rollback', 'The log has fewer entries than the mirror.', {
    subject: CHECKPOINT,
    expected: `at least ${known} entries`,
    found: `${found} entries`,
  });
}
