import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { StoredTile } from '@iceos/core/log';
import type { Tx } from '../../../src/database/database.js';

/** A record as it lies in the log. */
export interface LoggedRecord {
  readonly index: number;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  readonly type: string;
  /** `namespace/name` of the package it belongs to. */
  readonly package: string | undefined;
}

/** A checkpoint that was stored: everything below `size` is in the tree. */
export interface StoredCheckpoint {
  readonly size: number;
  /** The signed note. */
  readonly note: Uint8Array;
  /** Of the map that the last record, a snapshot, names. */
  readonly mapRoot: Digest;
  /** Packages in the map. */
  readonly packages: number;
  /** What the snapshot says as its time. */
  readonly at: Date;
}

export interface MapPage {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  /** The package whose leaf it is; undefined for branches. */
  readonly package: string | undefined;
}

/** The newest standing of one version, as the log has it. */
export interface VersionStanding {
  readonly version: string;
  readonly status: 'active' | 'yanked' | 'deprecated' | 'retired';
  readonly index: number;
}

interface RecordRow {
  index: string;
  digest: Digest;
  record: Buffer;
  type: string;
  package: string | null;
}

const RECORD = 'index, digest, record, type, package';

/** The tables of the log. */
@Injectable()
export class LogRepository {
  async newestCheckpoint(tx: Tx): Promise<StoredCheckpoint | undefined> {
    const rows = await tx.query<
      { size: string; note: Buffer; map_root: Digest; packages: number; at: Date }[]
    >('SELECT size, note, map_root, packages, at FROM log_checkpoints ORDER BY size DESC LIMIT 1');
    const [row] = rows;
    return (
      row && {
        size: Number(row.size),
        note: new Uint8Array(row.note),
        mapRoot: row.map_root,
        packages: row.packages,
        at: row.at,
      }
    );
  }

  async insertCheckpoint(tx: Tx, { size, note, mapRoot, packages, at }: StoredCheckpoint): Promise<void> {
    await tx.query(
      'INSERT INTO log_checkpoints (size, note, map_root, packages, at) VALUES ($1, $2, $3, $4, $5)',
      [size, Buffer.from(note), mapRoot, packages, at],
    );
  }

  /** Records from index `from` on, below `to` where it is given, in their order. */
  async records(tx: Tx, from: number, to?: number): Promise<LoggedRecord[]> {
    const rows = await tx.query<RecordRow[]>(
      `SELECT ${RECORD} FROM log_records WHERE index >= $1 AND ($2::bigint IS NULL OR index < $2) ORDER BY index`,
      [from, to ?? null],
    );
    return rows.map(domain);
  }

  async recordAt(tx: Tx, index: number): Promise<LoggedRecord | undefined> {
    const rows = await tx.query<RecordRow[]>(`SELECT ${RECORD} FROM log_records WHERE index = $1`, [index]);
    return rows[0] && domain(rows[0]);
  }

  async findRecord(tx: Tx, digest: Digest): Promise<LoggedRecord | undefined> {
    const rows = await tx.query<RecordRow[]>(`SELECT ${RECORD} FROM log_records WHERE digest = $1`, [digest]);
    return rows[0] && domain(rows[0]);
  }

  /** The records of a package from index `from` on, in their order. */
  async recordsOf(tx: Tx, place: string, from = 0): Promise<LoggedRecord[]> {
    const rows = await tx.query<RecordRow[]>(
      `SELECT ${RECORD} FROM log_records WHERE package = $1 AND index >= $2 ORDER BY index`,
      [place, from],
    );
    return rows.map(domain);
  }

  /** The records of revocations below the index `to`, in their order. */
  async revocations(tx: Tx, to: number): Promise<LoggedRecord[]> {
    const rows = await tx.query<RecordRow[]>(
      `SELECT ${RECORD} FROM log_records WHERE type = 'revocation' AND index < $1 ORDER BY index`,
      [to],
    );
    return rows.map(domain);
  }

  /** The newest record below the index `to` about the standing of each version, where it does not stand as it was published. */
  async newestStatuses(tx: Tx, to: number): Promise<LoggedRecord[]> {
    const rows = await tx.query<RecordRow[]>(
      `SELECT ${RECORD} FROM (
         SELECT DISTINCT ON (package, version) * FROM log_records
         WHERE type = 'status' AND index < $1 ORDER BY package, version, index DESC) AS newest
       WHERE status <> 'active'`,
      [to],
    );
    return rows.map(domain);
  }

  /** Whether a record from index `from` on, below `to`, or one of these packages, has to do with the public lists. */
  async touchesLists(tx: Tx, packages: readonly string[], from: number, to: number): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM log_records WHERE type IN ('status', 'revocation') AND index < $3
       AND (index >= $2 OR package = ANY($1)) LIMIT 1`,
      [packages, from, to],
    );
    return rows.length > 0;
  }

  /** Digests of the records of a package, by their index. */
  async digestsOf(tx: Tx, place: string): Promise<Map<number, Digest>> {
    const rows = await tx.query<{ index: string; digest: Digest }[]>(
      'SELECT index, digest FROM log_records WHERE package = $1',
      [place],
    );
    return new Map(rows.map(({ index, digest }) => [Number(index), digest]));
  }

  /** Digests of the records from `from` on, below `to`: the entries of the log. */
  async entries(tx: Tx, from: number, to: number): Promise<Digest[]> {
    const rows = await tx.query<{ digest: Digest }[]>(
      'SELECT digest FROM log_records WHERE index >= $1 AND index < $2 ORDER BY index',
      [from, to],
    );
    return rows.map(({ digest }) => digest);
  }

  /** How each version of a package stands below the index `below`, the one published first at the front. */
  async standings(tx: Tx, place: string, below: number): Promise<VersionStanding[]> {
    const rows = await tx.query<{ version: string; status: VersionStanding['status']; index: string }[]>(
      `SELECT * FROM (
         SELECT DISTINCT ON (version) version, status, first_value(index) OVER (PARTITION BY version ORDER BY index) AS index
         FROM log_records WHERE package = $1 AND type IN ('version', 'status') AND index < $2
         ORDER BY version, log_records.index DESC) AS newest ORDER BY index`,
      [place, below],
    );
    return rows.map(({ version, status, index }) => ({ version, status, index: Number(index) }));
  }

  /** How many of `packages` have no record below `index`. */
  async countNew(tx: Tx, packages: readonly string[], index: number): Promise<number> {
    if (packages.length === 0) return 0;
    const rows = await tx.query<{ count: string }[]>(
      `SELECT count(*) AS count FROM unnest($1::text[]) AS named (package)
       WHERE NOT EXISTS (SELECT 1 FROM log_records r WHERE r.package = named.package AND r.index < $2)`,
      [packages, index],
    );
    return Number(rows[0]?.count);
  }

  async tile(tx: Tx, level: number, number: number): Promise<Uint8Array | undefined> {
    const rows = await tx.query<{ hashes: Buffer }[]>(
      'SELECT hashes FROM log_tiles WHERE level = $1 AND number = $2',
      [level, number],
    );
    return rows[0] && new Uint8Array(rows[0].hashes);
  }

  async saveTiles(tx: Tx, tiles: readonly StoredTile[]): Promise<void> {
    await tx.query(
      `INSERT INTO log_tiles (level, number, hashes) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
       ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes`,
      [
        tiles.map(({ level }) => level),
        tiles.map(({ index }) => index),
        tiles.map(({ bytes }) => Buffer.from(bytes)),
      ],
    );
  }

  async pages(tx: Tx, digests: readonly Digest[]): Promise<MapPage[]> {
    if (digests.length === 0) return [];
    const rows = await tx.query<{ digest: Digest; page: Buffer; package: string | null }[]>(
      'SELECT digest, page, package FROM log_map_pages WHERE digest = ANY($1)',
      [digests],
    );
    return rows.map(({ digest, page, package: place }) => ({
      digest,
      bytes: new Uint8Array(page),
      package: place ?? undefined,
    }));
  }

  /** A page that some map of the log has. */
  async requirePage(tx: Tx, digest: Digest): Promise<Uint8Array> {
    const [page] = await this.pages(tx, [digest]);
    if (page) return page.bytes;
    throw new Error(`The map lacks the page ${digest}.`);
  }

  /** Branches of the map that came with checkpoints above `from`. */
  async branchesSince(tx: Tx, from: number): Promise<{ digest: Digest; bytes: Uint8Array }[]> {
    const rows = await tx.query<{ digest: Digest; page: Buffer }[]>(
      'SELECT digest, page FROM log_map_pages WHERE size > $1 AND package IS NULL',
      [from],
    );
    return rows.map(({ digest, page }) => ({ digest, bytes: new Uint8Array(page) }));
  }

  /** Leaves of a package that came with checkpoints above `from`; by default all of them. */
  async leavesOf(tx: Tx, place: string, from = 0): Promise<{ digest: Digest; bytes: Uint8Array }[]> {
    const rows = await tx.query<{ digest: Digest; page: Buffer }[]>(
      'SELECT digest, page FROM log_map_pages WHERE package = $1 AND size > $2',
      [place, from],
    );
    return rows.map(({ digest, page }) => ({ digest, bytes: new Uint8Array(page) }));
  }

  async savePages(tx: Tx, pages: readonly MapPage[], size: number): Promise<void> {
    if (pages.length === 0) return;
    await tx.query(
      `INSERT INTO log_map_pages (digest, page, size, package) SELECT *
       FROM unnest($1::text[], $2::bytea[], array_fill($3::bigint, ARRAY[cardinality($1::text[])]), $4::text[])
       ON CONFLICT (digest) DO NOTHING`,
      [
        pages.map(({ digest }) => digest),
        pages.map(({ bytes }) => Buffer.from(bytes)),
        size,
        pages.map((page) => page.package ?? null),
      ],
    );
  }

  async insertStatement(tx: Tx, manifest: Digest, kind: string, envelope: Uint8Array): Promise<void> {
    await tx.query(
      'INSERT INTO log_statements (manifest_digest, kind, envelope) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [manifest, kind, Buffer.from(envelope)],
    );
  }

  /** The statements about a manifest, in the order of their kinds. */
  async statements(tx: Tx, manifest: Digest): Promise<Uint8Array[]> {
    const rows = await tx.query<{ envelope: Buffer }[]>(
      'SELECT envelope FROM log_statements WHERE manifest_digest = $1 ORDER BY kind',
      [manifest],
    );
    return rows.map(({ envelope }) => new Uint8Array(envelope));
  }
}

function domain({ index, digest, record, type, package: place }: RecordRow): LoggedRecord {
  return {
    index: Number(index),
    digest,
    bytes: new Uint8Array(record),
    type,
    package: place ?? undefined,
  };
}
