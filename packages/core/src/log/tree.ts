import {
  EMPTY_ROOT,
  HASH_BYTES,
  consistencySpans,
  inclusionSpans,
  joinFromRight,
  treeRoot,
  type Hash,
  type Span,
} from './merkle.js';
import {
  TILE_HEIGHT,
  TILE_WIDTH,
  hashesOf,
  tilePath,
  widthAt,
  type StoredTile,
  type Tile,
  type TileReader,
} from './tiles.js';

/** Root of the tree of `size` entries, out of its tiles. */
export async function rootOf(size: number, read: TileReader): Promise<Hash> {
  if (size === 0) return EMPTY_ROOT;
  const [root] = await hashSpans([{ start: 0, end: size }], size, read);
  return root as Hash;
}

/** Proof that entry `index` is in the tree of `size` entries (RFC 6962, 2.1.1). */
export async function inclusionProof(index: number, size: number, read: TileReader): Promise<Hash[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`A tree of ${size} has no entry ${index}.`);
  return hashSpans(inclusionSpans(index, size), size, read);
}

/** Proof that the tree of `size` entries begins with the tree of `old` entries (RFC 6962, 2.1.2). */
export async function consistencyProof(old: number, size: number, read: TileReader): Promise<Hash[]> {
  if (!(old >= 0 && old <= size)) throw new RangeError(`A tree of ${size} has no beginning of ${old}.`);
  return hashSpans(consistencySpans(old, size), size, read);
}

/** A perfect subtree: 2^height leaves, the `index`-th of its height. */
interface Node {
  readonly height: number;
  readonly index: number;
}

async function hashSpans(spans: readonly Span[], size: number, read: TileReader): Promise<Hash[]> {
  const nodes = spans.map(perfectNodes);
  const tiles = new Map(
    nodes.flat().map((node) => [tilePath(tileOf(node, size)), tileOf(node, size)] as const),
  );
  const hashes = new Map(
    await Promise.all(
      [...tiles].map(async ([path, tile]) => [path, hashesOf(tile, await read(tile))] as const),
    ),
  );
  const hashOf = (node: Node) => nodeIn(node, hashes.get(tilePath(tileOf(node, size))) as Hash[]);
  return nodes.map((parts) => joinFromRight(parts.map(hashOf)));
}

/** The perfect subtrees of an aligned part of a tree, from left to right. */
function perfectNodes({ start, end }: Span): Node[] {
  const nodes: Node[] = [];
  for (let at = start; at < end;) {
    let height = 0;
    while (2 ** (height + 1) <= end - at) height++;
    nodes.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return nodes;
}

/** The tile whose hashes make `node`: its level is the highest that is not above it. */
function tileOf({ height, index }: Node, size: number): Tile {
  const level = Math.floor(height / TILE_HEIGHT);
  const first = index * 2 ** (height % TILE_HEIGHT);
  const tile = Math.floor(first / TILE_WIDTH);
  return { level, index: tile, width: widthAt(tile, Math.floor(size / TILE_WIDTH ** level)) };
}

function nodeIn({ height, index }: Node, hashes: readonly Hash[]): Hash {
  const count = 2 ** (height % TILE_HEIGHT);
  const first = (index * count) % TILE_WIDTH;
  return treeRoot(hashes.slice(first, first + count));
}

/** What a log becomes by new entries. */
export interface LogGrowth {
  readonly size: number;
  readonly root: Hash;
  /** Every tile that is new or wider than before. */
  readonly tiles: readonly StoredTile[];
}

/** Appends entries, given as their leaf hashes, to the tree of `size` entries whose tiles `read` gives. */
export async function growLog(size: number, leaves: readonly Hash[], read: TileReader): Promise<LogGrowth> {
  const tiles: StoredTile[] = [];
  let hashes = leaves;
  for (let [level, count] = [0, size]; hashes.length > 0; level++) {
    const grown = await growLevel(level, count, hashes, read);
    tiles.push(...grown.tiles);
    hashes = grown.full;
    count = Math.floor(count / TILE_WIDTH);
  }
  const grown = new Map(tiles.map((tile) => [tilePath(tile), tile.bytes]));
  const total = size + leaves.length;
  const root = await rootOf(total, async (tile) => grown.get(tilePath(tile)) ?? read(tile));
  return { size: total, root, tiles };
}

async function growLevel(
  level: number,
  count: number,
  added: readonly Hash[],
  read: TileReader,
): Promise<{ readonly tiles: StoredTile[]; readonly full: Hash[] }> {
  const index = Math.floor(count / TILE_WIDTH);
  const partial: Tile = { level, index, width: count % TILE_WIDTH };
  const hashes = partial.width === 0 ? [] : hashesOf(partial, await read(partial));
  const all = [...hashes, ...added];
  const tiles: StoredTile[] = [];
  const full: Hash[] = [];
  for (let at = 0; at < all.length; at += TILE_WIDTH) {
    const part = all.slice(at, at + TILE_WIDTH);
    tiles.push({ level, index: index + at / TILE_WIDTH, width: part.length, bytes: joined(part) });
    if (part.length === TILE_WIDTH) full.push(treeRoot(part));
  }
  return { tiles, full };
}

function joined(hashes: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * HASH_BYTES);
  return bytes;
}
