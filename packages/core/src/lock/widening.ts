import type { LockedComponent, LockedPackage, LockedPermission } from '../generated/lock.js';
import { coversHost, parseHostRule } from '../http-hosts.js';

/**
 * What a version may do or cost that the locked one could not: nobody who accepted the locked one has accepted that. Each
 * is said in words. What an absent limit stands for is the cluster's own, so none is more than any.
 */

/** Packages that are needed newly. */
export function widerDependencies(before: LockedPackage, after: LockedPackage): string[] {
  return Object.keys(after.dependencies ?? {})
    .filter((name) => !Object.hasOwn(before.dependencies ?? {}, name))
    .sort()
    .map((name) => `needs ${name}`);
}

export function widerPricing(
  { pricing: before }: LockedPackage,
  { pricing: after }: LockedPackage,
): string[] {
  if (!after || after.model === 'free') return [];
  if (!before || before.model !== after.model) return [`is priced ${after.model}`];
  const [was, is] = [before.amount_usd ?? '0', after.amount_usd ?? '0'];
  return billionths(is) > billionths(was) ? [`costs ${is} instead of ${was} USD ${after.model}`] : [];
}

/** Host interfaces that were not asked for, and limits of their calls that are higher. */
export function widerPermissions(before: Component, after: Component): string[] {
  return after.permissions.flatMap((permission) => {
    const name = idOf(permission);
    const [known, ...more] = before.permissions.filter((other) => idOf(other) === name);
    if (!known) return [`asks for ${name}`];
    return (['max_calls', 'max_bytes'] as const).flatMap((limit) => {
      const was = [known, ...more].map((other) => other[limit]);
      return isHigher(highest(was), permission[limit]) ? [`${name} ${raised(limit, permission[limit])}`] : [];
    });
  });
}

/** Hosts that no rule let it reach, and secrets that it could not send. */
export function widerEgress(before: Component, after: Component): string[] {
  const allowed = hostsOf(before).flatMap((text) => parseHostRule(text) ?? []);
  const hosts = hostsOf(after).filter((text) => {
    const rule = parseHostRule(text);
    return !rule || !allowed.some((known) => coversHost(known, rule));
  });
  const known = new Set(secretsOf(before));
  const secrets = secretsOf(after).filter((name) => !known.has(name));
  return [
    ...hosts.map((host) => `may reach ${host}`),
    ...secrets.map((name) => `may send the secret ${name}`),
  ];
}

/** Limits that are higher, or that are not there any more. */
export function widerLimits({ limits: before = {} }: Component, { limits: after = {} }: Component): string[] {
  const names = Object.keys(before) as (keyof typeof before)[];
  return names.filter((name) => isHigher(before[name], after[name])).map((name) => raised(name, after[name]));
}

export function widerCost(before: Component, after: Component): string[] {
  return (['base', 'per_token'] as const).flatMap((name) => {
    const was = before.cost_estimate?.[name] ?? 0;
    const is = after.cost_estimate?.[name] ?? 0;
    return is > was ? [`${name} costs ${is} instead of ${was} USD`] : [];
  });
}

/** What a component brings that was not there before. */
export function broughtBy(component: LockedComponent): string[] {
  return [
    ...widerPermissions(NOTHING, component),
    ...widerEgress(NOTHING, component),
    ...widerCost(NOTHING, component),
  ];
}

type Component = Pick<LockedComponent, 'permissions' | 'limits' | 'cost_estimate'>;

const NOTHING: Component = { permissions: [] };

export function hostsOf({ permissions }: Component): string[] {
  return [...new Set(permissions.flatMap(({ hosts = [] }) => hosts))].sort();
}

export function secretsOf({ permissions }: Component): string[] {
  return [...new Set(permissions.flatMap(({ secrets = [] }) => secrets))].sort();
}

export function idOf({ interface: name, version }: LockedPermission): string {
  return `${name}@${version}`;
}

function isHigher(before: number | undefined, after: number | undefined): boolean {
  return before !== undefined && (after === undefined || after > before);
}

/** The limit that several permissions of one interface come to: none of them is none at all. */
function highest(limits: readonly (number | undefined)[]): number | undefined {
  return limits.includes(undefined) ? undefined : Math.max(...(limits as number[]));
}

function raised(name: string, value: number | undefined): string {
  return value === undefined ? `has no ${name} of its own any more` : `${name} is ${value}`;
}

/** Decimal text of at most nine digits behind the point, as a whole number. */
function billionths(text: string): bigint {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(9, '0'));
}
