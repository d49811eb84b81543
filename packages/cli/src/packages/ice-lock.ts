import { join } from 'node:path';
import { formatLock, lockPackage, parseLock, type Lock, type SnapshotOfLog } from '@iceos/core/lock';
import { CommandError } from '../errors.js';
import { readIfThere, writeWhole } from '../files.js';
import type { StoredPackage } from './package-store.js';

const FILE = 'ice.lock';

/** The lock of the folder; undefined when there is none. Rejects with everything that is wrong with it. */
export async function readLock(folder = '.'): Promise<Lock | undefined> {
  const bytes = await readIfThere(join(folder, FILE), 32 * 1024 * 1024);
  if (!bytes) return undefined;
  const parsed = parseLock(new TextDecoder().decode(bytes));
  if (parsed.ok) return parsed.value;
  throw new CommandError('lock-invalid', 'invalid', `${join(folder, FILE)} cannot be read.`, {
    hint: 'Restore it, or write it anew with `ice lock`.',
    findings: parsed.findings,
  });
}

/** As `readLock`, where there must be one. */
export async function requireLock(): Promise<Lock> {
  const lock = await readLock();
  if (lock) return lock;
  throw new CommandError('lock-missing', 'notFound', `There is no ${FILE} in this folder.`, {
    hint: 'Name what is needed: `ice install namespace/name`.',
  });
}

export function lockOf(
  registry: string,
  requires: Readonly<Record<string, string>>,
  packages: readonly StoredPackage[],
  log?: SnapshotOfLog,
): Lock {
  return {
    schema_version: 'lock.v0',
    registry,
    ...(log ? { log } : {}),
    requires: { ...requires },
    packages: packages.map(({ admitted, sequence }) => lockPackage(admitted, sequence)),
  };
}

export async function writeLock(lock: Lock): Promise<void> {
  await writeWhole(FILE, formatLock(lock));
}
