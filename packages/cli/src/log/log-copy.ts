import { equalBytes } from '@iceos/core/canonical';
import type { VerifiedCheckpoint } from '@iceos/core/checkpoint';
import type { Digest } from '@iceos/core/digest';
import { encodeBase64, encodeHex } from '@iceos/core/encoding';
import {
  entriesPath,
  entryBundle,
  growLog,
  HASH_BYTES,
  leafHash,
  readEntryBundle,
  TILE_WIDTH,
  tilePath,
  tilesOf,
  type Hash,
  type StoredTile,
  type TileReader,
} from '@iceos/core/log';
import { Refusal } from '@iceos/core/refusal';
import type { FileTree } from '@iceos/runtime/file-tree';
import type { Source } from './source.js';

const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + HASH_BYTES);

/** What a log has that a copy of it has not: its tiles are worked out of its entries, and make its root. */
export interface LogGrowth {
  /** Index of the first new entry. */
  readonly from: number;
  /** The new entries: digests of their records. */
  readonly entries: readonly Digest[];
  /** Bundles of entries that are new or wider than before, by path. */
  readonly bundles: ReadonlyMap<string, Uint8Array>;
  readonly tiles: readonly StoredTile[];
  /** Tiles of the grown log. */
  readonly tile: TileReader;
}

/**
 * What the log of `source` has up to a verified checkpoint beyond the `known` entries that are in `copy`. Every new entry is
 * fetched, and the tree is worked out of them: where it has another root than the checkpoint, the log does not go on from
 * what is known, or the files are not what was signed. In the first case the answer is the whole log, to be held against
 * what is remembered of it; the second is refused as `evidence-invalid`.
 */
export async function followLog(
  source: Source,
  copy: FileTree,
  checkpoint: VerifiedCheckpoint,
  known: number,
): Promise<LogGrowth> {
  for (const from of known > 0 ? [known, 0] : [0]) {
    const { root, ...growth } = await grow(source, copy, checkpoint.size, from);
    if (root && equalBytes(root, checkpoint.root)) return growth;
  }
  throw new Refusal('evidence-invalid', 'The entries of the log do not make the root of its checkpoint.', {
    subject: 'log/tile/entries',
    expected: encodeBase64(checkpoint.root),
  });
}

async function grow(
  source: Source,
  copy: FileTree,
  size: number,
  from: number,
): Promise<LogGrowth & { readonly root: Hash | undefined }> {
  const bundles = new Map<string, Uint8Array>();
  const entries: Uint8Array[] = [];
  const grown = tilesOf(size, from).filter(({ level }) => level === 0);
  const fetched = await Promise.all(grown.map(({ index, width }) => fetchBundle(source, index, width)));
  for (const [at, { index, width }] of grown.entries()) {
    const found = fetched[at] as Uint8Array[];
    bundles.set(`log/${entriesPath({ index, width })}`, entryBundle(found));
    entries.push(...found.slice(Math.max(0, from - index * TILE_WIDTH)));
  }
  const stored = tileReader(copy);
  const { root, tiles } = await growLog(from, entries.map(leafHash), stored);
  const made = new Map(tiles.map((tile) => [tilePath(tile), tile.bytes]));
  const goesOn = await beginsAs(copy, fetched[0], from);
  return {
    root: goesOn ? root : undefined,
    from,
    entries: entries.map((entry) => encodeHex(entry) as Digest),
    bundles,
    tiles,
    tile: async (tile) => made.get(tilePath(tile)) ?? stored(tile),
  };
}

/** A bundle of entries, which are digests; the full one where it has grown to that since. */
async function fetchBundle({ file }: Source, index: number, width: number): Promise<Uint8Array[]> {
  const path = `log/${entriesPath({ index, width })}`;
  const full = `log/${entriesPath({ index, width: TILE_WIDTH })}`;
  const bytes = (await file(path, MAX_BUNDLE_BYTES)) ?? (await file(full, MAX_BUNDLE_BYTES));
  if (!bytes)
    throw new Refusal('evidence-missing', `The registry has no ${path}.`, { subject: path, expected: path });
  const entries = readEntryBundle(bytes)?.slice(0, width);
  if (entries?.length === width && entries.every(({ length }) => length === HASH_BYTES)) return entries;
  throw new Refusal('evidence-invalid', `${path} is no bundle of ${width} entries.`, { subject: path });
}

/** Whether the bundle that grew begins with the entries that are in the copy. */
async function beginsAs(copy: FileTree, bundle: Uint8Array[] | undefined, from: number): Promise<boolean> {
  const width = from % TILE_WIDTH;
  if (width === 0 || !bundle) return true;
  const known = await copy.read(`log/${entriesPath({ index: Math.floor(from / TILE_WIDTH), width })}`);
  return known !== undefined && equalBytes(known, entryBundle(bundle.slice(0, width)));
}

/** The tiles in a copy, as wide as they are asked for or full. */
function tileReader(copy: FileTree): TileReader {
  return async (tile) => {
    const path = `log/${tilePath(tile)}`;
    const bytes =
      (await copy.read(path)) ?? (await copy.read(`log/${tilePath({ ...tile, width: TILE_WIDTH })}`));
    if (bytes) return bytes;
    throw new Refusal('evidence-missing', `The copy lacks ${path}.`, { subject: path, expected: path });
  };
}

/** The entry at an index of the copy: the digest of the record there. */
export async function entryIn(copy: FileTree, index: number, size: number): Promise<Digest | undefined> {
  const at = Math.floor(index / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, size - at * TILE_WIDTH);
  const bytes = await copy.read(`log/${entriesPath({ index: at, width })}`);
  const entry = bytes && readEntryBundle(bytes)?.[index % TILE_WIDTH];
  return entry && (encodeHex(entry) as Digest);
}

/** Puts what the log grew by into the copy; the checkpoint that names it is put there after everything else. */
export async function keepGrowth(copy: FileTree, { bundles, tiles }: LogGrowth): Promise<void> {
  for (const [path, bytes] of bundles) await copy.keep(path, bytes);
  for (const tile of tiles) await copy.keep(`log/${tilePath(tile)}`, tile.bytes);
}

/** Removes the partial tiles whose place full ones have taken (C2SP tlog-tiles). */
export async function removePartials(copy: FileTree, { from }: LogGrowth, size: number): Promise<void> {
  for (const tile of tilesOf(size, from)) {
    if (tile.width < TILE_WIDTH) continue;
    await copy.remove(`log/${tilePath(tile)}.p`);
    if (tile.level === 0) await copy.remove(`log/${entriesPath(tile)}.p`);
  }
}
