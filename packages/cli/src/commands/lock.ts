import { compareLocks } from '@iceos/core/lock';
import type { CommandRun } from '../context.js';
import { flagOption } from '../options.js';
import { lockOf, requireLock, writeLock } from '../packages/ice-lock.js';
import { changesText } from '../packages/lock-changes.js';
import { PackageStore } from '../packages/package-store.js';
import { resolvePackages } from '../packages/resolve-packages.js';

export const run: CommandRun = async (context, _args, options) => {
  const before = await requireLock();
  const store = await PackageStore.open(context, '.ice');
  const chosen = await resolvePackages(await context.client(), store, before.requires);
  const after = lockOf(store.registry, before.requires, [...chosen.values()]);
  const changes = compareLocks(before, after);
  const written = !flagOption(options, 'dryRun');
  if (written) await writeLock(after);
  context.output.result({ written, changes }, () => changesText(changes));
};
