import { Injectable } from '@nestjs/common';
import { signCheckpoint } from '@iceos/core/checkpoint';
import type { Digest } from '@iceos/core/digest';
import { decodeHex } from '@iceos/core/encoding';
import { growLog, leafHash } from '@iceos/core/log';
import { parseVersion } from '@iceos/core/names';
import { pickVersion } from '@iceos/core/semver';
import { Failpoints } from '../../../src/config/failpoints.js';
import { Database, type Tx } from '../../../src/database/database.js';
import { InstanceRoot } from '../root/instance-root.js';
import { LogKeys } from './log-keys.js';
import { LogRecords } from './log-records.js';
import { TrustRepository } from '../store/trust.repository.js';
import { LogRepository, type LoggedRecord, type StoredCheckpoint } from './log.repository.js';
import { PackageMap, type PackageLeaf } from '@iceos/core/verifiable-map';
import { isDue } from './snapshot-due.js';
import { TileTable } from './tile-table.js';

/**
 * Brings what was recorded since the newest checkpoint into the tree and the map, and signs what they became: one
 * transaction, so that there is all of a batch or nothing. The row of the publish sequence is locked first: batches are
 * written one at a time, by whatever process, and no record can come between (docs/spec/trust.md 4.2, 4.4).
 */
@Injectable()
export class WriteBatch {
  constructor(
    private readonly database: Database,
    private readonly root: InstanceRoot,
    private readonly keys: LogKeys,
    private readonly records: LogRecords,
    private readonly log: LogRepository,
    private readonly trust: TrustRepository,
    private readonly failpoints: Failpoints,
  ) {}

  /** How many records are committed and in no checkpoint; none before the first one. */
  pending(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const reached = await this.records.lock(tx);
      const newest = await this.log.newestCheckpoint(tx);
      return newest ? reached + 1 - newest.size : 0;
    });
  }

  /**
   * Writes a batch where something was recorded, or where the newest snapshot is old; answers the size of the tree, and
   * whether there was a batch. The last record of every batch is a snapshot.
   */
  async write(tx: Tx, now: Date): Promise<{ readonly size: number; readonly written: boolean }> {
    const reached = await this.records.lock(tx);
    const last = await this.log.newestCheckpoint(tx);
    const size = last?.size ?? 0;
    if (reached < size && !isDue(last?.at, now)) return { size, written: false };
    const fresh = await this.log.records(tx, size);
    const changed = newestOfEach(fresh);
    const map = await this.grownMap(tx, last, changed, reached + 1);
    const packages = (last?.packages ?? 0) + (await this.log.countNew(tx, [...changed.keys()], size));
    const snapshot = await this.records.append(tx, {
      type: 'snapshot',
      map_root: map.root,
      packages,
      keys_sequence: (await this.trust.keysSequence(tx)) ?? 0,
    });
    this.failpoints.pass('batch-computed');
    await this.log.savePages(tx, [...map.pages.values()], snapshot.index + 1);
    const entries = [...fresh.map(({ digest }) => digest), snapshot.digest];
    const grown = await growLog(size, entries.map(leafOf), new TileTable(this.log, tx).read);
    await this.log.saveTiles(tx, grown.tiles);
    this.failpoints.pass('tiles-stored');
    const head = { origin: `${await this.root.id(tx)}/log`, size: grown.size, root: grown.root };
    const note = new TextEncoder().encode(signCheckpoint(head, this.keys.forLog()));
    const at = new Date(snapshot.time);
    await this.log.insertCheckpoint(tx, { size: grown.size, note, mapRoot: map.root, packages, at });
    this.failpoints.pass('checkpoint-stored');
    return { size: grown.size, written: true };
  }

  /** The map of the newest checkpoint, with what the new records say about their packages. */
  private async grownMap(
    tx: Tx,
    last: StoredCheckpoint | undefined,
    changed: ReadonlyMap<string, Digest>,
    below: number,
  ): Promise<PackageMap> {
    const map = new PackageMap(last?.mapRoot, (digest) => this.log.requirePage(tx, digest));
    for (const [place, record] of changed) await map.set(await this.leaf(tx, place, record, below));
    return map;
  }

  /** What the records below an index say about a package. */
  private async leaf(tx: Tx, place: string, record: Digest, below: number): Promise<PackageLeaf> {
    const standings = await this.log.standings(tx, place, below);
    const usable = standings.filter(({ status }) => status === 'active' || status === 'deprecated');
    const versions = usable.map(({ version }) => parseVersion(version));
    const latest = pickVersion(versions, '*') ?? usable.at(-1)?.version ?? null;
    const status = standings.findLast(({ version }) => version === (latest ?? version))?.status ?? 'active';
    return { package: place, latest, status, record };
  }
}

/** The newest record of each package in its chain, by package. */
function newestOfEach(records: readonly LoggedRecord[]): Map<string, Digest> {
  const newest = new Map<string, Digest>();
  for (const { type, package: place, digest } of records)
    if (place !== undefined && (type === 'version' || type === 'status')) newest.set(place, digest);
  return newest;
}

function leafOf(digest: Digest): Uint8Array {
  return leafHash(decodeHex(digest) as Uint8Array);
}
