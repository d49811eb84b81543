import { formatLock } from '@iceos/core/lock';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { join } from 'node:path';
import type { CommandContext, CommandRun } from '../context.js';
import { writeWhole } from '../files.js';
import { textOption } from '../options.js';
import { readLock, requireLock } from '../packages/ice-lock.js';
import { requireAsLocked } from '../packages/lock-plan.js';
import { PackageStore, type StoredPackage } from '../packages/package-store.js';
import { openRegistry, type Registry } from '../packages/registry.js';
import { readRequirement } from '../packages/requirement.js';
import { resolvePackages } from '../packages/resolve-packages.js';
import { trustedRoot } from '../packages/trust.js';
import { packExport } from '../transfer/export-file.js';
import { gather } from '../transfer/gather.js';

export const run: CommandRun = async (context, names, options) => {
  const output = textOption(options, 'output') ?? 'iceos-export.tar';
  const folder = names.length > 0 ? join(context.settings.dataDir, 'cache', 'packages') : '.ice';
  const root = await trustedRoot(context, (await readLock())?.registry);
  const store = await PackageStore.openUnder(context, folder, root);
  const registry = await openRegistry(context);
  const { packages, lock } =
    names.length > 0
      ? { packages: await chosen(context, names, store, registry), lock: undefined }
      : await locked(store, registry);
  for (const stored of packages) await store.keep(registry, stored);
  const documents = await new TrustFolder(root.folder).documents();
  const files = await gather({ store, registry, documents, packages, lock });
  const bytes = packExport(files);
  await writeWhole(output, bytes);
  const subjects = packages.map(({ admitted: { coordinates } }) => coordinates);
  context.output.result(
    { file: output, bytes: bytes.length, registry: store.registry, packages: subjects },
    () => `${output}: ${subjects.length} packages of ${store.registry}, ${bytes.length} bytes`,
  );
  context.output.next(`ice bundle import ${output}`, 'where there is no network');
};

/** What the lock of this folder locks, with the newest evidence. */
async function locked(
  store: PackageStore,
  registry: Registry,
): Promise<{ packages: StoredPackage[]; lock: string }> {
  const lock = await requireLock();
  const packages: StoredPackage[] = [];
  for (const one of lock.packages) {
    const stored = await store.look(registry, one, { newest: true });
    requireAsLocked(one, stored);
    packages.push(stored);
  }
  await store.requireContinued(lock, registry);
  return { packages, lock: formatLock(lock) };
}

/** What was named, and what that depends on. */
async function chosen(
  context: CommandContext,
  names: readonly string[],
  store: PackageStore,
  registry: Registry,
): Promise<StoredPackage[]> {
  const requires = Object.fromEntries(
    names.map(readRequirement).map(([name, range]) => [name, range ?? '*']),
  );
  const { minReleaseAge: age } = context.settings;
  const found = await resolvePackages(requires, { registry, store, age, now: Date.now() });
  const packages: StoredPackage[] = [];
  for (const { admitted, sequence } of found.values()) {
    const place = { ...admitted.coordinates, manifest_digest: admitted.digest, sequence };
    packages.push(await store.look(registry, place, { newest: true }));
  }
  return packages;
}
