// A second verifier, written from docs/spec/trust.md alone: node:crypto, and not one line of the product.
//
//   node verify-evidence.mjs TRUST MANIFEST EVIDENCE…
//   node verify-evidence.mjs vectors FILE
//   node verify-evidence.mjs export FILE…
//
// TRUST is a folder with root/<n>.json and keys.json, MANIFEST a signed manifest, each EVIDENCE a document beside it; a file
// of vectors holds all of them; an export is what `ice bundle export` writes. Prints one line for each document or file,
// `accepted <index or number of packages>` or `refused <why>`; exits with 0 when all are accepted, otherwise with 1.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  canonical,
  hex,
  members,
  read,
  readTrust,
  Refused,
  require,
  verifyDocument,
} from './evidence-rules.mjs';
import { readTar, tilesOf, treeRoot } from './tree-and-tar.mjs';

function folderTrust(folder) {
  const roots = [];
  const path = () => join(folder, 'root', `${roots.length + 1}.json`);
  while (existsSync(path())) roots.push(readFileSync(path()));
  return readTrust(roots, readFileSync(join(folder, 'keys.json')));
}

/** What `ice bundle export` wrote: every file in it follows from what is verified, and none is missing (4.7). */
function verifyExport(bytes) {
  const files = readTar(bytes);
  const left = new Set(files.keys());
  const take = (path) => {
    require(files.has(path), `export: no ${path}`);
    left.delete(path);
    return files.get(path);
  };
  const index = read(take('export.json'));
  members(index, ['schema_version', 'registry', 'root', 'packages']);
  const roots = [];
  while (files.has(`trust/root/${roots.length + 1}.json`))
    roots.push(take(`trust/root/${roots.length + 1}.json`));
  const trust = readTrust(roots, take('trust/keys.json'));
  require(index.registry === trust.root.id && index.root === hex(roots[0]), 'export: another root');
  let newest;
  const licences = [];
  const proved = new Map();
  for (const listed of index.packages) {
    const manifest = read(take(`manifests/${listed.manifest_digest}.json`));
    const evidence = take(`evidence/${listed.manifest_digest}.json`);
    const { checkpoint, digest, index: sequence } = verifyDocument(evidence, manifest, trust);
    require(digest === listed.manifest_digest, 'export: another manifest');
    for (const name of ['namespace', 'name', 'version'])
      require(listed[name] === manifest[name], `export: another ${name}`);
    for (const { sha256: blob, size } of manifest.files) {
      const content = take(`blobs/${blob}`);
      require(hex(content) === blob && content.length === size, `export: blobs/${blob}`);
    }
    proved.set(digest, { manifest, sequence });
    licences.push(licenceOf(manifest));
    if (!newest || checkpoint.size > newest.size) newest = checkpoint;
  }
  require(newest, 'export: no packages');
  require(take('log/checkpoint').toString('utf8') === newest.note, 'export: checkpoint');
  const hashes = [];
  for (const path of tilesOf(newest.size, 0)) hashes.push(take(`log/${path}`));
  const leaves = Buffer.concat(hashes);
  require(leaves.length === newest.size * 32 && treeRoot(leaves).equals(newest.root), 'export: tiles');
  requireUpperTiles(leaves, newest.size, take);
  const same = (path, value) => require(take(path).equals(Buffer.from(canonical(value))), `export: ${path}`);
  same('licences.json', licences);
  same('revocations.json', revocationsOf(trust.keys));
  if (left.has('ice.lock')) requireLock(JSON.parse(take('ice.lock').toString('utf8')), proved, trust);
  require(left.size === 0, `export: ${[...left][0]} belongs to nothing`);
  return index.packages.length;
}

/** The lock names packages that are here; what it says of their components is no evidence, and not looked at. */
function requireLock({ registry, packages }, proved, { root }) {
  require(registry === root.id, 'lock: another registry');
  for (const locked of packages) {
    const { manifest, sequence } = proved.get(locked.manifest_digest) ?? {};
    require(manifest && locked.sequence === sequence, 'lock: another package');
    require(locked.archive_digest === manifest.artifact.sha256 &&
      locked.key_fingerprint === manifest.key_fingerprint &&
      ['namespace', 'name', 'version', 'kind'].every(
        (name) => locked[name] === manifest[name],
      ), 'lock: says something else');
  }
}

/** What is written for people of a package's licence. */
function licenceOf({ namespace, name, version, license = null, files }) {
  return {
    package: `${namespace}/${name}@${version}`,
    license,
    files: files
      .filter(({ path }) => /^(?:.*\/)?(?:licen[cs]e|copying|notice)[^/]*$/i.test(path))
      .map(({ path, sha256 }) => ({ path, sha256 })),
  };
}

/** What is written for people of what the list of keys ends. */
function revocationsOf({ sequence, keys, revoked_versions: versions, revoked_namespaces: namespaces }) {
  return {
    sequence,
    keys: keys
      .filter(({ purpose, revoked }) => purpose === 'manifest' && revoked)
      .map(({ fingerprint, revoked }) => ({ fingerprint, ...revoked })),
    versions: versions.map(({ manifest_digest, sequence: from, reason }) => ({
      manifest_digest,
      reason: reason ?? 'why is not public',
      sequence: from,
    })),
    namespaces,
  };
}

/** A hash in an upper tile is that of the 256 below it. */
function requireUpperTiles(leaves, size, take) {
  let below = leaves;
  for (let level = 1; size >= 256 ** level; level++) {
    const count = Math.floor(size / 256 ** level);
    const parts = tilesOf(size, level).map((path) => take(`log/${path}`));
    const found = Buffer.concat(parts);
    require(found.length === count * 32, 'export: upper tiles');
    for (let at = 0; at < count; at++) {
      const expected = treeRoot(below.subarray(at * 256 * 32, (at + 1) * 256 * 32));
      require(found.subarray(at * 32, (at + 1) * 32).equals(expected), 'export: upper tiles');
    }
    below = found;
  }
}

/** Prints what `judge` says. */
function tell(judge) {
  try {
    process.stdout.write(`accepted ${judge()}\n`);
  } catch (error) {
    process.stdout.write(`refused ${error instanceof Refused ? error.message : `form (${error.message})`}\n`);
    process.exitCode = 1;
  }
}

const [mode, ...paths] = process.argv.slice(2);
if (mode === 'export') for (const path of paths) tell(() => verifyExport(readFileSync(path)));
else if (mode === 'vectors') {
  const { roots, keys, manifest, cases } = JSON.parse(readFileSync(paths[0], 'utf8'));
  for (const { evidence, keys: others = keys } of cases) {
    const trust = () =>
      readTrust(
        roots.map((root) => Buffer.from(root)),
        Buffer.from(others),
      );
    tell(() => verifyDocument(Buffer.from(evidence), read(Buffer.from(manifest)), trust()).index);
  }
} else {
  const trust = folderTrust(mode);
  const manifest = read(readFileSync(paths[0]));
  for (const path of paths.slice(1)) tell(() => verifyDocument(readFileSync(path), manifest, trust).index);
}
