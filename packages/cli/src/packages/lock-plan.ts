import { compareLocks, lockPackage, wideningIn, type Lock, type LockChange } from '@iceos/core/lock';
import type { CommandContext } from '../context.js';
import { CommandError } from '../errors.js';
import { confirmByTyping } from '../ui/ask.js';
import { AcceptedVersions } from './accepted-versions.js';
import { lockOf, writeLock } from './ice-lock.js';
import { changesText } from './lock-changes.js';
import { recordStep } from './lock-history.js';
import { refuseDrift, type PackageStore, type StoredPackage } from './package-store.js';
import { openRegistry, type Registry } from './registry.js';
import { resolvePackages, type Preferences, type Requirements } from './resolve-packages.js';

/** The lock that a command would write, and what it would change. Nothing is written yet. */
export interface LockPlan {
  readonly before: Lock | undefined;
  readonly after: Lock;
  readonly changes: readonly LockChange[];
  readonly packages: readonly StoredPackage[];
  readonly registry: Registry;
  readonly store: PackageStore;
}

export interface Wanted {
  readonly before: Lock | undefined;
  readonly requires: Requirements;
  readonly preferred: Preferences;
  /** Turns a requirement into the one that is written, once it is known what was chosen. */
  readonly settle?: (requires: Requirements, chosen: ReadonlyMap<string, StoredPackage>) => Requirements;
}

/** Chooses versions for what is wanted, and compares them with what is locked. */
export async function planLock(
  context: CommandContext,
  store: PackageStore,
  wanted: Wanted,
): Promise<LockPlan> {
  const { before, requires, preferred, settle } = wanted;
  if (before) requireOneRegistry(before, store);
  const registry = await openRegistry(context);
  const { minReleaseAge: age } = context.settings;
  const chosen = await resolvePackages(requires, { registry, store, preferred, age, now: Date.now() });
  const packages = [...chosen.values()];
  if (before) await store.requireContinued(before, registry);
  const changed = lockOf(store.registry, settle?.(requires, chosen) ?? requires, packages);
  for (const locked of before?.packages ?? []) {
    // What is refused by now, such as a revoked version, must still be possible to leave behind.
    const installed = await store.find(locked).catch(() => undefined);
    if (installed) requireAsLocked(locked, installed);
  }
  const changes = compareLocks(before ?? lockOf(store.registry, {}, []), changed);
  // A lock that says nothing new stays as it is, to the byte.
  const log = changes.length === 0 && before?.log ? before.log : store.snapshot;
  const after = { ...changed, ...(log ? { log } : {}) };
  return { before, after, changes, packages, registry, store };
}

export interface Consent {
  /** `--accept`. */
  readonly accept: boolean;
  /** Packages of which an older version was asked for by its number, `namespace/name`. */
  readonly asked?: ReadonlySet<string>;
}

/**
 * Does what was planned: fetches the packages, writes the history and the lock. Refuses versions that go back, and, unless
 * somebody accepts it, whatever lets packages do or cost more than before; then nothing is written.
 */
export async function carryOut(
  context: CommandContext,
  plan: LockPlan,
  { accept, asked }: Consent,
): Promise<void> {
  const { before, after, changes, packages, registry, store } = plan;
  const accepted = await AcceptedVersions.open(context.settings.dataDir);
  accepted.requireNoDowngrade(after.packages, asked);
  const widening = wideningIn(changes);
  if (widening.length > 0 && !accept) await askToAccept(context, changes, widening);
  for (const stored of packages) await store.keep(registry, stored);
  if (changes.length > 0) {
    const time = new Date().toISOString();
    await recordStep(before, after, { time, accepted: widening.length > 0, changes });
  }
  await writeLock(after);
  await accepted.remember(after.packages);
}

async function askToAccept(
  context: CommandContext,
  changes: readonly LockChange[],
  widening: readonly LockChange[],
): Promise<void> {
  if (context.mayAsk) {
    context.output.note(changesText(changes));
    const question = 'The packages may do or cost more than what was locked.';
    return confirmByTyping(context, question, 'accept', 'Give --accept.');
  }
  throw new CommandError(
    'upgrade-widens',
    'refused',
    'The packages may do or cost more than what was locked. Nothing was written.',
    {
      hint: 'Look at each of the changes; where all of them are meant, give --accept.',
      findings: widening.flatMap(({ subject, aspect = 'component', widens = [] }) =>
        widens.map((detail) => ({
          code: `widens-${aspect}`,
          pointer: subject,
          detail: `${detail}.`,
          severity: 'error' as const,
        })),
      ),
      data: { changes },
    },
  );
}

/** Refuses an installed package that is not, byte for byte, the one that is locked. */
export function requireAsLocked(
  locked: Lock['packages'][number],
  { admitted, sequence }: StoredPackage,
): void {
  const found = lockPackage(admitted, sequence);
  const one = (item: Lock['packages'][number]): Lock => ({
    schema_version: 'lock.v0',
    registry: '',
    requires: {},
    packages: [item],
  });
  if (compareLocks(one(locked), one(found)).length === 0) return;
  refuseDrift(`${locked.namespace}/${locked.name}@${locked.version}`, locked, found);
}

export function requireOneRegistry({ registry }: Lock, store: PackageStore): void {
  if (registry === store.registry) return;
  throw new CommandError('registry-mixed', 'refused', `ice.lock is of the registry ${registry}.`, {
    hint: `This server is ${store.registry}: use the one the lock was made with, or write another lock.`,
    data: { expected: registry, found: store.registry },
  });
}

/** Stays with what is locked, except for `moving`. */
export function preferLocked(lock: Lock | undefined, moving: ReadonlySet<string> = new Set()): Preferences {
  const names = (lock?.packages ?? []).map(
    ({ namespace, name, version }) => [`${namespace}/${name}`, version] as const,
  );
  return new Map(names.filter(([name]) => !moving.has(name)));
}
