import { CodedError } from '../errors.js';
import { HASH_BYTES, isCount, type Hash } from './merkle.js';

/** Hashes in a full tile, and levels of the tree that one spans (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 8;

export type LogCode = 'log-tile-invalid';

/** A tile of hashes: `width` of them, from the `index`-th tile of `level`. Full at 256. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

export interface StoredTile extends Tile {
  /** `width` hashes of 32 bytes, one after the other. */
  readonly bytes: Uint8Array;
}

/** Gives the bytes of a tile. A full tile may be given for a partial one; only its beginning is looked at. */
export type TileReader = (tile: Tile) => Promise<Uint8Array>;

/** Where a tile stands under the log's prefix: `tile/0/x001/067` or `tile/1/000.p/17` (C2SP tlog-tiles). */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${indexPath(index)}${suffix(width)}`;
}

/** Where a bundle of entries stands: `tile/entries/x001/067` or `tile/entries/000.p/17`. */
export function entriesPath({ index, width }: Pick<Tile, 'index' | 'width'>): string {
  return `tile/entries/${indexPath(index)}${suffix(width)}`;
}

function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

function suffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The tile, or with level `entries` the bundle, that `path` names; undefined when it is not exactly such a path. */
export function parseTilePath(
  path: string,
): (Omit<Tile, 'level'> & { level: number | 'entries' }) | undefined {
  const [, head, groups, partial] = PATH.exec(path) ?? [];
  if (head === undefined || groups === undefined) return undefined;
  const level = head === 'entries' ? head : Number(head);
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (!isCount(index) || indexPath(index) !== groups || (partial !== undefined && width >= TILE_WIDTH))
    return undefined;
  return level !== 'entries' && level > 63 ? undefined : { level, index, width };
}

/** Every tile of hashes that a tree of `size` entries has and one of `since` entries had not, from the leaves up. */
export function tilesOf(size: number, since = 0): Tile[] {
  const tiles: Tile[] = [];
  for (let [level, count, old] = [0, size, since]; count > 0; level++) {
    if (count > old) tiles.push(...tilesOfLevel(level, count, old));
    [count, old] = [Math.floor(count / TILE_WIDTH), Math.floor(old / TILE_WIDTH)];
  }
  return tiles;
}

function tilesOfLevel(level: number, count: number, old: number): Tile[] {
  const tiles: Tile[] = [];
  for (let index = Math.floor(old / TILE_WIDTH); index * TILE_WIDTH < count; index++)
    tiles.push({ level, index, width: widthAt(index, count) });
  return tiles;
}

/** Width of the `index`-th tile of a level that has `count` hashes. */
export function widthAt(index: number, count: number): number {
  return Math.min(TILE_WIDTH, count - index * TILE_WIDTH);
}

/** Throws `log-tile-invalid` when `bytes` do not hold the tile. */
export function hashesOf(tile: Tile, bytes: Uint8Array): Hash[] {
  const full = TILE_WIDTH * HASH_BYTES;
  if (bytes.length !== tile.width * HASH_BYTES && bytes.length !== full)
    throw new CodedError<LogCode>(
      'log-tile-invalid',
      `${tilePath(tile)} has ${bytes.length} bytes instead of ${tile.width * HASH_BYTES}.`,
      { hint: 'Fetch the tile again from the registry.' },
    );
  return Array.from({ length: tile.width }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/** A bundle of entries: each behind its length as two bytes, high byte first (C2SP tlog-tiles). */
export function entryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((total, entry) => total + 2 + entry.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > 0xffff) throw new RangeError('An entry of the log has at most 65,535 bytes.');
    view.setUint16(at, entry.length);
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

/** The entries of a bundle, or undefined when `bytes` are not exactly whole entries. */
export function readEntryBundle(bytes: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length ? entries : undefined;
}
