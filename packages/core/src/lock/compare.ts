import { canonicalBytes } from '../canonical.js';
import type { Lock, LockedComponent, LockedPackage } from '../generated/lock.js';
import {
  broughtBy,
  hostsOf,
  idOf,
  secretsOf,
  widerCost,
  widerDependencies,
  widerEgress,
  widerLimits,
  widerPermissions,
  widerPricing,
} from './widening.js';

/** What about a package or component is different. */
export type LockAspect =
  | 'version'
  | 'key'
  | 'manifest'
  | 'dependencies'
  | 'code'
  | 'schema'
  | 'description'
  | 'permissions'
  | 'egress'
  | 'limits'
  | 'cost'
  | 'licence'
  | 'requirement'
  | 'registry';

/** One difference between two locks. `before` or `after` is absent for what came or went. */
export interface LockChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** `namespace/name` of a package, `namespace/name:component`, a requirement, or `registry`. */
  readonly subject: string;
  readonly aspect?: LockAspect;
  readonly before?: string;
  readonly after?: string;
  /** What becomes possible or dearer by it, in words; absent where nothing does. */
  readonly widens?: readonly string[];
}

/** The differences that somebody must accept. */
export function wideningIn(changes: readonly LockChange[]): LockChange[] {
  return changes.filter(({ widens }) => widens !== undefined);
}

/** Everything that differs from `before` to `after`, packages first, in order of name. Equal locks have no differences. */
export function compareLocks(before: Lock, after: Lock): LockChange[] {
  const changes: LockChange[] = aspect('registry', 'registry', before.registry, after.registry);
  const required = pairs(entriesOf(before.requires), entriesOf(after.requires));
  for (const [name, [one, other]] of required) changes.push(...aspect(name, 'requirement', one, other));
  for (const [name, [one, other]] of pairs(byName(before), byName(after))) {
    if (one && other) changes.push(...packageChanges(name, one, other));
    else if (other) changes.push({ change: 'added', subject: name, after: other.version });
    else if (one) changes.push({ change: 'removed', subject: name, before: one.version });
  }
  return changes;
}

function packageChanges(name: string, before: LockedPackage, after: LockedPackage): LockChange[] {
  const own = [
    ...aspect(name, 'version', before.version, after.version),
    ...aspect(name, 'key', before.key_fingerprint, after.key_fingerprint, () => ['is signed by another key']),
    ...aspect(name, 'dependencies', text(before.dependencies ?? {}), text(after.dependencies ?? {}), () =>
      widerDependencies(before, after),
    ),
    ...aspect(name, 'licence', before.license, after.license),
    ...aspect(name, 'cost', text(before.pricing ?? {}), text(after.pricing ?? {}), () =>
      widerPricing(before, after),
    ),
  ];
  const components = pairs(componentsOf(before), componentsOf(after));
  const inside = [...components].flatMap(([component, [one, other]]): LockChange[] => {
    const subject = `${name}:${component}`;
    if (one && other) return componentChanges(subject, one, other);
    if (other) return [{ change: 'added', subject, after: other.version, ...widened(broughtBy(other)) }];
    return one ? [{ change: 'removed', subject, before: one.version }] : [];
  });
  const found = [...own, ...inside];
  // The digest changes with anything; it is told where nothing else tells why.
  if (found.length > 0) return found;
  return [
    ...aspect(name, 'manifest', before.manifest_digest, after.manifest_digest),
    ...aspect(name, 'manifest', before.archive_digest, after.archive_digest),
    ...aspect(name, 'manifest', `sequence ${before.sequence}`, `sequence ${after.sequence}`),
  ];
}

function componentChanges(subject: string, before: LockedComponent, after: LockedComponent): LockChange[] {
  return [
    ...aspect(
      subject,
      'version',
      `${before.node_type} ${before.version}`,
      `${after.node_type} ${after.version}`,
      () => (before.node_type === after.node_type ? [] : [`is of type ${after.node_type} now`]),
    ),
    ...aspect(subject, 'code', before.digest, after.digest),
    ...aspect(subject, 'schema', before.schema_digest, after.schema_digest),
    ...aspect(subject, 'description', before.description_digest, after.description_digest),
    ...aspect(subject, 'permissions', permissionsOf(before), permissionsOf(after), () =>
      widerPermissions(before, after),
    ),
    ...aspect(subject, 'egress', egressOf(before), egressOf(after), () => widerEgress(before, after)),
    ...aspect(subject, 'limits', text(before.limits ?? {}), text(after.limits ?? {}), () =>
      widerLimits(before, after),
    ),
    ...aspect(subject, 'cost', text(before.cost_estimate ?? {}), text(after.cost_estimate ?? {}), () =>
      widerCost(before, after),
    ),
  ];
}

function aspect(
  subject: string,
  name: LockAspect,
  before: string | undefined,
  after: string | undefined,
  widens: () => readonly string[] = () => [],
): LockChange[] {
  if (before === after) return [];
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return [
    {
      change,
      subject,
      aspect: name,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...widened(widens()),
    },
  ];
}

function widened(widens: readonly string[]): Pick<LockChange, 'widens'> {
  return widens.length > 0 ? { widens } : {};
}

/** The permissions in the words of the manifest: the interface, and its limits where it has any. */
function permissionsOf({ permissions }: LockedComponent): string {
  const said = permissions.map(({ hosts: _hosts, secrets: _secrets, ...permission }) => {
    const { interface: _name, version: _version, ...limits } = permission;
    return `${idOf(permission)}${Object.keys(limits).length > 0 ? ` ${text(limits)}` : ''}`;
  });
  return said.sort().join(', ') || 'none';
}

/** Where its requests go, and which secrets they carry. */
function egressOf(component: LockedComponent): string {
  const secrets = secretsOf(component).map((name) => `secret ${name}`);
  return [...hostsOf(component), ...secrets].join(', ') || 'none';
}

function text(value: unknown): string {
  return new TextDecoder().decode(canonicalBytes(value));
}

function entriesOf(members: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(members));
}

function byName({ packages }: Lock): Map<string, LockedPackage> {
  return new Map(packages.map((item) => [`${item.namespace}/${item.name}`, item]));
}

function componentsOf({ components }: LockedPackage): Map<string, LockedComponent> {
  return new Map(components.map((item) => [item.name, item]));
}

/** The values of both maps by name, in order of name. */
function pairs<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): Map<string, [Value | undefined, Value | undefined]> {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return new Map(names.map((name) => [name, [before.get(name), after.get(name)]]));
}
