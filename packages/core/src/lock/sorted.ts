import type { Lock, LockedComponent, LockedPackage } from '../generated/lock.js';

/** The lock with its members in the order in which people read them, and its lists sorted. */
export function sortedLock({ registry, log, requires, packages }: Lock): Lock {
  return {
    schema_version: 'lock.v0',
    registry,
    ...(log ? { log: { size: log.size, root: log.root } } : {}),
    requires: sortedMembers(requires),
    packages: packages.map(sortedPackage).sort(by(({ namespace, name }) => `${namespace}/${name}`)),
  };
}

export function sortedPackage(item: LockedPackage): LockedPackage {
  const { pricing } = item;
  return {
    namespace: item.namespace,
    name: item.name,
    version: item.version,
    kind: item.kind,
    manifest_digest: item.manifest_digest,
    archive_digest: item.archive_digest,
    key_fingerprint: item.key_fingerprint,
    sequence: item.sequence,
    ...(item.license === undefined ? {} : { license: item.license }),
    ...(pricing ? { pricing: { model: pricing.model, ...present({ amount_usd: pricing.amount_usd }) } } : {}),
    ...(item.dependencies ? { dependencies: sortedMembers(item.dependencies) } : {}),
    components: item.components.map(sortedComponent).sort(by(({ name }) => name)),
  };
}

function sortedComponent({ limits, cost_estimate: cost, ...item }: LockedComponent): LockedComponent {
  return {
    node_type: item.node_type,
    name: item.name,
    version: item.version,
    digest: item.digest,
    schema_digest: item.schema_digest,
    ...(item.description_digest === undefined ? {} : { description_digest: item.description_digest }),
    permissions: item.permissions
      .map(({ interface: id, version, max_calls, max_bytes, hosts, secrets }) => ({
        interface: id,
        version,
        ...present({ max_calls, max_bytes, hosts: sorted(hosts), secrets: sorted(secrets) }),
      }))
      .sort(by((permission) => `${permission.interface}@${permission.version}`)),
    ...(limits ? { limits: sortedMembers({ ...limits }) } : {}),
    ...(cost ? { cost_estimate: present({ base: cost.base, per_token: cost.per_token }) } : {}),
  };
}

/** The members that are there. */
function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]?: Exclude<Members[Name], undefined>;
  };
}

export function sortedMembers<Value>(members: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(members).sort(by(([name]) => name)));
}

function sorted(names: readonly string[] | undefined): string[] | undefined {
  return names && [...names].sort();
}

/** Orders by code unit, the same on every machine. */
function by<Item>(key: (item: Item) => string): (a: Item, b: Item) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
