import type { Digest } from '@iceos/core/digest';
import type { Lock, LockedPackage } from '@iceos/core/lock';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { compareVersions, satisfies } from '@iceos/core/semver';
import type { TrustSnapshot } from '@iceos/core/trust';
import { CommandError, known, ServerError } from '../errors.js';
import type { PackageStore } from './package-store.js';
import type { RecordedVersion, Registry } from './registry.js';
import { ageText, isRipe, type ReleaseAge } from './release-age.js';
import { isUsable, newestOf, requireListed } from './resolve-packages.js';

type Standing = 'active' | 'deprecated' | 'yanked' | 'retired' | 'revoked' | 'gone';

/** A locked package that is not the newest, or that does not stand well. */
export interface OutdatedPackage {
  readonly name: string;
  readonly locked: string;
  /** The newest that every range of the lock allows and that is old enough here; null where there is none. */
  readonly wanted: string | null;
  /** The newest of all; null where there is none. */
  readonly latest: string | null;
  /** Of the latest: when it was first seen, and how long ago that is. */
  readonly first_seen: string | null;
  readonly age: string | null;
  /** Of the locked version. */
  readonly standing: Standing;
}

export interface OutdatedOptions {
  readonly store: PackageStore;
  readonly age: ReleaseAge | undefined;
  readonly now: number;
}

const AT_ONCE = 8;

/** Asks the registry about every locked package; answers those that are outdated or do not stand well, in the order of the lock. */
export async function findOutdated(
  lock: Lock,
  registry: Registry,
  options: OutdatedOptions,
): Promise<OutdatedPackage[]> {
  const found: OutdatedPackage[] = [];
  for (let start = 0; start < lock.packages.length; start += AT_ONCE) {
    const some = lock.packages.slice(start, start + AT_ONCE);
    found.push(...(await Promise.all(some.map((item) => look(lock, item, registry, options)))));
  }
  return found.filter(({ locked, wanted, latest, standing }) => {
    const newest = latest === null || latest === locked;
    return standing !== 'active' || !newest || (wanted !== null && wanted !== locked);
  });
}

async function look(
  lock: Lock,
  item: LockedPackage,
  registry: Registry,
  { store, age, now }: OutdatedOptions,
): Promise<OutdatedPackage> {
  const name = `${item.namespace}/${item.name}`;
  const newest = await provedLatest(store, registry, item);
  // After the evidence, so that what is published in between is listed.
  const versions = await registry.versions(name);
  if (newest) requireListed(name, newest, versions);
  const usable = versions.filter(isUsable);
  const ranges = rangesOf(lock, name);
  const inRange = usable.filter(({ version }) =>
    ranges.every((range) => satisfies(parseVersion(version), range)),
  );
  const ripe = inRange.filter((one) => one.version === item.version || isRipe(one, age, now));
  const latest = newestOf(usable, '*');
  return {
    name,
    locked: item.version,
    wanted: ripe.sort(byVersion).at(-1)?.version ?? null,
    latest: latest?.version ?? null,
    first_seen: latest?.published_at ?? null,
    age: latest ? ageText(latest, now) : null,
    standing: standingOf(
      item,
      versions.find(({ version }) => version === item.version),
      store.trust,
    ),
  };
}

/** What the log says is the newest version of a package; nothing where the locked one may not be used any more. */
async function provedLatest(
  store: PackageStore,
  registry: Registry,
  item: LockedPackage,
): Promise<string | undefined> {
  try {
    return (await store.look(registry, item)).admitted.proved?.latest ?? undefined;
  } catch (thrown) {
    const error = known(thrown);
    const ended = error instanceof Refusal && ENDED.has(error.code);
    const gone = error instanceof ServerError && (error.status === 404 || error.status === 410);
    if (ended || gone || (error instanceof CommandError && error.code === 'version-not-found'))
      return undefined;
    throw thrown;
  }
}

const ENDED: ReadonlySet<string> = new Set(['version-revoked', 'key-revoked']);

function byVersion(a: RecordedVersion, b: RecordedVersion): number {
  return compareVersions(parseVersion(a.version), parseVersion(b.version));
}

/** Every range that the lock puts on a package. */
function rangesOf({ requires, packages }: Lock, name: string): string[] {
  return [requires, ...packages.map(({ dependencies = {} }) => dependencies)].flatMap((needed) => {
    const range = Object.hasOwn(needed, name) ? needed[name] : undefined;
    return range === undefined ? [] : [range];
  });
}

function standingOf(
  { namespace, manifest_digest, key_fingerprint, sequence }: LockedPackage,
  record: RecordedVersion | undefined,
  trust: TrustSnapshot,
): Standing {
  const after = (revoked: { sequence: number } | undefined) => revoked && sequence >= revoked.sequence;
  const revoked =
    trust.revokedVersions.has(manifest_digest as Digest) ||
    after(trust.revokedNamespaces.get(namespace)) ||
    after(trust.keys.get(key_fingerprint as Digest)?.revoked);
  if (revoked) return 'revoked';
  if (!record) return 'gone';
  if (record.retired) return 'retired';
  if (record.yanked) return 'yanked';
  return record.deprecated ? 'deprecated' : 'active';
}
