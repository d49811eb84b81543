// A log with one version in it, as the vectors of docs/spec/trust.md 4 need it: the same bytes in every run.
import { canonicalBytes } from '@iceos/core/canonical';
import { checkpointText, cosignatureMessage } from '@iceos/core/checkpoint';
import { signAcceptance } from '@iceos/core/dsse';
import { assembleEvidence } from '@iceos/core/evidence';
import { growLog, tilePath } from '@iceos/core/log';
import { recordDigest, recordLeaf } from '@iceos/core/log-record';
import { PackageMap } from '@iceos/core/verifiable-map';
import { hex, keyOf, sha256 } from './vectors.mjs';

const ROOT_ID = 'iceos-rule-vectors';
const ORIGIN = `${ROOT_ID}/log`;
const [root, log, receipt, author, witness] = [21, 22, 23, 24, 25].map(keyOf);
/** A key that nobody trusts. */
export const stranger = keyOf(26);
export const base64 = (bytes) => Buffer.from(bytes).toString('base64');
export const print = (value) => Buffer.from(canonicalBytes(value)).toString('utf8');
const digestOf = (value) => hex(sha256(canonicalBytes(value)));
const fingerprint = ({ publicKey }) => hex(sha256(publicKey));
export const timeOf = (index) =>
  new Date(Date.parse('2026-03-01T12:00:00.000Z') + index * 1000).toISOString();
const entry = (name, key) => ({ fingerprint: fingerprint(key), name, public_key: base64(key.publicKey) });

function signed(label, body, by = root) {
  const value = base64(by.sign(Buffer.from(`${label}\n${print(body)}`)));
  return { ...body, signatures: [{ fingerprint: fingerprint(by), value }] };
}

export const ROOT = signed('iceos-trust-root-v1', {
  schema_version: 'trust-root.v0',
  id: ROOT_ID,
  version: 1,
  created: timeOf(0),
  threshold: 1,
  keys: [entry('rule-root', root)],
});
export const AUTHOR = { ...entry('release', author), purpose: 'manifest', namespaces: ['acme'], enrolled: 1 };

export function keysWith(change = {}) {
  return signed('iceos-trust-keys-v1', {
    schema_version: 'trust-keys.v0',
    root: ROOT_ID,
    sequence: 9,
    keys: [AUTHOR],
    revoked_versions: [],
    revoked_namespaces: [],
    log: { origin: ORIGIN, keys: [entry('rule-log', log)] },
    receipts: { keys: [entry('rule-receipt', receipt)] },
    witnesses: { threshold: 1, keys: [{ name: 'witness.example', public_key: base64(witness.publicKey) }] },
    ...change,
  });
}

const WASM = hex(sha256('a component'));
const VIEW = {
  schema_version: 'plugins.v0',
  kind: 'kit',
  namespace: 'acme',
  name: 'sums',
  version: '1.0.0',
  registry: ROOT_ID,
  key_fingerprint: fingerprint(author),
  artifact: { sha256: hex(sha256('an archive')), size: 10 },
  files: [{ path: 'tool.wasm', sha256: WASM, size: 11, media_type: 'application/wasm' }],
  components: [
    {
      node_type: 'tool',
      name: 'sum',
      version: '1.0.0',
      description: 'Adds.',
      schema: { input: { type: 'object' }, output: { type: 'object' } },
      wasm: { path: 'tool.wasm', world: 'iceos:tool@0.1.0' },
    },
  ],
};
export const MANIFEST_DIGEST = digestOf(VIEW);
export const MANIFEST = {
  ...VIEW,
  signature: {
    algo: 'ed25519',
    value: base64(author.sign(Buffer.from(VIEW.artifact.sha256 + MANIFEST_DIGEST, 'hex'))),
    public_key_id: 'release',
  },
};

const record = (index, type, more) => ({
  schema_version: 'log-record.v0',
  index,
  time: timeOf(index),
  type,
  ...more,
});
const versionRecord = (index, name, more = {}) =>
  record(index, 'version', {
    namespace: 'acme',
    name,
    version: '1.0.0',
    manifest_digest: name === 'sums' ? MANIFEST_DIGEST : hex(sha256(name)),
    archive_digest: VIEW.artifact.sha256,
    key_fingerprint: fingerprint(author),
    decision: 'accepted',
    previous: null,
    ...more,
  });

function noteId(name, type, { publicKey }) {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey])).subarray(0, 4);
}

/** A signature line of a note: the key's id and what it signed. */
function noteLine(name, type, key, signature) {
  return `— ${name} ${base64(Buffer.concat([noteId(name, type, key), signature]))}\n`;
}

export function checkpointOf(head, key = log) {
  const body = checkpointText(head);
  return `${body}\n${noteLine(head.origin, 1, key, key.sign(Buffer.from(body)))}`;
}

export function cosigned(note, key = witness) {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(1_772_366_400n);
  const message = cosignatureMessage(1_772_366_400, note.slice(0, note.indexOf('\n\n') + 1));
  return note + noteLine('witness.example', 4, key, Buffer.concat([time, key.sign(message)]));
}

export function acceptanceOf(version, change = {}, by = receipt) {
  const { namespace, name, version: number } = version;
  const acceptance = {
    coordinates: { namespace, name, version: number },
    manifestDigest: version.manifest_digest,
    archiveDigest: version.archive_digest,
    registry: ROOT_ID,
    index: version.index,
    record: recordDigest(version),
    acceptedAt: version.time,
    keyFingerprint: version.key_fingerprint,
    policy: [{ rule: 'signature', result: 'passed' }],
    ...change,
  };
  const signEnvelope = (type, payload) =>
    by.sign(Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]));
  return signAcceptance(acceptance, { publicKey: by.publicKey, signEnvelope });
}

/** The evidence of acme/sums in a log that says what it should, but for what is given. */
export async function evidenceWith({
  version = {},
  snapshot = {},
  origin = ORIGIN,
  listed = true,
  index = 3,
} = {}) {
  const records = [
    record(0, 'root', { version: 1, digest: digestOf(ROOT) }),
    record(1, 'key', { action: 'enrolled', namespace: 'acme', fingerprint: fingerprint(author) }),
    versionRecord(2, 'other'),
    versionRecord(3, 'sums', version),
    versionRecord(4, 'third'),
  ];
  const map = new PackageMap(undefined, () => Promise.reject(new Error('Every page is at hand.')));
  for (const item of records.slice(2)) {
    if (item.index === 3 && !listed) continue;
    await map.set({
      package: `acme/${item.name}`,
      latest: item.version,
      status: 'active',
      record: recordDigest(item),
    });
  }
  records.push(record(5, 'snapshot', { map_root: map.root, packages: 3, keys_sequence: 9, ...snapshot }));
  const tiles = new Map();
  const tile = (wanted) => Promise.resolve(tiles.get(tilePath(wanted)));
  const grown = await growLog(0, records.map(recordLeaf), tile);
  for (const item of grown.tiles) tiles.set(tilePath(item), item.bytes);
  const head = { origin, size: records.length, root: grown.root };
  const source = {
    registry: ROOT_ID,
    checkpoint: checkpointOf(head),
    size: records.length,
    record: (at) => Promise.resolve(records[at]),
    tile,
    page: (digest) => Promise.resolve(map.pages.get(digest).bytes),
  };
  const statements = [acceptanceOf(records[index])];
  const document = await assembleEvidence(source, { index, package: 'acme/sums', statements });
  return { document, records, head };
}
