// The rules of docs/spec/trust.md as the second verifier has them: node:crypto, and not one line of the product.
import { createHash, createPublicKey, verify } from 'node:crypto';

export class Refused extends Error {}
export const require = (holds, why) => {
  if (!holds) throw new Refused(why);
};

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
export const hex = (...parts) => sha256(...parts).toString('hex');

/** Strict base64: what it decodes to encodes to the same text (1.4). */
function base64(text, length) {
  require(typeof text === 'string', 'a text is missing');
  const bytes = Buffer.from(text, 'base64');
  require(bytes.toString('base64') === text && (length === undefined || bytes.length === length), 'base64');
  return bytes;
}

/** RFC 8785 for what these documents hold: texts, safe integers, lists, members in the order of their code units. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** A document whose bytes are its canonical form (1.3). */
export function read(bytes) {
  let value;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Refused('not JSON');
  }
  require(Buffer.from(canonical(value)).equals(bytes), 'not canonical');
  return value;
}

export function members(value, names, optional = []) {
  require(value !== null && typeof value === 'object' && !Array.isArray(value), 'no object');
  for (const name of Object.keys(value)) require([...names, ...optional].includes(name), `unknown ${name}`);
  for (const name of names) require(Object.hasOwn(value, name), `no ${name}`);
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
function signed(publicKey, message, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

/** A threshold of the keys of `quorum` signed the labelled statement (1.1, 3.2). */
function requireQuorum(label, { signatures, ...body }, { keys, threshold }) {
  const message = Buffer.from(`${label}\n${canonical(body)}`);
  const by = new Set();
  for (const { fingerprint, value } of signatures) {
    const key = keys.find((candidate) => candidate.fingerprint === fingerprint);
    const publicKey = key && base64(key.public_key, 32);
    if (publicKey && hex(publicKey) === fingerprint && signed(publicKey, message, base64(value, 64)))
      by.add(fingerprint);
  }
  require(by.size >= threshold, `${label}: too few signatures`);
}

/** The root, walked from its first version, and the list of keys (3.2). */
export function readTrust(roots, keysBytes) {
  let root;
  for (const [at, bytes] of roots.entries()) {
    const version = at + 1;
    const next = read(bytes);
    require(next.version === version && (!root || next.id === root.id), 'another root');
    if (root) requireQuorum('iceos-trust-root-v1', next, root);
    requireQuorum('iceos-trust-root-v1', next, next);
    root = next;
  }
  require(root, 'no root');
  const keys = read(keysBytes);
  require(keys.root === root.id && (keys.root_version ?? 1) <= root.version, 'keys of another root');
  requireQuorum('iceos-trust-keys-v1', keys, root.roles?.keys ?? root);
  return { root, keys };
}

/** Of `keys`, the one that a line of a note names: by the first bytes of SHA-256(name, newline, type, key). */
function namedIn(blob, name, type, keys) {
  return keys
    .map(({ public_key }) => base64(public_key, 32))
    .find((key) => sha256(`${name}\n`, Buffer.of(type), key).subarray(0, 4).equals(blob.subarray(0, 4)));
}

/** A C2SP checkpoint: three lines, an empty one, and signatures of the log and of witnesses, each once (4.2, 4.3). */
function readCheckpoint(note, { log, witnesses }) {
  const [origin, size, root, blank, ...lines] = note.split('\n');
  require(origin === log.origin && blank === '' && lines.pop() === '', 'checkpoint: another form');
  require(/^(?:0|[1-9]\d*)$/.test(size) && Number.isSafeInteger(Number(size)), 'checkpoint: size');
  const text = `${origin}\n${size}\n${root}\n`;
  const by = new Set();
  for (const line of lines) {
    const [dash, name, blob, ...more] = line.split(' ');
    require(dash === '—' && more.length === 0, 'checkpoint: signature line');
    const bytes = base64(blob);
    const signature = bytes.subarray(bytes.length - 64);
    let [key, message] = [undefined, text];
    if (name === origin && bytes.length === 68) key = namedIn(bytes, name, 1, log.keys);
    else if (bytes.length === 76) {
      const known = (witnesses?.keys ?? []).filter((witness) => witness.name === name);
      key = namedIn(bytes, name, 4, known);
      message = `cosignature/v1\ntime ${bytes.readBigUInt64BE(4)}\n${text}`;
    }
    require(key && signed(key, Buffer.from(message), signature), 'checkpoint: signature');
    require(!by.has(`${name} ${hex(key)}`), 'checkpoint: signed twice');
    by.add(`${name} ${hex(key)}`);
    if (name === origin) by.add('log');
  }
  require(by.has('log'), 'checkpoint: not signed by the log');
  return { size: Number(size), root: base64(root, 32), note };
}

/** RFC 9162, 2.1.3.2. The entry is the digest of the record (4.2). */
function requireIncluded(record, proof, { size, root }) {
  require(Number.isSafeInteger(record.index) && record.index >= 0 && record.index < size, 'inclusion: index');
  let hash = sha256(Buffer.of(0), sha256(canonical(record)));
  let [at, last] = [record.index, size - 1];
  for (const sibling of proof.map((text) => base64(text, 32))) {
    require(last > 0, 'inclusion: too long');
    if (at % 2 === 1 || at === last) {
      hash = sha256(Buffer.of(1), sibling, hash);
      while (at % 2 === 0 && at > 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = sha256(Buffer.of(1), hash, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  require(last === 0 && hash.equals(root), 'inclusion: another root');
}

const RECORD = ['schema_version', 'index', 'time', 'type'];
const VERSION = ['namespace', 'name', 'version', 'manifest_digest', 'archive_digest', 'key_fingerprint'];

/** The pages from the root of the map to the package (4.4). */
function requireLeaf({ map_root }, pages, place) {
  const path = hex(place);
  let wanted = map_root;
  for (const [depth, page] of pages.entries()) {
    require(hex(canonical(page)) === wanted, 'map: another page');
    if (page.leaf) {
      require(depth === pages.length - 1 && page.leaf.package === place, 'map: another package');
      return;
    }
    wanted = page.branch[path[depth]];
  }
  throw new Refused('map: no leaf');
}

/** The registry's acceptance: DSSE around an in-toto statement about this very record (4.1). */
function requireAcceptance(envelope, record, { root, keys }) {
  members(envelope, ['payloadType', 'payload', 'signatures']);
  require(envelope.signatures.length === 1, 'statement: one signature');
  members(envelope.signatures[0], ['keyid', 'sig']);
  const [{ keyid, sig }] = envelope.signatures;
  const key = keys.receipts.keys.find(({ fingerprint }) => fingerprint === keyid);
  const payload = base64(envelope.payload);
  const type = envelope.payloadType;
  require(type === 'application/vnd.in-toto+json', 'statement: type');
  const message = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  require(key && signed(base64(key.public_key, 32), message, base64(sig, 64)), 'statement: signature');
  const { predicate, subject } = read(payload);
  const place = `${record.namespace}/${record.name}@${record.version}`;
  require(subject[0].name === place &&
    subject[0].digest.sha256 === record.manifest_digest &&
    subject[1].digest.sha256 === record.archive_digest &&
    predicate.registry === root.id &&
    predicate.index === record.index &&
    predicate.record === hex(canonical(record)) &&
    predicate.accepted_at === record.time &&
    predicate.key_fingerprint === record.key_fingerprint, 'statement: about something else');
}

/** The manifest is signed by a key that was in force at `index` (1.1, 1.2, 3.3, 3.4); answers its digest. */
function requireManifest({ signature, evidence: _evidence, ...view }, index, { root, keys }) {
  const digest = sha256(canonical(view));
  const key = keys.keys.find(({ fingerprint }) => fingerprint === view.key_fingerprint);
  require(key?.purpose === 'manifest' && key.namespaces.includes(view.namespace), 'manifest: key');
  require((key.enrolled ?? 0) <= index, 'manifest: key not enrolled yet');
  require(!key.revoked || index < key.revoked.sequence, 'manifest: key revoked');
  require(keys.revoked_versions.every(
    ({ manifest_digest }) => manifest_digest !== digest.toString('hex'),
  ), 'manifest: version revoked');
  require(keys.revoked_namespaces.every(
    ({ namespace, sequence }) => namespace !== view.namespace || index < sequence,
  ), 'manifest: namespace revoked');
  const message = Buffer.concat([Buffer.from(view.artifact.sha256, 'hex'), digest]);
  const valid = signed(base64(key.public_key, 32), message, base64(signature.value, 64));
  require(valid && view.registry === root.id, 'manifest: signature');
  return digest.toString('hex');
}

export function verifyDocument(bytes, manifest, trust) {
  const document = read(bytes);
  members(
    document,
    ['schema_version', 'registry', 'record', 'inclusion', 'checkpoint', 'statements'],
    ['snapshot'],
  );
  const { record, inclusion, snapshot } = document;
  require(document.schema_version === 'evidence.v0' &&
    document.registry === trust.root.id, 'another registry');
  members(record, [...RECORD, ...VERSION, 'decision', 'previous']);
  require(record.schema_version === 'log-record.v0' && record.type === 'version', 'another record');
  const digest = requireManifest(manifest, record.index, trust);
  const used = { ...manifest, manifest_digest: digest, archive_digest: manifest.artifact.sha256 };
  for (const name of VERSION) require(record[name] === used[name], `the record is about another ${name}`);
  const checkpoint = readCheckpoint(document.checkpoint, trust.keys);
  members(inclusion, ['index', 'size', 'proof']);
  require(inclusion.index === record.index && inclusion.size === checkpoint.size, 'another proof');
  requireIncluded(record, inclusion.proof, checkpoint);
  if (snapshot) {
    members(snapshot, ['record', 'proof', 'pages']);
    members(snapshot.record, [...RECORD, 'map_root', 'packages'], ['keys_sequence']);
    require((snapshot.record.keys_sequence ?? 0) <=
      trust.keys.sequence, 'keys.json is older than the log says');
    require(snapshot.record.type === 'snapshot' && snapshot.record.index === checkpoint.size - 1, 'snapshot');
    requireIncluded(snapshot.record, snapshot.proof, checkpoint);
    requireLeaf(snapshot.record, snapshot.pages, `${record.namespace}/${record.name}`);
  }
  for (const envelope of document.statements) requireAcceptance(envelope, record, trust);
  return { index: record.index, checkpoint, digest };
}
