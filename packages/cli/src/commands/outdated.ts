import type { CommandRun } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { requireLock } from '../packages/ice-lock.js';
import { requireOneRegistry } from '../packages/lock-plan.js';
import { findOutdated, type OutdatedPackage } from '../packages/outdated-packages.js';
import { PackageStore } from '../packages/package-store.js';
import { openRegistry } from '../packages/registry.js';
import { style } from '../output.js';
import { tableText } from '../ui/table.js';

const HEAD = ['package', 'locked', 'wanted', 'latest', 'age', 'standing'];

export const run: CommandRun = async (context) => {
  const lock = await requireLock();
  const store = await PackageStore.open(context, '.ice', lock.registry);
  requireOneRegistry(lock, store);
  const { minReleaseAge: age } = context.settings;
  const options = { store, age, now: Date.now() };
  const items = await findOutdated(lock, await openRegistry(context), options);
  const text = items.length > 0 ? await tableText(HEAD, items.map(row)) : 'everything is up to date';
  context.output.result({ items }, () => text);
  if (items.some(({ wanted, locked }) => wanted !== locked))
    context.output.next('ice upgrade', 'takes what is wanted, and shows what it changes');
  return items.length > 0 ? EXIT.findings : EXIT.ok;
};

function row({ name, locked, wanted, latest, age, standing }: OutdatedPackage): string[] {
  const shown = standing === 'active' ? standing : style('yellow', standing);
  return [name, locked, wanted ?? '-', latest ?? '-', age ?? '-', shown];
}
