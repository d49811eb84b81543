import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchArchive, readArchive, writeArchive } from '@iceos/core/archive';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf, type Digest } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { signedView, type Manifest } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { SigningKey } from '@iceos/core/signing';
import type { TrustSnapshot } from '@iceos/core/trust';
import { BlobStore } from '@iceos/runtime/blobs';
import { LoadGate } from '@iceos/runtime/gate';

/** docs/spec/trust.md 1 and 2: one flipped bit anywhere, in whatever carries the proof, and nothing is loaded. */

const key = SigningKey.generate('flips', 'manifest');
const fingerprint = fingerprintOf(key.publicKey);
const trust: TrustSnapshot = {
  rootId: 'flips',
  rootVersion: 1,
  rootExpires: undefined,
  sequence: 1,
  keys: new Map([
    [
      fingerprint,
      {
        fingerprint,
        name: 'flips',
        publicKey: key.publicKey,
        namespaces: ['flips'],
        enrolled: 0,
        revoked: undefined,
      },
    ],
  ]),
  thresholds: new Map(),
  revokedVersions: new Map(),
  revokedNamespaces: new Map(),
};
const tool = crypto.getRandomValues(new Uint8Array(5000));
let archive: Uint8Array;
let manifest: Manifest;
let bytes: Uint8Array;
let folder: string;
let blobs: BlobStore;

beforeAll(async () => {
  archive = await writeArchive(new Map([['tool.wasm', tool]]));
  const unsigned: Manifest = {
    schema_version: 'plugins.v0',
    kind: 'kit',
    namespace: 'flips',
    name: 'flips',
    version: '1.0.0',
    registry: 'flips',
    key_fingerprint: fingerprint,
    artifact: { sha256: digestOf(archive), size: archive.length },
    files: [{ path: 'tool.wasm', sha256: digestOf(tool), size: tool.length, media_type: 'application/wasm' }],
    components: [
      {
        node_type: 'tool',
        name: 'flip_tool',
        description: 'Is never run.',
        schema: { input: { type: 'object' }, output: { type: 'object' } },
        wasm: { path: 'tool.wasm', world: 'iceos:tool@0.1.0' },
      },
    ],
  };
  const value = encodeBase64(key.signManifest(digestOf(archive), digestOf(signedView(unsigned))));
  manifest = { ...unsigned, signature: { algo: 'ed25519', value, public_key_id: key.id } };
  bytes = canonicalBytes(manifest);
  folder = mkdtempSync(join(tmpdir(), 'iceos-flips-'));
  blobs = new BlobStore(folder);
  await blobs.prepare();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newGate = () => new LoadGate({ trust: () => trust, policy: { iceosVersion: parseVersion('0.1.0') } });

function flipped(original: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(original);
  const place = at % copy.length;
  copy[place] = (copy[place] ?? 0) ^ (1 << bit);
  return copy;
}

const positions = [fc.nat(), fc.integer({ min: 0, max: 7 })] as const;

async function refusalOf(work: () => unknown): Promise<Refusal> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('one flipped bit', () => {
  it('in nothing at all: the honest package is loaded', async () => {
    const gate = newGate();
    matchArchive(await readArchive(archive), manifest);
    const digest = await blobs.put(tool);
    const { bytes: loaded } = await gate.load(gate.admit(bytes), 'flip_tool', (wanted) => blobs.read(wanted));
    expect(digestOf(loaded)).toBe(digest);
  });

  it('in a manifest is refused', async () => {
    await fc.assert(
      fc.asyncProperty(...positions, async (at, bit) => {
        const { stage } = await refusalOf(() => newGate().admit(flipped(bytes, at, bit)));
        expect(['manifest', 'gate']).toContain(stage);
      }),
      { numRuns: 200 },
    );
  });

  it('in an archive is refused, bytes that unpacking passes over included', async () => {
    await fc.assert(
      fc.asyncProperty(...positions, async (at, bit) => {
        const { stage } = await refusalOf(async () =>
          matchArchive(await readArchive(flipped(archive, at, bit)), manifest),
        );
        expect(stage).toBe('archive');
      }),
      { numRuns: 300 },
    );
  });

  it('in a stored blob is refused by the store, and by the gate whoever reads it', async () => {
    const digest = await blobs.put(tool);
    const path = join(folder, digest.slice(0, 2), digest);
    await fc.assert(
      fc.asyncProperty(...positions, async (at, bit) => {
        writeFileSync(path, flipped(tool, at, bit));
        const gate = newGate();
        const fromStore = (wanted: Digest) => blobs.read(wanted);
        const unhashed = () => Promise.resolve(new Uint8Array(readFileSync(path)));
        for (const read of [fromStore, unhashed]) {
          const refusal = await refusalOf(() => gate.load(gate.admit(bytes), 'flip_tool', read));
          expect(refusal).toMatchObject({ code: 'digest-mismatch', expected: digest });
          expect(refusal.found).not.toBe(digest);
        }
      }),
      { numRuns: 100 },
    );
  });
});
