import { compareLocks, lockPackage, type Lock } from '@iceos/core/lock';
import type { CommandContext, CommandRun } from '../context.js';
import { CommandError, UsageError } from '../errors.js';
import { flagOption } from '../options.js';
import { EMPTY_LOCK, lockOf, readLock, requireLock, writeLock } from '../packages/ice-lock.js';
import { changesText } from '../packages/lock-changes.js';
import { PackageStore, refuseDrift } from '../packages/package-store.js';
import { readRequirement } from '../packages/requirement.js';
import { resolvePackages } from '../packages/resolve-packages.js';

export const run: CommandRun = async (context, names, options) => {
  const frozen = flagOption(options, 'frozen');
  if (frozen && names.length > 0)
    throw new UsageError('--frozen installs what is locked, and nothing else.', 'Leave the names out.');
  const store = await PackageStore.open(context, '.ice');
  if (names.length === 0) return installLocked(context, store, await requireLock());
  const before = (await readLock()) ?? EMPTY_LOCK(store.registry);
  requireOneRegistry(before, store);
  const after = await installMore(context, store, before, names);
  await writeLock(after);
  const changes = compareLocks(before, after);
  context.output.result({ packages: after.packages.length, changes }, () => changesText(changes));
};

/** Fetches exactly what is locked, and refuses anything that is not what the lock says. */
async function installLocked(context: CommandContext, store: PackageStore, lock: Lock): Promise<void> {
  requireOneRegistry(lock, store);
  const client = await context.client();
  for (const locked of lock.packages) {
    const { admitted, sequence } = await store.fetch(client, locked);
    const found = lockPackage(admitted, sequence);
    const subject = `${locked.namespace}/${locked.name}@${locked.version}`;
    const drift = compareLocks({ ...lock, packages: [locked] }, { ...lock, packages: [found] });
    if (drift.length > 0) refuseDrift(subject, locked, found);
    context.output.detail(`verified ${subject}`);
  }
  context.output.result(
    { packages: lock.packages.length, changes: [] },
    () => `${lock.packages.length} packages are installed as locked`,
  );
}

async function installMore(
  context: CommandContext,
  store: PackageStore,
  before: Lock,
  names: readonly string[],
): Promise<Lock> {
  const wanted = names.map(readRequirement);
  const requires: Record<string, string> = { ...before.requires };
  for (const [name, range] of wanted) requires[name] = range ?? '*';
  const preferred = new Map(
    before.packages.map(({ namespace, name, version }) => [`${namespace}/${name}`, version]),
  );
  const chosen = await resolvePackages(await context.client(), store, requires, preferred);
  for (const [name, range] of wanted) {
    const version = chosen.get(name)?.admitted.coordinates.version;
    if (range === undefined && version !== undefined) requires[name] = `^${version}`;
  }
  return lockOf(store.registry, requires, [...chosen.values()]);
}

function requireOneRegistry({ registry }: Lock, store: PackageStore): void {
  if (registry === store.registry) return;
  throw new CommandError('registry-mixed', 'refused', `ice.lock is of the registry ${registry}.`, {
    hint: `This server is ${store.registry}: use the one the lock was made with, or write another lock.`,
    data: { expected: registry, found: store.registry },
  });
}
