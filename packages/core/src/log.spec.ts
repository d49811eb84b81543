import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeHex, encodeHex } from './encoding.js';
import {
  EMPTY_ROOT,
  HASH_BYTES,
  TILE_WIDTH,
  consistencyProof,
  entriesPath,
  entryBundle,
  growLog,
  inclusionProof,
  leafHash,
  nodeHash,
  parseTilePath,
  readEntryBundle,
  rootOf,
  tilePath,
  tilesOf,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  type Hash,
  type Tile,
  type TileReader,
} from './log.js';

const LARGEST = 130;
const text = new TextEncoder();

/** Keeps the newest form of each tile, and gives exactly the width asked for. */
class Store {
  readonly tiles = new Map<string, Uint8Array>();
  size = 0;
  root: Hash = EMPTY_ROOT;

  readonly read: TileReader = async (tile: Tile) => {
    const bytes = this.tiles.get(tilePath(tile));
    if (!bytes) throw new Error(`no ${tilePath(tile)}`);
    return bytes;
  };

  async append(...entries: Uint8Array[]): Promise<void> {
    const grown = await growLog(this.size, entries.map(leafHash), this.read);
    for (const tile of grown.tiles) this.tiles.set(tilePath(tile), tile.bytes);
    [this.size, this.root] = [grown.size, grown.root];
  }
}

const entryAt = (index: number) => text.encode(`entry ${index}`);

async function logOf(size: number, batch = size): Promise<Store> {
  const store = new Store();
  for (let at = 0; at < size; at += batch)
    await store.append(...Array.from({ length: Math.min(batch, size - at) }, (_, n) => entryAt(at + n)));
  return store;
}

/** RFC 6962, 2.1, word for word: the reference that everything else is compared with. */
function referenceRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0] as Hash;
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  return nodeHash(referenceRoot(leaves.slice(0, split)), referenceRoot(leaves.slice(split)));
}

function flipped(hash: Hash): Hash {
  const changed = Uint8Array.from(hash);
  changed[7] = (changed[7] as number) ^ 0x10;
  return changed;
}

describe('the tree of RFC 6962', () => {
  it('has the roots of the published example of Certificate Transparency', () => {
    const leaves = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const hashes = leaves.map((leaf) => leafHash(decodeHex(leaf) as Uint8Array));
    expect(encodeHex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(roots.map((_, at) => encodeHex(treeRoot(hashes.slice(0, at + 1))))).toEqual(roots);
  });

  it(`proves every entry of every tree up to ${LARGEST}, and every change of a proof is refused`, async () => {
    const store = new Store();
    const leaves: Hash[] = [];
    for (let size = 1; size <= LARGEST; size++) {
      await store.append(entryAt(size - 1));
      leaves.push(leafHash(entryAt(size - 1)));
      const root = referenceRoot(leaves);
      expect(encodeHex(store.root)).toBe(encodeHex(root));
      for (let index = 0; index < size; index++) {
        const proof = await inclusionProof(index, size, store.read);
        const leaf = leaves[index] as Hash;
        const holds = (changed: Hash[], at = index, count = size, of = leaf) =>
          verifyInclusion(of, at, count, changed, root);
        expect(holds(proof)).toBe(true);
        const wrong = [
          ...proof.map((_, at) => holds(proof.with(at, flipped(proof[at] as Hash)))),
          ...proof.map((_, at) => holds(proof.toSpliced(at, 1))),
          holds([...proof, leaf]),
          holds([leaf, ...proof]),
          holds(proof, index, size, flipped(leaf)),
          holds(proof, index + 1),
          holds(proof, index - 1),
          verifyInclusion(leaf, index, size, proof, flipped(root)),
        ];
        if (wrong.includes(true)) expect({ size, index, wrong }).toBe('all refused');
      }
    }
  });

  it(`proves every beginning of every tree up to ${LARGEST}, and every change of a proof is refused`, async () => {
    const store = await logOf(LARGEST, 1);
    const roots = [EMPTY_ROOT];
    const leaves = Array.from({ length: LARGEST }, (_, index) => leafHash(entryAt(index)));
    for (let size = 1; size <= LARGEST; size++) {
      roots.push(referenceRoot(leaves.slice(0, size)));
      const root = roots[size] as Hash;
      for (let old = 0; old <= size; old++) {
        const before = roots[old] as Hash;
        const proof = await consistencyProof(old, size, store.read);
        const holds = (changed: Hash[]) => verifyConsistency(old, before, size, root, changed);
        expect(holds(proof)).toBe(true);
        const wrong = [
          ...proof.map((_, at) => holds(proof.with(at, flipped(proof[at] as Hash)))),
          ...proof.map((_, at) => holds(proof.toSpliced(at, 1))),
          holds([...proof, before]),
          holds([before, ...proof]),
          verifyConsistency(old, flipped(before), size, root, proof),
          old > 0 && verifyConsistency(old, before, size, flipped(root), proof),
          old !== size && old > 0 && verifyConsistency(old, before, size + 1, root, [...proof, before]),
        ];
        if (wrong.includes(true)) expect({ size, old, wrong }).toBe('all refused');
      }
    }
  });

  it.each<[what: string, holds: () => boolean]>([
    ['an index beyond the tree', () => verifyInclusion(EMPTY_ROOT, 1, 1, [], EMPTY_ROOT)],
    ['an index below nothing', () => verifyInclusion(EMPTY_ROOT, -1, 1, [], EMPTY_ROOT)],
    ['a broken index', () => verifyInclusion(EMPTY_ROOT, 0.5, 1, [], EMPTY_ROOT)],
    ['an empty tree', () => verifyInclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)],
    ['a short leaf', () => verifyInclusion(EMPTY_ROOT.subarray(1), 0, 1, [], EMPTY_ROOT.subarray(1))],
    ['a size beyond exact numbers', () => verifyInclusion(EMPTY_ROOT, 0, 2 ** 60, [], EMPTY_ROOT)],
    ['an older tree that is larger', () => verifyConsistency(2, EMPTY_ROOT, 1, EMPTY_ROOT, [])],
    ['an empty tree with another root', () => verifyConsistency(0, leafHash(EMPTY_ROOT), 1, EMPTY_ROOT, [])],
    ['a short root', () => verifyConsistency(1, EMPTY_ROOT.subarray(1), 1, EMPTY_ROOT.subarray(1), [])],
  ])('refuses %s', (_what, holds) => {
    expect(holds()).toBe(false);
  });

  it('proves entries of trees beyond 2^32, where bit operators end', () => {
    // Every entry of the left half is the same hash, so the root of a perfect tree is known without its entries.
    const perfect = [leafHash(entryAt(0))];
    for (let height = 0; height < 40; height++)
      perfect.push(nodeHash(perfect[height] as Hash, perfect[height] as Hash));
    const last = leafHash(entryAt(1));
    const root = nodeHash(perfect[40] as Hash, last);
    const size = 2 ** 40 + 1;
    expect(verifyInclusion(last, 2 ** 40, size, [perfect[40] as Hash], root)).toBe(true);
    expect(verifyInclusion(perfect[0] as Hash, 2 ** 33, size, [...perfect.slice(0, 40), last], root)).toBe(
      true,
    );
    expect(verifyInclusion(perfect[0] as Hash, 2 ** 33, size, perfect.slice(0, 40), root)).toBe(false);
    expect(verifyConsistency(2 ** 40, perfect[40] as Hash, size, root, [last])).toBe(true);
  });
});

describe('tiles (C2SP tlog-tiles)', () => {
  it.each<[Tile, string]>([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1067, width: 256 }, 'tile/0/x001/067'],
    [{ level: 1, index: 1_234_067, width: 8 }, 'tile/1/x001/x234/067.p/8'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
  ])('%j stands at %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
    expect(parseTilePath(path.replace(/^tile\/\d+/, 'tile/entries'))).toEqual({ ...tile, level: 'entries' });
    expect(entriesPath(tile)).toBe(path.replace(/^tile\/\d+/, 'tile/entries'));
  });

  it.each([
    '',
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/1067',
    'tile/0/x000/067',
    'tile/0/001/067',
    'tile/0/x001/067/',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/../000',
    '/tile/0/000',
    'tile/entries/x999/x999/x999/x999/x999/x999/999',
  ])('refuses the path %j', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it('lists the tiles of 70,000 entries as the specification does, and only the new ones since', () => {
    const widths = (level: number) =>
      tilesOf(70_000)
        .filter((tile) => tile.level === level)
        .map(({ width }) => width);
    expect(widths(0)).toEqual([...Array.from({ length: 273 }, () => 256), 112]);
    expect(widths(1)).toEqual([256, 17]);
    expect(widths(2)).toEqual([1]);
    expect(tilesOf(256).map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
    expect(tilesOf(70_001, 70_000).map(tilePath)).toEqual(['tile/0/273.p/113']);
    expect(tilesOf(0)).toEqual([]);
  });

  it('are the same however the entries came in', async () => {
    const [one, many] = [await logOf(600), await logOf(600, 7)];
    expect(encodeHex(one.root)).toBe(encodeHex(many.root));
    for (const tile of tilesOf(600))
      expect([tilePath(tile), many.tiles.get(tilePath(tile))]).toEqual([
        tilePath(tile),
        one.tiles.get(tilePath(tile)),
      ]);
    expect(new Set(one.tiles.keys())).toEqual(new Set(tilesOf(600).map(tilePath)));
  });

  it('give proofs and roots of trees of several levels, older ones too', async () => {
    const store = await logOf(70_000, 1000);
    const leaves = Array.from({ length: 70_000 }, (_, index) => leafHash(entryAt(index)));
    expect(encodeHex(store.root)).toBe(encodeHex(treeRoot(leaves)));
    for (const index of [0, 255, 256, 65_535, 65_536, 69_999]) {
      const proof = await inclusionProof(index, 70_000, store.read);
      expect(verifyInclusion(leaves[index] as Hash, index, 70_000, proof, store.root)).toBe(true);
    }
    for (const old of [1000, 4000, 66_000]) {
      const root = await rootOf(old, store.read);
      expect(encodeHex(root)).toBe(encodeHex(treeRoot(leaves.slice(0, old))));
      const proof = await consistencyProof(old, 70_000, store.read);
      expect(verifyConsistency(old, root, 70_000, store.root, proof)).toBe(true);
    }
  });

  it('serve with a full one where a partial one is asked for, and a changed one proves nothing', async () => {
    const store = await logOf(300);
    const root = store.root;
    await store.append(...Array.from({ length: 212 }, (_, at) => entryAt(300 + at)));
    const full = store.tiles.get('tile/0/001') as Uint8Array;
    const read: TileReader = async (tile) =>
      store.read(tile.level === 0 ? { ...tile, width: TILE_WIDTH } : tile);
    expect(encodeHex(await rootOf(300, read))).toBe(encodeHex(root));
    const wrong = Uint8Array.from(full);
    wrong[40] = (wrong[40] as number) ^ 1;
    const proof = await inclusionProof(256, 512, async (tile) =>
      tile.index === 1 ? wrong : store.read(tile),
    );
    expect(verifyInclusion(leafHash(entryAt(256)), 256, 512, proof, store.root)).toBe(false);
  });

  it('of the wrong length are refused', async () => {
    const store = await logOf(3);
    const read: TileReader = async (tile) => (await store.read(tile)).subarray(0, 2 * HASH_BYTES);
    await expect(rootOf(3, read)).rejects.toMatchObject({ code: 'log-tile-invalid' });
  });

  it('asks for no entry outside the tree', async () => {
    const store = await logOf(3);
    await expect(inclusionProof(3, 3, store.read)).rejects.toThrow(RangeError);
    await expect(consistencyProof(4, 3, store.read)).rejects.toThrow(RangeError);
  });

  it('of entries hold each behind its length, and are read back whole or not at all', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (entries) => {
        const bundle = entryBundle(entries);
        expect(readEntryBundle(bundle)).toEqual(entries);
        if (bundle.length > 0) expect(readEntryBundle(bundle.subarray(0, -1))).not.toEqual(entries);
      }),
    );
    expect(encodeHex(entryBundle([text.encode('ab'), new Uint8Array(0)]))).toBe('000261620000');
    expect(readEntryBundle(text.encode('\0'))).toBeUndefined();
    expect(readEntryBundle(Uint8Array.of(0, 2, 1))).toBeUndefined();
  });
});
