/**
 * Amounts of money are whole nano-dollars: a billionth of a US dollar, which is a thousandth of a dollar for a million
 * tokens (docs/spec/cost.md 2). As `bigint` while they are added and multiplied, as safe integers where they are kept.
 */

const NANO = 1_000_000_000n;
const MICRO = 1_000n;
const AMOUNT = /^(\d{1,12})(?:\.(\d{1,9}))?$/;

/** Nano-dollars of a decimal text such as `12.50`, of at most nine places; undefined for any other text. */
export function parseUsd(text: string): bigint | undefined {
  const [, whole, places = ''] = AMOUNT.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return BigInt(whole) * NANO + BigInt(places.padEnd(9, '0'));
}

/** `nano` as US dollars for people: rounded up to micro-dollars, at least two places, `0.0125`, `3.00`. */
export function formatUsd(nano: bigint | number): string {
  const micro = (BigInt(nano) + MICRO - 1n) / MICRO;
  const places = String(micro % 1_000_000n)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${micro / 1_000_000n}.${places}`;
}

/** Nano-dollars of a JSON number of US dollars, rounded up; undefined when it is negative or not finite. */
export function nanoOfNumber(usd: number): bigint | undefined {
  if (!Number.isFinite(usd) || usd < 0) return undefined;
  const [digits = '', exponent = '0'] = usd.toExponential().split('e');
  const [whole = '', places = ''] = digits.split('.');
  const shift = Number(exponent) - places.length + 9;
  const value = BigInt(whole + places);
  if (shift >= 0) return value * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  return (value + unit - 1n) / unit;
}
