import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signCheckpoint, verifyCheckpoint, type VerifiedCheckpoint } from '@iceos/core/checkpoint';
import { decodeBase64, encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { growLog, leafHash, tilePath, verifyConsistency, type Hash, type TileReader } from '@iceos/core/log';
import { verifySignature } from '@iceos/core/signature';
import { SigningKey } from '@iceos/core/signing';
import type { TrustSnapshot } from '@iceos/core/trust';
import { LogMemory } from './log-memory.js';

const ORIGIN = 'iceos-0123456789abcdef/log';
const key = SigningKey.generate('instance-log', 'log');
const trust: TrustSnapshot = {
  rootId: 'iceos-0123456789abcdef',
  rootVersion: 1,
  rootExpires: undefined,
  sequence: 0,
  keys: new Map(),
  thresholds: new Map(),
  revokedVersions: new Map(),
  revokedNamespaces: new Map(),
  log: {
    origin: ORIGIN,
    keys: new Map([[fingerprintOf(key.publicKey), { name: key.name, publicKey: key.publicKey }]]),
  },
};
const NOON = '2026-03-01T12:00:00.000Z';

/** A log whose every checkpoint is signed by the same key; `text` tells two of the same length apart. */
class Log {
  private readonly stored = new Map<string, Uint8Array>();
  private size = 0;

  readonly tiles: TileReader = (tile) => {
    const bytes = this.stored.get(tilePath(tile));
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`There is no ${tilePath(tile)}.`));
  };

  /** Grows to `size` entries, and answers the checkpoint of that tree. */
  async to(size: number, text = 'entry'): Promise<VerifiedCheckpoint> {
    const leaves = Array.from({ length: size - this.size }, (_, at) =>
      leafHash(new TextEncoder().encode(`${text} ${this.size + at}`)),
    );
    const grown = await growLog(this.size, leaves, this.tiles);
    for (const tile of grown.tiles) this.stored.set(tilePath(tile), tile.bytes);
    this.size = size;
    return verifyCheckpoint(
      signCheckpoint({ origin: ORIGIN, size, root: grown.root }, key),
      trust,
      verifySignature,
    );
  }
}

const made: string[] = [];
let folder: string;
let log: Log;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iceos-memory-'));
  made.push(folder);
  log = new Log();
});

afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** A memory that met the checkpoints of `log` of these sizes. */
async function having(...sizes: readonly number[]): Promise<LogMemory> {
  const memory = await LogMemory.open(folder);
  for (const size of sizes) await memory.meet({ checkpoint: await log.to(size), asOf: NOON }, log.tiles);
  return memory;
}

/** Another log with the same key, which says the same for `shared` entries and something else afterwards. */
async function forkAt(shared: number): Promise<Log> {
  const fork = new Log();
  await fork.to(shared);
  return fork;
}

const unasked: TileReader = () => Promise.reject(new Error('No tile is needed.'));
const stored = () => readFileSync(join(folder, 'log-head.json'), 'utf8');

describe('the memory of a log', () => {
  it('begins with the first checkpoint, whatever it is', async () => {
    expect((await LogMemory.open(folder)).remembered).toBeUndefined();
    const memory = await having(5);
    expect(memory.checkpoint?.size).toBe(5);
    expect(memory.remembered).toMatchObject({ size: 5, time: Date.parse(NOON), earlier: new Map() });
  });

  it('grows with what is proved to continue it, and is there again when it is opened', async () => {
    const memory = await having(5, 9, 300);
    expect([...memory.remembered!.earlier.keys()]).toEqual([5, 9]);
    expect((await LogMemory.open(folder)).remembered).toEqual(memory.remembered);
  });

  it('takes what it met before without a proof, and stays as it is', async () => {
    const early = await log.to(5);
    const memory = await LogMemory.open(folder);
    await memory.meet({ checkpoint: early }, log.tiles);
    const late = await log.to(9);
    await memory.meet({ checkpoint: late }, log.tiles);
    const before = stored();
    for (const checkpoint of [early, late]) await memory.meet({ checkpoint }, unasked);
    expect(stored()).toBe(before);
  });

  it('refuses a smaller tree that it does not know, and leaves everything as it was', async () => {
    const small = await log.to(3);
    const memory = await having(9);
    const before = stored();
    await expect(memory.meet({ checkpoint: small }, log.tiles, 'acme/sums@1.0.0')).rejects.toMatchObject({
      code: 'rollback',
      subject: 'acme/sums@1.0.0',
      expected: 'at least 9 entries',
      found: '3 entries',
    });
    expect(stored()).toBe(before);
  });

  it('refuses a larger tree without the tiles that prove it', async () => {
    const memory = await having(5);
    await expect(memory.meet({ checkpoint: await log.to(9) }, unasked)).rejects.toThrow('No tile is needed');
    expect(memory.remembered?.size).toBe(5);
  });

  it.each([
    ['of the same size', 9],
    ['of a larger size', 14],
    ['of a size met before', 5],
  ])('refuses a fork %s, and keeps what shows it', async (_, size) => {
    const memory = await having(5, 9);
    const before = stored();
    const fork = await forkAt(4);
    const found = await fork.to(size, 'forked');
    await expect(memory.meet({ checkpoint: found }, fork.tiles)).rejects.toMatchObject({
      code: 'evidence-invalid',
      message: expect.stringContaining('forks'),
    });
    expect(stored()).toBe(before);
    const [name = ''] = readdirSync(join(folder, 'forks'));
    const kept = JSON.parse(readFileSync(join(folder, 'forks', name), 'utf8'));
    expect(kept).toMatchObject({ schema_version: 'log-fork.v0', found: found.note });
    // Anybody with the public key sees that the log signed both, and that neither continues the other.
    const [accepted, other] = [kept.accepted, kept.found].map((note: string) =>
      verifyCheckpoint(note, trust, verifySignature),
    ) as [VerifiedCheckpoint, VerifiedCheckpoint];
    if (size > 9) {
      const proof = kept.proof.map((text: string) => decodeBase64(text)) as Hash[];
      expect(verifyConsistency(accepted.size, accepted.root, other.size, other.root, proof)).toBe(false);
    } else expect(kept.proof).toBeNull();
    if (size === 9) expect(encodeBase64(accepted.root)).not.toBe(encodeBase64(other.root));
  });

  it('sees what another process remembered meanwhile', async () => {
    const mine = await having(5);
    const theirs = await LogMemory.open(folder);
    await theirs.meet({ checkpoint: await log.to(9) }, log.tiles);
    const small = await new Log().to(7);
    await expect(mine.meet({ checkpoint: small }, log.tiles)).rejects.toMatchObject({ code: 'rollback' });
    await mine.meet({ checkpoint: await log.to(12) }, log.tiles);
    expect([...mine.remembered!.earlier.keys()]).toEqual([5, 9]);
  });

  it('judges one after the other, however many come at once', async () => {
    const memory = await having(2);
    const checkpoints: VerifiedCheckpoint[] = [];
    for (let size = 3; size <= 20; size++) checkpoints.push(await log.to(size));
    await Promise.all(checkpoints.map((checkpoint) => memory.meet({ checkpoint }, log.tiles)));
    expect(memory.remembered).toMatchObject({ size: 20 });
    expect(memory.remembered!.earlier.size).toBe(18);
  });

  it.each([
    ['no JSON', 'no JSON'],
    ['another document', '{"schema_version":"other.v0"}'],
    ['no checkpoint', '{"checkpoint":"none","earlier":{},"schema_version":"log-head.v0","time":null}'],
  ])('is not taken for empty when it cannot be read: %s', async (_, text) => {
    await having(5);
    writeFileSync(join(folder, 'log-head.json'), text);
    await expect(LogMemory.open(folder)).rejects.toMatchObject({ code: 'log-memory-unreadable' });
  });
});

describe('a tree that a lock names', () => {
  it('is one that the log was: known, or proved out of its tiles and known from then on', async () => {
    const memory = await having(5);
    const [first, between] = [memory.checkpoint!, await log.to(6)];
    await memory.meet({ checkpoint: await log.to(9) }, log.tiles);
    await memory.requirePast(first, unasked, 'ice.lock');
    await memory.requirePast(between, log.tiles, 'ice.lock');
    expect([...memory.remembered!.earlier.keys()]).toEqual([5, 6]);
    await memory.requirePast(between, unasked, 'ice.lock');
  });

  it('is refused when it is larger than the log, or when there is none', async () => {
    const empty = await LogMemory.open(folder);
    const tree = await log.to(4);
    await expect(empty.requirePast(tree, log.tiles, 'ice.lock')).rejects.toMatchObject({
      code: 'rollback',
      found: 'no log',
    });
    const memory = await having(5);
    await expect(
      memory.requirePast({ size: 6, root: tree.root }, log.tiles, 'ice.lock'),
    ).rejects.toMatchObject({ code: 'rollback', expected: 'at least 6 entries' });
  });

  it('is let be where nothing was shown yet and nobody can be asked', async () => {
    const empty = await LogMemory.open(folder);
    await empty.requirePast(await log.to(4), undefined, 'ice.lock');
    expect(empty.remembered).toBeUndefined();
  });

  it('is refused when the log never was like that', async () => {
    const memory = await having(5, 9);
    for (const size of [5, 6, 9]) {
      const other = await (await forkAt(4)).to(size, 'forked');
      await expect(memory.requirePast(other, log.tiles, 'ice.lock')).rejects.toMatchObject({
        code: 'evidence-invalid',
        subject: 'ice.lock',
      });
    }
  });
});
