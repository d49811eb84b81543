// Installs Debian packages without starting their services, and fetches sources of a newer release of the same archive.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const POLICY = '/usr/sbin/policy-rc.d';
/** The keys of every release, installed with the release of this machine. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

export function run(command, args, options = {}) {
  const { status, error, stdout } = spawnSync(command, args, {
    stdio: ['ignore', options.capture ? 'pipe' : 2, 2],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', ...options.env },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  return stdout;
}

const installed = (name) =>
  spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' }).stdout ===
  'installed';

let updated = false;

function update() {
  if (!updated) run('apt-get', ['update', '-qq']);
  updated = true;
}

/** Installs what is missing. Nothing is started: what is needed runs from here, on ports of its own. */
export function install(...names) {
  const missing = names.filter((name) => !installed(name));
  if (missing.length === 0) return;
  update();
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}

/** Whether the archives of this machine have a package of that name. */
export function available(name) {
  update();
  return /Candidate: (?!\(none\))/.test(run('apt-cache', ['policy', name], { capture: true }));
}

/**
 * Downloads the source of a package from another release of the archive that this machine itself installs from, into
 * `folder`. Everything apt learns about that release stays in a folder of its own. Answers the upstream archive's path.
 */
export function fetchSource(name, release, folder) {
  update();
  const [origin] = run(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI)\t$(CODENAME)\t$(COMPONENT)', 'Created-By: Packages'],
    { capture: true },
  )
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, codename, component]) => codename === codenameOfThisMachine() && component === 'main');
  if (!origin) throw new Error('The archive that this machine installs from was not found.');
  const [uri] = origin;
  const keyring = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : '';
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const sources = join(folder, 'sources.list');
  writeFileSync(sources, `deb-src ${keyring}${uri} ${release} main\n`);
  const apart = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  run('apt-get', [...apart, 'update', '-qq']);
  run('apt-get', [...apart, 'source', '-qq', '--download-only', name], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.includes('.orig.tar.'));
  if (!archive) throw new Error(`No upstream archive of ${name} came.`);
  return join(folder, archive);
}

function codenameOfThisMachine() {
  return /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
}
