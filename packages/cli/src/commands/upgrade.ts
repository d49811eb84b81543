import type { Lock } from '@iceos/core/lock';
import type { CommandRun } from '../context.js';
import { CommandError } from '../errors.js';
import { flagOption } from '../options.js';
import { requireLock } from '../packages/ice-lock.js';
import { changesText } from '../packages/lock-changes.js';
import { carryOut, planLock, preferLocked } from '../packages/lock-plan.js';
import { PackageStore } from '../packages/package-store.js';
import { namedExactly, readRequirement, type Requirement } from '../packages/requirement.js';

export const run: CommandRun = async (context, names, options) => {
  const before = await requireLock();
  const wanted = names.map(readRequirement);
  for (const requirement of wanted) requireLocked(before, requirement);
  const store = await PackageStore.open(context, '.ice', before.registry);
  const requires: Record<string, string> = { ...before.requires };
  for (const [name, range] of wanted) if (range !== undefined) requires[name] = range;
  const moving = new Set(wanted.map(([name]) => name));
  const preferred = names.length === 0 ? new Map() : preferLocked(before, moving);
  const plan = await planLock(context, store, { before, requires, preferred });
  const written = !flagOption(options, 'dryRun');
  if (written)
    await carryOut(context, plan, { accept: flagOption(options, 'accept'), asked: namedExactly(wanted) });
  context.output.result({ written, changes: plan.changes }, () => changesText(plan.changes));
};

function requireLocked({ packages }: Lock, [wanted]: Requirement): void {
  if (packages.some(({ namespace, name }) => `${namespace}/${name}` === wanted)) return;
  throw new CommandError('package-not-locked', 'notFound', `${wanted} is not in ice.lock.`, {
    hint: `Add it with \`ice install ${wanted}\`.`,
  });
}
