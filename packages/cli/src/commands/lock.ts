import type { CommandRun } from '../context.js';
import { flagOption } from '../options.js';
import { requireLock } from '../packages/ice-lock.js';
import { changesText } from '../packages/lock-changes.js';
import { carryOut, planLock } from '../packages/lock-plan.js';
import { PackageStore } from '../packages/package-store.js';

export const run: CommandRun = async (context, _args, options) => {
  const before = await requireLock();
  const store = await PackageStore.open(context, '.ice', before.registry);
  const plan = await planLock(context, store, { before, requires: before.requires, preferred: new Map() });
  const written = !flagOption(options, 'dryRun');
  if (written) await carryOut(context, plan, { accept: flagOption(options, 'accept') });
  context.output.result({ written, changes: plan.changes }, () => changesText(plan.changes));
};
