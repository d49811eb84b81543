// Installs and builds what is missing, then returns at once on every later call. Needs nothing but Node ≥ 20 and npm,
// because it runs before the project's own Node and packages are there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const INSTALL_STAMP = join(ROOT, 'node_modules', '.iceos-installed');
const BUILD_STAMP = join(ROOT, 'dist', '.built');
const PACKAGES = ['core', 'runtime', 'sdk', 'client', 'cli'];
const SOURCES = ['src', 'modules', 'migrations', ...PACKAGES.map((name) => `packages/${name}/src`)];
const OUTPUTS = ['dist', ...PACKAGES.map((name) => `packages/${name}/dist`)];
const MINIMUM_NODE = [24, 15];

/** Digest of the files that decide what is installed. */
function installKey() {
  const hash = createHash('sha256');
  for (const file of [
    'package.json',
    'package-lock.json',
    ...PACKAGES.map((name) => `packages/${name}/package.json`),
  ]) {
    hash.update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.spec.ts')) yield path;
  }
}

/** What the build is made from: every source with its size and time. Reading names is enough; reading contents is not needed. */
function buildKey() {
  const names = [];
  const hash = createHash('sha256');
  const inputs = SOURCES.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) => [
    ...files(join(ROOT, folder)),
  ]);
  inputs.push(
    ...readdirSync(ROOT)
      .filter((name) => /^tsconfig.*\.json$/.test(name))
      .map((name) => join(ROOT, name)),
  );
  for (const path of inputs.sort()) {
    const { size, mtimeMs } = statSync(path);
    names.push(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return { key: hash.digest('hex'), names: createHash('sha256').update(names.join('\n')).digest('hex') };
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function run(command, args, failure) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (error || status !== 0) {
    console.error(`\n${failure}${error ? ` (${error.message})` : ''}`);
    process.exit(1);
  }
}

function install() {
  const key = installKey();
  if (read(INSTALL_STAMP) === key) return;
  console.error('Installing dependencies (about a minute the first time) …');
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm install failed: check the network and the npm registry, then try again.',
  );
  writeFileSync(INSTALL_STAMP, installKey());
}

/** The Node that npm scripts use: the pinned one where it exists for this platform, else the user's own. */
function nodeBinary() {
  const pinned = join(ROOT, 'node_modules', '.bin', 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    console.error(
      `iceOS brings its own Node on Linux; here it needs Node ${MINIMUM_NODE.join('.')} or newer, and this is ${process.version}.`,
    );
    process.exit(1);
  }
  return process.execPath;
}

function build() {
  const { key, names } = buildKey();
  const [builtKey, builtNames] = (read(BUILD_STAMP) ?? '').split('\n');
  if (builtKey === key) return;
  console.error('Building …');
  // tsc leaves the output of a source that is gone.
  if (builtNames !== names)
    for (const folder of OUTPUTS) rmSync(join(ROOT, folder), { recursive: true, force: true });
  run(
    nodeBinary(),
    [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-b'],
    'The build failed; the messages above say where.',
  );
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, `${key}\n${names}`);
}

install();
build();
