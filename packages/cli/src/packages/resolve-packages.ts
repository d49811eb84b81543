import { parseVersion, type Version } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { pickVersion, satisfies } from '@iceos/core/semver';
import { CommandError } from '../errors.js';
import type { PackageStore, StoredPackage } from './package-store.js';
import type { RecordedVersion, Registry } from './registry.js';
import { isRipe, requireRipe, type ReleaseAge } from './release-age.js';
import { requireVersions } from './unlisted.js';

/** What is wanted: `namespace/name` to a range. */
export type Requirements = Readonly<Record<string, string>>;

/** Versions to stay with while they are in range, by `namespace/name`. */
export type Preferences = ReadonlyMap<string, string>;

/** What packages are chosen from, and how. */
export interface Choice {
  readonly registry: Registry;
  readonly store: PackageStore;
  readonly preferred?: Preferences;
  /** How old a version must be that is not preferred, and what the time is. */
  readonly age?: ReleaseAge | undefined;
  readonly now: number;
}

const MOST_PACKAGES = 500;

/**
 * The packages that are wanted and those that they depend on, one version each: the one that is preferred, otherwise the
 * newest usable one in range that is old enough. Nothing is stored. Rejects with `dependency-unresolvable`,
 * `package-withheld`, or the `Refusal` of what was judged.
 */
export async function resolvePackages(
  requires: Requirements,
  { preferred = new Map(), ...choice }: Choice,
): Promise<Map<string, StoredPackage>> {
  const free = new Map(preferred);
  for (;;) {
    const found = await attempt(requires, { ...choice, preferred: free });
    if (found instanceof Map) return found;
    // What stood in the way was only preferred: without it there may be one for all.
    if (!free.delete(found.name)) throw unresolvable(found.detail);
  }
}

/** A package of which two others need different versions. */
interface Conflict {
  readonly name: string;
  readonly detail: string;
}

async function attempt(
  requires: Requirements,
  choice: Choice,
): Promise<Map<string, StoredPackage> | Conflict> {
  const chosen = new Map<string, StoredPackage>();
  const waiting = Object.entries(requires).map(([name, range]) => ({ name, range, by: 'you' }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { name, range, by } = next;
    const known = chosen.get(name);
    if (known) {
      const { version } = known.admitted.coordinates;
      if (satisfies(parseVersion(version), range)) continue;
      return { name, detail: `${by} needs ${name}@${range}, but ${version} was chosen for another.` };
    }
    if (chosen.size >= MOST_PACKAGES) throw unresolvable(`More than ${MOST_PACKAGES} packages are needed.`);
    const stored = await lookInto(name, range, by, choice);
    chosen.set(name, stored);
    for (const [other, needed] of Object.entries(stored.admitted.manifest.dependencies ?? {}))
      waiting.push({ name: other, range: needed, by: name });
  }
  return chosen;
}

/** Picks a version out of what the registry lists, and holds the list against what the log proves of the package. */
async function lookInto(name: string, range: string, by: string, choice: Choice): Promise<StoredPackage> {
  const { registry, store, preferred, age, now } = choice;
  const items = await requireVersions(name, by, choice);
  const picked = pick(items, name, range, by, choice);
  const stored = await store.look(registry, picked);
  const { proved } = stored.admitted;
  const { latest } = proved ?? {};
  // What was published since the list was fetched is in the next one.
  if (latest && !lists(items, latest)) requireListed(name, latest, await registry.versions(name));
  if (proved && picked.version !== preferred?.get(name))
    requireRipe({ ...picked, published_at: proved.firstSeen }, age, now);
  return stored;
}

/** The list of a registry that hides the newest version offers an old one as if it were new (docs/spec/trust.md 4.4). */
export function requireListed(name: string, latest: string, items: readonly RecordedVersion[]): void {
  if (lists(items, latest)) return;
  throw new Refusal(
    'rollback',
    `The registry does not list ${name}@${latest}, which its log says is the newest.`,
    {
      subject: name,
      expected: `a list with ${latest}`,
      found: items.map(({ version }) => version).join(', '),
    },
  );
}

function lists(items: readonly RecordedVersion[], wanted: string): boolean {
  return items.some(({ version }) => version === wanted);
}

function pick(
  items: readonly RecordedVersion[],
  name: string,
  range: string,
  by: string,
  { preferred, age, now }: Choice,
): RecordedVersion {
  const inRange = (version: string) => satisfies(parseVersion(version), range);
  // A yanked version stays good for those who have it.
  const kept = items.find(
    (item) => item.version === preferred?.get(name) && !item.retired && inRange(item.version),
  );
  if (kept) return kept;
  const usable = items.filter(isUsable);
  const found = newestOf(
    usable.filter((item) => isRipe(item, age, now)),
    range,
  );
  if (found) return found;
  const young = newestOf(usable, range);
  if (young) requireRipe(young, age, now);
  throw unresolvable(
    `${by === 'you' ? 'There is' : `${by} needs ${name}@${range}, and there is`} no version of ${name} in ${range}.`,
  );
}

/** Whether a version may be chosen by somebody who does not have it yet. */
export function isUsable({ yanked, retired }: RecordedVersion): boolean {
  return !yanked && !retired;
}

/** The newest of `items` in `range`. */
export function newestOf(items: readonly RecordedVersion[], range: string): RecordedVersion | undefined {
  const newest = pickVersion(
    items.map(({ version }): Version => parseVersion(version)),
    range,
  );
  return items.find(({ version }) => version === newest);
}

function unresolvable(detail: string): CommandError {
  return new CommandError('dependency-unresolvable', 'notFound', detail, {
    hint: 'Widen the range, or look for what there is with `ice search`.',
  });
}
