import type { IceClient, VersionResponse } from '@iceos/client';
import { parseVersion, type Version } from '@iceos/core/names';
import { pickVersion, satisfies } from '@iceos/core/semver';
import { CommandError } from '../errors.js';
import type { PackageStore, StoredPackage } from './package-store.js';

/** What is wanted: `namespace/name` to a range. */
export type Requirements = Readonly<Record<string, string>>;

/** Versions to stay with while they are in range, by `namespace/name`. */
export type Preferences = ReadonlyMap<string, string>;

const MOST_PACKAGES = 500;

/**
 * The packages that are wanted and those that they depend on, one version each: the one that is preferred, otherwise the
 * newest usable one in range. All are fetched. Rejects with `dependency-unresolvable`.
 */
export async function resolvePackages(
  client: IceClient,
  store: PackageStore,
  requires: Requirements,
  preferred: Preferences = new Map(),
): Promise<Map<string, StoredPackage>> {
  const chosen = new Map<string, StoredPackage>();
  const waiting = Object.entries(requires).map(([name, range]) => ({ name, range, by: 'you' }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { name, range, by } = next;
    const known = chosen.get(name);
    if (known) {
      const { version } = known.admitted.coordinates;
      if (satisfies(parseVersion(version), range)) continue;
      throw unresolvable(`${by} needs ${name}@${range}, but ${version} was chosen for another.`);
    }
    if (chosen.size >= MOST_PACKAGES) throw unresolvable(`More than ${MOST_PACKAGES} packages are needed.`);
    const version = await pick(client, name, range, by, preferred.get(name));
    const stored = await store.fetch(client, version);
    chosen.set(name, stored);
    for (const [other, needed] of Object.entries(stored.admitted.manifest.dependencies ?? {}))
      waiting.push({ name: other, range: needed, by: name });
  }
  return chosen;
}

async function pick(
  client: IceClient,
  name: string,
  range: string,
  by: string,
  preferred: string | undefined,
): Promise<VersionResponse> {
  const [namespace = '', packageName = ''] = name.split('/');
  const { items } = await client.call('packagesVersions', { path: { namespace, name: packageName } });
  const inRange = (version: string) => satisfies(parseVersion(version), range);
  // A yanked version stays good for those who have it.
  const kept = items.find((item) => item.version === preferred && !item.retired && inRange(item.version));
  if (kept) return kept;
  const usable = items.filter(({ yanked, retired }) => !yanked && !retired);
  const newest = pickVersion(
    usable.map(({ version }): Version => parseVersion(version)),
    range,
  );
  const found = usable.find(({ version }) => version === newest);
  if (found) return found;
  throw unresolvable(
    `${by === 'you' ? 'There is' : `${by} needs ${name}@${range}, and there is`} no version of ${name} in ${range}.`,
  );
}

function unresolvable(detail: string): CommandError {
  return new CommandError('dependency-unresolvable', 'notFound', detail, {
    hint: 'Widen the range, or look for what there is with `ice search`.',
  });
}
