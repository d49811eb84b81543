/** What something may cost, in nano-US-dollars (docs/spec/cost.md 2). */
export interface Amount {
  /** What it never exceeds; undefined where nothing bounds it. */
  readonly bound: bigint | undefined;
  /** What it will probably cost; at most the bound. */
  readonly expected: bigint;
}

/** How often something happens. */
export interface Times {
  /** At most; undefined where nothing bounds it. */
  readonly most: bigint | undefined;
  /** Probably; at most `most`. */
  readonly expected: bigint;
}

export const NOTHING: Amount = { bound: 0n, expected: 0n };
export const ONCE: Times = { most: 1n, expected: 1n };

/**
 * No number grows beyond this. One nano-dollar so many times is more than any document may state, so what was cut off makes
 * an amount too large all the same.
 */
const CEILING = 1n << 64n;

const cut = (value: bigint): bigint => (value > CEILING ? CEILING : value);

export function isFree({ bound }: Amount): boolean {
  return bound === 0n;
}

/** Both happen. */
export function plus(one: Amount, other: Amount): Amount {
  const bounded = one.bound !== undefined && other.bound !== undefined;
  return {
    bound: bounded ? cut((one.bound ?? 0n) + (other.bound ?? 0n)) : undefined,
    expected: cut(one.expected + other.expected),
  };
}

/** One of the two happens; nobody knows which. */
export function either(one: Amount, other: Amount): Amount {
  const { bound: first } = one;
  const { bound: second } = other;
  const bound = first === undefined || second === undefined ? undefined : first > second ? first : second;
  return { bound, expected: (one.expected + other.expected) / 2n };
}

/** The dearer of the two, by bound and by what is expected. */
export function dearer(one: Amount, other: Amount): Amount {
  return {
    bound: either(one, other).bound,
    expected: one.expected > other.expected ? one.expected : other.expected,
  };
}

/** It happens so often. What is free stays free however often it happens. */
export function times(amount: Amount, { most, expected }: Times): Amount {
  const { bound } = amount;
  if (bound === 0n) return NOTHING;
  return {
    bound: bound === undefined || most === undefined ? undefined : cut(bound * most),
    expected: cut(amount.expected * expected),
  };
}

/** One within the other. */
export function within(outer: Times, inner: Times): Times {
  const bounded = outer.most !== undefined && inner.most !== undefined;
  return {
    most: bounded ? cut((outer.most ?? 0n) * (inner.most ?? 0n)) : undefined,
    expected: cut(outer.expected * inner.expected),
  };
}

export function sum(amounts: Iterable<Amount>): Amount {
  let total = NOTHING;
  for (const amount of amounts) total = plus(total, amount);
  return total;
}
