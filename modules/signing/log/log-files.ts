import { Injectable } from '@nestjs/common';
import { equalBytes } from '@iceos/core/canonical';
import { decodeHex } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { entriesPath, entryBundle, tilePath, tilesOf, TILE_WIDTH, type Tile } from '@iceos/core/log';
import { Failpoints } from '../../../src/config/failpoints.js';
import { Database, type Tx } from '../../../src/database/database.js';
import { PublicFolder } from '../public-folder.js';
import type { SigningCode } from '../signing.errors.js';
import { RootsRepository } from '../store/roots.repository.js';
import { TrustRepository } from '../store/trust.repository.js';
import { LogRepository, type LoggedRecord } from './log.repository.js';
import { PublicLists } from './public-lists.js';
import { TileTable } from './tile-table.js';

/** What of the log became public: the records from `from` on, below `to`. */
export interface PublicRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Writes the public files of what is not the log's own: the packages, named `namespace/name`, of which the range has
 * records. Called before the checkpoint is written that names them, and again for the same range after a crash.
 */
export type PublishPackages = (tx: Tx, packages: readonly string[], range: PublicRange) => Promise<void>;

/** Records about no package of anybody: they are public as the list of keys is. */
const OWN = new Set(['root', 'key', 'threshold', 'snapshot', 'revocation']);
const CHECKPOINT = 'log/checkpoint';

/**
 * The public files of the log, always complete up to the checkpoint that stands there: it is replaced last
 * (docs/spec/trust.md 4.8).
 */
@Injectable()
export class LogFiles {
  private readonly publishers: PublishPackages[] = [];

  constructor(
    private readonly database: Database,
    private readonly log: LogRepository,
    private readonly trust: TrustRepository,
    private readonly roots: RootsRepository,
    private readonly lists: PublicLists,
    private readonly folder: PublicFolder,
    private readonly failpoints: Failpoints,
  ) {}

  /** Adds whoever writes the files of packages. Modules do so when they are made. */
  addPublisher(publish: PublishPackages): void {
    this.publishers.push(publish);
  }

  /** Removes files that were never completed, and answers how many. Only where no other process writes them. */
  async sweep(): Promise<number> {
    return this.database.embedded ? this.folder.sweep() : 0;
  }

  /** Writes what the newest checkpoint has and the files have not; answers what became public, if anything did. */
  async sync(): Promise<PublicRange | undefined> {
    return this.alone(async (tx) => {
      await this.writeTrust(tx);
      const newest = await this.log.newestCheckpoint(tx);
      if (!newest) return undefined;
      const from = await this.publicSize(newest.size, newest.note);
      const listed = await this.lists.exist();
      if (from === newest.size && listed) return undefined;
      const range = { from, to: newest.size };
      await this.writeTiles(tx, range);
      const packages = await this.writeRecords(tx, range);
      await this.writeBranches(tx, range);
      for (const publish of this.publishers) await publish(tx, packages, range);
      if (!listed || (await this.log.touchesLists(tx, packages, from, newest.size)))
        await this.lists.write(tx, newest.size);
      await this.folder.settle();
      this.failpoints.pass('files-complete');
      await this.folder.write(CHECKPOINT, newest.note);
      this.failpoints.pass('checkpoint-file-renamed');
      await this.removePartials(range);
      await this.folder.settle();
      return from === newest.size ? undefined : range;
    });
  }

  /** Writes the records and the leaves of a package that is public. */
  async publishRecords(tx: Tx, place: string, { from, to }: PublicRange): Promise<void> {
    const added = (await this.log.recordsOf(tx, place, from)).filter(({ index }) => index < to);
    await Promise.all(added.map((record) => this.writeRecord(record)));
    const leaves = await this.log.leavesOf(tx, place, from);
    await Promise.all(leaves.map(({ digest, bytes }) => this.folder.keep(`map/${digest}`, bytes)));
  }

  /** Removes the records and the leaves of a package that is public no more. */
  async withdrawRecords(tx: Tx, place: string): Promise<void> {
    for (const { digest } of await this.log.recordsOf(tx, place))
      await this.folder.remove(`records/${digest}.json`);
    for (const { digest } of await this.log.leavesOf(tx, place)) await this.folder.remove(`map/${digest}`);
  }

  /**
   * How many records the public files have. Throws `log-missing` when they have what the database has not: whoever goes on
   * from there would fork the log.
   */
  private async publicSize(size: number, note: Uint8Array): Promise<number> {
    const bytes = await this.folder.read(CHECKPOINT);
    const known = bytes ? Number(new TextDecoder().decode(bytes).split('\n')[1]) : 0;
    if (!Number.isSafeInteger(known) || known < size) return Number.isSafeInteger(known) ? known : 0;
    if (known === size && bytes && equalBytes(bytes, note)) return known;
    throw new CodedError<SigningCode>(
      'log-missing',
      `The public checkpoint has ${known} records, the database ${size}: the database is older than its public files.`,
      {
        hint: 'Restore a newer backup. Only if nobody has seen the files, move `public/` away and start again.',
      },
    );
  }

  private async writeTiles(tx: Tx, { from, to }: PublicRange): Promise<void> {
    const tiles = new TileTable(this.log, tx);
    const grown = tilesOf(to, from);
    for (const part of chunks(grown, TILE_WIDTH)) {
      await Promise.all(
        part.map(async (tile) => this.folder.keep(`log/${tilePath(tile)}`, await tiles.read(tile))),
      );
    }
    for (const tile of grown.filter(({ level }) => level === 0)) await this.writeEntries(tx, tile);
  }

  private async writeEntries(tx: Tx, { index, width }: Tile): Promise<void> {
    const first = index * TILE_WIDTH;
    const digests = await this.log.entries(tx, first, first + width);
    const entries = digests.map((digest) => decodeHex(digest) as Uint8Array);
    await this.folder.keep(`log/${entriesPath({ index, width })}`, entryBundle(entries));
  }

  /** Writes the records that everybody may read, and answers which packages the others belong to. */
  private async writeRecords(tx: Tx, { from, to }: PublicRange): Promise<string[]> {
    const packages = new Set<string>();
    for (let start = from; start < to; start += TILE_WIDTH) {
      const records = await this.log.records(tx, start, Math.min(to, start + TILE_WIDTH));
      for (const { package: place } of records) if (place !== undefined) packages.add(place);
      await Promise.all(records.filter(isOwn).map((record) => this.writeRecord(record)));
    }
    return [...packages];
  }

  private writeRecord({ digest, bytes }: LoggedRecord): Promise<void> {
    return this.folder.keep(`records/${digest}.json`, bytes);
  }

  private async writeBranches(tx: Tx, { from }: PublicRange): Promise<void> {
    const branches = await this.log.branchesSince(tx, from);
    await Promise.all(branches.map(({ digest, bytes }) => this.folder.keep(`map/${digest}`, bytes)));
  }

  private async writeTrust(tx: Tx): Promise<void> {
    const keys = await this.trust.findKeys(tx);
    if (!keys) return;
    for (const [index, bytes] of (await this.roots.list(tx)).entries())
      await this.folder.keep(`trust/root/${index + 1}.json`, bytes);
    const known = await this.folder.read('trust/keys.json');
    if (!known || !equalBytes(known, keys.bytes)) await this.folder.write('trust/keys.json', keys.bytes);
  }

  /** A tile that is full stands for all its beginnings (C2SP tlog-tiles). */
  private async removePartials({ from, to }: PublicRange): Promise<void> {
    for (const { level, index, width } of tilesOf(to, from)) {
      if (width < TILE_WIDTH) continue;
      await this.folder.remove(`log/${tilePath({ level, index, width })}.p`);
      if (level === 0) await this.folder.remove(`log/${entriesPath({ index, width })}.p`);
    }
  }

  /** One process writes at a time. The embedded database has one only, and its one connection is not held meanwhile. */
  private alone<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    if (this.database.embedded) return this.database.read(work);
    return this.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('iceos.public'))`);
      return work(tx);
    });
  }
}

function isOwn({ type, package: place }: LoggedRecord): boolean {
  return place === undefined && OWN.has(type);
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
