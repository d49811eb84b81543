import type { Lock } from '@iceos/core/lock';
import type { CommandContext, CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { flagOption } from '../options.js';
import { AcceptedVersions } from '../packages/accepted-versions.js';
import { readLock, requireLock } from '../packages/ice-lock.js';
import { changesText } from '../packages/lock-changes.js';
import {
  carryOut,
  planLock,
  preferLocked,
  requireAsLocked,
  requireOneRegistry,
} from '../packages/lock-plan.js';
import { PackageStore } from '../packages/package-store.js';
import { openRegistry } from '../packages/registry.js';
import { requireRipe } from '../packages/release-age.js';
import { namedExactly, readRequirement } from '../packages/requirement.js';

export const run: CommandRun = async (context, names, options) => {
  if (flagOption(options, 'frozen') && names.length > 0)
    throw new UsageError('--frozen installs what is locked, and nothing else.', 'Leave the names out.');
  const before = await readLock();
  const store = await PackageStore.open(context, '.ice', before?.registry);
  if (names.length === 0) return installLocked(context, store, before ?? (await requireLock()));
  const wanted = names.map(readRequirement);
  const requires: Record<string, string> = { ...before?.requires };
  for (const [name, range] of wanted) requires[name] = range ?? '*';
  const plan = await planLock(context, store, {
    before,
    requires,
    preferred: preferLocked(before),
    settle: (_, chosen) => {
      for (const [name, range] of wanted) {
        const version = chosen.get(name)?.admitted.coordinates.version;
        if (range === undefined && version !== undefined) requires[name] = `^${version}`;
      }
      return requires;
    },
  });
  await carryOut(context, plan, { accept: flagOption(options, 'accept'), asked: namedExactly(wanted) });
  const { after, changes } = plan;
  context.output.result({ packages: after.packages.length, changes }, () => changesText(changes));
};

/** Fetches exactly what is locked, and refuses anything that is not what the lock says. */
async function installLocked(context: CommandContext, store: PackageStore, lock: Lock): Promise<void> {
  requireOneRegistry(lock, store);
  const accepted = await AcceptedVersions.open(context.settings.dataDir);
  accepted.requireNoDowngrade(lock.packages);
  const registry = await openRegistry(context);
  const { minReleaseAge: age } = context.settings;
  for (const locked of lock.packages) {
    const { namespace, name, version } = locked;
    const installed = await store.find(locked).catch(() => undefined);
    const stored = await store.look(registry, locked);
    requireAsLocked(locked, stored);
    const firstSeen = stored.admitted.proved?.firstSeen;
    if (!installed && firstSeen !== undefined)
      requireRipe({ namespace, name, version, published_at: firstSeen }, age, Date.now());
    await store.keep(registry, stored);
    context.output.detail(`verified ${namespace}/${name}@${version}, evidence ${stored.admitted.grade}`);
  }
  await store.requireContinued(lock, registry);
  await accepted.remember(lock.packages);
  context.output.result(
    { packages: lock.packages.length, changes: [] },
    () => `${lock.packages.length} packages are installed as locked`,
  );
}
