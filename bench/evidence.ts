import { verify as nodeVerify, createPublicKey } from 'node:crypto';
import { verify as nobleVerify } from '@noble/ed25519';
import { canonicalBytes } from '@iceos/core/canonical';
import { signCheckpoint } from '@iceos/core/checkpoint';
import { digestOf, type Digest } from '@iceos/core/digest';
import { signAcceptance } from '@iceos/core/dsse';
import { encodeBase64 } from '@iceos/core/encoding';
import { assembleEvidence, REGISTRY_EVIDENCE } from '@iceos/core/evidence';
import { fingerprintOf } from '@iceos/core/keys';
import { growLog, tilePath, type TileReader } from '@iceos/core/log';
import { recordDigest, recordLeaf, type LogRecord, type VersionRecord } from '@iceos/core/log-record';
import { signedView, type Manifest } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { SigningKey } from '@iceos/core/signing';
import { manifestMessage } from '@iceos/core/statement';
import type { TrustSnapshot } from '@iceos/core/trust';
import { PackageMap } from '@iceos/core/verifiable-map';
import { LoadGate } from '@iceos/runtime/gate';
import { timed, type Figure } from './figures.js';

const ROOT_ID = 'iceos-00000000000bench';
const ORIGIN = `${ROOT_ID}/log`;
const COMPONENTS = 1000;
const FILE_BYTES = 64 * 1024;
const TIME = '2026-01-01T00:00:00.000Z';

interface Shipped {
  readonly bytes: Uint8Array;
  readonly document: Uint8Array;
}

/**
 * What a cluster pays that starts cold with 1,000 components: every manifest, its evidence and every file judged for the
 * first time, against the signatures among that alone.
 */
export async function benchEvidence(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const each of [5, 1]) figures.push(...(await benchShape(each)));
  return figures;
}

async function benchShape(each: number): Promise<Figure[]> {
  const keys = {
    publisher: SigningKey.generate('bench', 'manifest'),
    log: SigningKey.generate('bench-log', 'log'),
    receipt: SigningKey.generate('bench-receipt', 'receipt'),
  };
  const file = new Uint8Array(FILE_BYTES).fill(7);
  const shipped = await ship(keys, COMPONENTS / each, each, digestOf(file));
  let trust = trustOf(keys);
  const gate = new LoadGate({ trust: () => trust, policy: { iceosVersion: parseVersion('0.1.0') } });
  const admit = () =>
    shipped.map(({ bytes, document }) => gate.admit(bytes, { document, expected: REGISTRY_EVIDENCE }));
  const verified = await timed(async () => {
    for (const admitted of admit()) {
      for (const { name } of admitted.manifest.components)
        await gate.load(admitted, name, () => Promise.resolve(file));
    }
  });
  // Under another list of keys everything is proved anew but the signatures, which are remembered.
  trust = { ...trust };
  const rest = await timed(async () => void admit());
  const signatures = 2 * shipped.length + 1;
  const alone = await timed(() => checkSignatures(keys.publisher, signatures));
  const name = `verify 1,000 components in ${shipped.length} packages with evidence, cold`;
  const size = shipped.reduce((sum, { document }) => sum + document.length, 0) / shipped.length;
  return [
    {
      name,
      value: verified.ms,
      unit: 'ms',
      peer: { name: `its ${signatures} signatures alone`, value: alone.ms },
    },
    {
      name: 'verify them again, with their signatures remembered: a package',
      value: rest.ms / shipped.length,
      unit: 'ms',
    },
    { name: `evidence in a log of ${shipped.length + 2}`, value: size, unit: 'bytes' },
  ];
}

type Keys = Readonly<Record<'publisher' | 'log' | 'receipt', SigningKey>>;

let trusted: { readonly keys: Keys; readonly trust: TrustSnapshot } | undefined;

function trustOf(keys: Keys): TrustSnapshot {
  if (trusted?.keys === keys) return trusted.trust;
  const named = ({ name, publicKey }: SigningKey) =>
    new Map([[fingerprintOf(publicKey), { name, publicKey }]]);
  const { name, publicKey } = keys.publisher;
  const fingerprint = fingerprintOf(publicKey);
  const key = { fingerprint, name, publicKey, namespaces: ['bench'], enrolled: 0, revoked: undefined };
  const trust: TrustSnapshot = {
    rootId: ROOT_ID,
    rootVersion: 1,
    rootExpires: undefined,
    sequence: 1,
    keys: new Map([[fingerprint, key]]),
    thresholds: new Map(),
    revokedVersions: new Map(),
    revokedNamespaces: new Map(),
    log: { origin: ORIGIN, keys: named(keys.log) },
    receipts: named(keys.receipt),
  };
  trusted = { keys, trust };
  return trust;
}

/** Packages with everything that a registry gives, all under one checkpoint. */
async function ship(keys: Keys, packages: number, each: number, digest: Digest): Promise<Shipped[]> {
  const signed = Array.from({ length: packages }, (_, at) => manifestOf(keys.publisher, at, each, digest));
  const map = new PackageMap(undefined, () => Promise.reject(new Error('every page is at hand')));
  const records: LogRecord[] = [
    { schema_version: 'log-record.v0', index: 0, time: TIME, type: 'root', version: 1, digest },
    ...signed.map(({ record }, at) => ({ ...record, index: at + 1 })),
  ];
  for (const record of records.slice(1) as VersionRecord[])
    await map.set({
      package: `${record.namespace}/${record.name}`,
      latest: record.version,
      status: 'active',
      record: recordDigest(record),
    });
  const common = { schema_version: 'log-record.v0', index: records.length, time: TIME } as const;
  records.push({ ...common, type: 'snapshot', map_root: map.root, packages });
  const tiles = new Map<string, Uint8Array>();
  const tile: TileReader = (wanted) => Promise.resolve(tiles.get(tilePath(wanted)) as Uint8Array);
  const grown = await growLog(0, records.map(recordLeaf), tile);
  for (const stored of grown.tiles) tiles.set(tilePath(stored), stored.bytes);
  const source = {
    registry: ROOT_ID,
    checkpoint: signCheckpoint({ origin: ORIGIN, size: grown.size, root: grown.root }, keys.log),
    size: grown.size,
    record: (index: number) => Promise.resolve({ ...(records[index] as LogRecord) }),
    tile,
    page: (page: Digest) => Promise.resolve(map.pages.get(page)?.bytes as Uint8Array),
  };
  return Promise.all(
    signed.map(async ({ bytes }, at) => {
      const record = records[at + 1] as VersionRecord;
      const statements = [accept(record, keys.receipt)];
      const place = { index: at + 1, package: `${record.namespace}/${record.name}`, statements };
      return { bytes, document: canonicalBytes(await assembleEvidence(source, place)) };
    }),
  );
}

function accept(record: VersionRecord, receipt: SigningKey) {
  const { namespace, name, version } = record;
  return signAcceptance(
    {
      coordinates: { namespace, name, version },
      manifestDigest: record.manifest_digest,
      archiveDigest: record.archive_digest,
      registry: ROOT_ID,
      index: record.index,
      record: recordDigest(record),
      acceptedAt: record.time,
      keyFingerprint: record.key_fingerprint,
      policy: [{ rule: 'signature', result: 'passed' }],
    },
    receipt,
  );
}

function manifestOf(key: SigningKey, at: number, each: number, file: Digest) {
  const archive = digestOf(new TextEncoder().encode(`archive ${at}`));
  const fingerprint = fingerprintOf(key.publicKey);
  const names = Array.from({ length: each }, (_, index) => `tool_${index}`);
  const manifest: Manifest = {
    schema_version: 'plugins.v0',
    kind: 'kit',
    namespace: 'bench',
    name: `kit-${at}`,
    version: '1.0.0',
    registry: ROOT_ID,
    key_fingerprint: fingerprint,
    artifact: { sha256: archive, size: 1000 },
    files: names.map((name) => ({
      path: `${name}.wasm`,
      sha256: file,
      size: FILE_BYTES,
      media_type: 'application/wasm',
    })),
    components: names.map((name) => ({
      node_type: 'tool',
      name,
      description: 'Does nothing.',
      schema: { input: { type: 'object' }, output: { type: 'object' } },
      wasm: { path: `${name}.wasm`, world: 'iceos:tool@0.1.0' },
    })),
  };
  const digest = digestOf(signedView(manifest));
  const value = encodeBase64(key.signManifest(archive, digest));
  const record: VersionRecord = {
    schema_version: 'log-record.v0',
    index: 0,
    time: TIME,
    type: 'version',
    namespace: 'bench',
    name: `kit-${at}`,
    version: '1.0.0',
    manifest_digest: digest,
    archive_digest: archive,
    key_fingerprint: fingerprint,
    decision: 'accepted',
    previous: null,
  };
  return {
    record,
    bytes: canonicalBytes({ ...manifest, signature: { algo: 'ed25519', value, public_key_id: key.id } }),
  };
}

/** As many checks by both verifiers as there are signatures; neither remembers any. */
function checkSignatures(key: SigningKey, count: number): void {
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key.publicKey).toString('base64url') },
    format: 'jwk',
  });
  const digest = digestOf(new Uint8Array());
  const message = manifestMessage(digest, digest);
  const signature = key.signManifest(digest, digest);
  for (let at = 0; at < count; at++) {
    nodeVerify(null, message, publicKey, signature);
    nobleVerify(signature, message, key.publicKey, { zip215: false });
  }
}
