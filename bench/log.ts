import { signCheckpoint, verifyCheckpoint } from '@iceos/core/checkpoint';
import { fingerprintOf } from '@iceos/core/keys';
import {
  EMPTY_ROOT,
  growLog,
  inclusionProof,
  leafHash,
  treeRoot,
  verifyInclusion,
  type Hash,
  type Tile,
} from '@iceos/core/log';
import { verifySignature } from '@iceos/core/signature';
import { SigningKey } from '@iceos/core/signing';
import { timed, type Figure } from './figures.js';

const SIZES = [1000, 10_000, 100_000];
/** Records that come into the log with one publish at a time: the version and the snapshot. */
const BATCH = 2;
const PROOFS = 1000;
const ORIGIN = 'bench.example.org/log';

/** Logs made by the code of the log writer, and what a proof out of them takes. */
export async function benchLog(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const size of SIZES) figures.push(...(await benchSize(size)));
  return figures;
}

async function benchSize(size: number): Promise<Figure[]> {
  const leaves = Array.from({ length: size }, (_, index) =>
    leafHash(new TextEncoder().encode(String(index))),
  );
  const tiles = new Map<string, Uint8Array>();
  const read = async (tile: Tile) =>
    (tiles.get(placeOf(tile)) ?? new Uint8Array()).subarray(0, tile.width * 32);
  const grown = await timed(() => grow(leaves, tiles, read));
  const whole = await timed(() => treeRoot(leaves));
  const places = Array.from({ length: PROOFS }, (_, at) => Math.floor((at * size) / PROOFS));
  const made = await timed(() => Promise.all(places.map((index) => inclusionProof(index, size, read))));
  const key = SigningKey.generate('bench', 'log');
  const note = signCheckpoint({ origin: ORIGIN, size, root: grown.result }, key);
  const verified = await timed(() => verifyAll(note, key, leaves, places, made.result));
  const bytes = (made.result.flat().length * 32) / PROOFS;
  const name = `log of ${size}`;
  const peer = { name: 'hashing the whole log', value: whole.ms };
  return [
    { name: `${name}: a batch of ${BATCH}`, value: (grown.ms / size) * BATCH, unit: 'ms' },
    { name: `${name}: make a proof`, value: made.ms / PROOFS, unit: 'ms', peer },
    { name: `${name}: a proof`, value: bytes, unit: 'bytes' },
    { name: `${name}: verify 1,000 with one checkpoint, cold`, value: verified.ms, unit: 'ms', peer },
    { name: `${name}: stored tiles, a record`, value: storedBytes(size) / size, unit: 'bytes' },
  ];
}

/** A tile that grows replaces what it was. */
function placeOf({ level, index }: Tile): string {
  return `${level}/${index}`;
}

async function grow(
  leaves: readonly Hash[],
  tiles: Map<string, Uint8Array>,
  read: (tile: Tile) => Promise<Uint8Array>,
): Promise<Hash> {
  let root: Hash = EMPTY_ROOT;
  for (let at = 0; at < leaves.length; at += BATCH) {
    const grown = await growLog(at, leaves.slice(at, at + BATCH), read);
    for (const tile of grown.tiles) tiles.set(placeOf(tile), tile.bytes);
    root = grown.root;
  }
  return root;
}

function verifyAll(
  note: string,
  key: SigningKey,
  leaves: readonly Hash[],
  places: readonly number[],
  proofs: readonly (readonly Hash[])[],
): void {
  const keys = new Map([[fingerprintOf(key.publicKey), { name: key.name, publicKey: key.publicKey }]]);
  const { size, root } = verifyCheckpoint(note, { log: { origin: ORIGIN, keys } }, verifySignature);
  for (const [at, index] of places.entries()) {
    if (!verifyInclusion(leaves[index] as Hash, index, size, proofs[at] ?? [], root))
      throw new Error(`The proof of ${index} is not valid.`);
  }
}

/** Bytes of the tiles that stay, partial ones of the newest tree included. */
function storedBytes(size: number): number {
  let bytes = 0;
  for (let count = size; count > 0; count = Math.floor(count / 256)) bytes += count * 32;
  return bytes;
}
