import { parseLock, type Lock } from '@iceos/core/lock';
import { peekCheckpoint } from '@iceos/core/checkpoint';
import type { CommandContext, CommandRun } from '../context.js';
import { CommandError } from '../errors.js';
import { readUserFile } from '../files.js';
import { flagOption, textOption } from '../options.js';
import { AcceptedVersions } from '../packages/accepted-versions.js';
import { readLock, writeLock } from '../packages/ice-lock.js';
import { requireAsLocked } from '../packages/lock-plan.js';
import { PackageStore, type StoredPackage } from '../packages/package-store.js';
import type { Registry } from '../packages/registry.js';
import { filesRegistry } from '../packages/static-registry.js';
import { acceptRoot, importsFolder } from '../transfer/accept-root.js';
import {
  blobPath,
  evidencePath,
  INDEX,
  KEYS,
  LOCK,
  manifestPath,
  MAX_EXPORT_BYTES,
  newestCheckpoint,
  requireExactly,
  rootPath,
  summariesOf,
  tilePaths,
  unpackExport,
  type ExportFiles,
  type ExportIndex,
} from '../transfer/export-file.js';
import { tableText } from '../ui/table.js';

export const run: CommandRun = async (context, [file = ''], options) => {
  const { index, files } = unpackExport(await readUserFile(file, MAX_EXPORT_BYTES));
  const registry = registryIn(files, file);
  const documents = await registry.trust();
  const root = await acceptRoot(context, documents, textOption(options, 'trust'), file);
  const { dataDir } = context.settings;
  const store = await PackageStore.openUnder(context, importsFolder(dataDir, root), root);
  const packages = await judge(store, registry, index);
  const lock = readExportedLock(files, packages);
  requireExactly(files, namesIn(index, documents.roots.length, packages), summariesOf(packages, store.trust));
  const here = flagOption(options, 'here');
  if (here) await installHere(context, { registry, packages, lock, root });
  for (const stored of packages) await store.keep(registry, stored);
  await tell(context, { root: root.trust.rootId, packages, here });
};

/** The files of an export as a registry. Nothing of it is believed: the load gate judges every byte, as of any registry. */
function registryIn(files: ExportFiles, file: string): Registry {
  const found = filesRegistry(file, (path) => Promise.resolve(files.get(path)));
  const evidence: Registry['evidence'] = ({ manifest_digest }) => {
    const bytes = files.get(evidencePath(manifest_digest));
    if (bytes) return Promise.resolve(bytes);
    throw new CommandError(
      'export-unreadable',
      'refused',
      `${file} has no evidence for ${manifest_digest}.`,
      {
        hint: 'Export it again, and carry it over whole.',
      },
    );
  };
  return { ...found, evidence };
}

/**
 * Every package that the export lists, in its order, admitted by the load gate with all its files. Older checkpoints are met
 * first: the registry may have grown while it was exported.
 */
async function judge(store: PackageStore, registry: Registry, index: ExportIndex): Promise<StoredPackage[]> {
  const sized = await Promise.all(
    index.packages.map(async (item) => {
      const place = { ...item, sequence: 0 };
      return { place, size: sizeIn(await registry.evidence(place)) };
    }),
  );
  const packages = new Map<string, StoredPackage>();
  for (const { place } of sized.toSorted((a, b) => a.size - b.size)) {
    const stored = await store.look(registry, place, { newest: true });
    for (const { path } of stored.admitted.manifest.files ?? [])
      await store.gate.loadFile(stored.admitted, path, registry.blob);
    packages.set(place.manifest_digest, stored);
  }
  return index.packages.flatMap(({ manifest_digest: digest }) => packages.get(digest) ?? []);
}

/** How large the tree is that evidence stands under; its signature is checked by the gate. */
function sizeIn(evidence: Uint8Array): number {
  try {
    const { checkpoint } = JSON.parse(new TextDecoder().decode(evidence)) as { checkpoint?: unknown };
    return (typeof checkpoint === 'string' ? peekCheckpoint(checkpoint)?.size : undefined) ?? 0;
  } catch {
    // The gate says what is wrong with it.
    return 0;
  }
}

function readExportedLock(files: ExportFiles, packages: readonly StoredPackage[]): Lock | undefined {
  const bytes = files.get(LOCK);
  if (!bytes) return undefined;
  const parsed = parseLock(new TextDecoder().decode(bytes));
  if (!parsed.ok)
    throw new CommandError('lock-invalid', 'invalid', 'The ice.lock of the export cannot be read.', {
      hint: 'Export it again.',
      findings: parsed.findings,
    });
  for (const locked of parsed.value.packages) {
    const found = packages.find(({ admitted }) => admitted.digest === locked.manifest_digest);
    if (!found)
      throw new CommandError(
        'lock-invalid',
        'invalid',
        `The ice.lock of the export locks ${locked.namespace}/${locked.name}, which it does not hold.`,
        { hint: 'Export it again.' },
      );
    requireAsLocked(locked, found);
  }
  return parsed.value;
}

function namesIn(
  { packages: listed }: ExportIndex,
  roots: number,
  packages: readonly StoredPackage[],
): Set<string> {
  const blobs = packages.flatMap(({ admitted }) => admitted.manifest.files ?? []);
  return new Set([
    INDEX,
    KEYS,
    LOCK,
    ...Array.from({ length: roots }, (_, at) => rootPath(at + 1)),
    ...tilePaths(newestCheckpoint(packages).size),
    ...listed.flatMap(({ manifest_digest: digest }) => [manifestPath(digest), evidencePath(digest)]),
    ...blobs.map(({ sha256 }) => blobPath(sha256)),
  ]);
}

/** Writes the lock of the export and installs what it locks into this folder, as `ice install` does. */
async function installHere(
  context: CommandContext,
  {
    registry,
    packages,
    lock,
    root,
  }: {
    readonly registry: Registry;
    readonly packages: readonly StoredPackage[];
    readonly lock: Lock | undefined;
    readonly root: Parameters<typeof importsFolder>[1];
  },
): Promise<void> {
  if (!lock)
    throw new CommandError('lock-missing', 'notFound', 'The export holds no ice.lock.', {
      hint: 'Export it in a folder with a lock, without names; or import it without --here.',
    });
  const before = await readLock();
  const accepted = await AcceptedVersions.open(context.settings.dataDir);
  if (before) requireAsBefore(before, lock);
  accepted.requireNoDowngrade(lock.packages);
  const store = await PackageStore.openUnder(context, '.ice', root);
  await store.requireContinued(lock, registry);
  for (const stored of packages) await store.keep(registry, stored);
  await writeLock(lock);
  await accepted.remember(lock.packages);
}

/** A folder keeps to one registry. */
function requireAsBefore(before: Lock, lock: Lock): void {
  if (before.registry === lock.registry) return;
  throw new CommandError('registry-mixed', 'refused', `ice.lock is of the registry ${before.registry}.`, {
    hint: 'Import it in another folder.',
    data: { expected: before.registry, found: lock.registry },
  });
}

async function tell(
  context: CommandContext,
  { root, packages, here }: { root: string; packages: readonly StoredPackage[]; here: boolean },
): Promise<void> {
  const items = packages.map(({ admitted, sequence }) => ({
    ...admitted.coordinates,
    manifest_digest: admitted.digest,
    sequence,
    grade: admitted.grade,
    as_of: admitted.proved?.asOf ?? null,
    license: admitted.manifest.license ?? null,
  }));
  const rows = items.map(({ namespace, name, version, grade, as_of, license }) => [
    `${namespace}/${name}@${version}`,
    grade,
    as_of ?? '-',
    license ?? '-',
  ]);
  const table = await tableText(['package', 'grade', 'as of', 'licence'], rows);
  context.output.result({ registry: root, here, packages: items }, () => table);
  for (const { namespace, name, version, grade } of items)
    if (grade === 'stale' || grade === 'unknown')
      context.output.warn(
        `what is known about ${namespace}/${name}@${version} is ${grade}; bring a newer export`,
      );
  if (here) context.output.next('ice run-blueprint FILE --no-dynamic', 'runs with what ice.lock locks');
  else
    context.output.next(
      'npm start -- --no-dynamic',
      'a cluster loads what was imported; one that runs does so by itself',
    );
}
