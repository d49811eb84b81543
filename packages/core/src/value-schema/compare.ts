import type { Meter } from './meter.js';

/** Equality of JSON values: numbers by value, objects whatever the order of their members. Throws `Exhausted`. */
export function sameJson(one: unknown, other: unknown, meter: Meter): boolean {
  meter.spend(1);
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  meter.enter();
  const same = names.every(
    (name) => Object.hasOwn(other, name) && sameJson(memberOf(one, name), memberOf(other, name), meter),
  );
  meter.leave();
  return same;
}

/** A text that two JSON values share exactly when they are equal. Throws `Exhausted`. */
export function stableText(value: unknown, meter: Meter): string {
  if (typeof value === 'string') {
    meter.spend(1 + value.length / 64);
    return JSON.stringify(value);
  }
  meter.spend(1);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(value);
  meter.enter();
  const text = Array.isArray(value)
    ? `[${value.map((item: unknown) => stableText(item, meter)).join(',')}]`
    : `{${Object.keys(value)
        .sort()
        .map((name) => `${JSON.stringify(name)}:${stableText(memberOf(value, name), meter)}`)
        .join(',')}}`;
  meter.leave();
  return text;
}

/** Whether decimal `value` is a multiple of decimal `divisor`: 0.3 is one of 0.1, whatever binary fractions say. */
export function isMultipleOf(value: number, divisor: number): boolean {
  const [digits, exponent] = decimal(value);
  const [divisorDigits, divisorExponent] = decimal(divisor);
  const shift = exponent - divisorExponent;
  return shift >= 0
    ? (digits * 10n ** BigInt(shift)) % divisorDigits === 0n
    : digits % (divisorDigits * 10n ** BigInt(-shift)) === 0n;
}

/** Steps that `isMultipleOf` takes: big numbers grow with the distance of the two powers of ten. */
export function costOfMultiple(value: number, divisor: number): number {
  const distance = Math.abs(Math.log10(Math.abs(value) || 1) - Math.log10(divisor));
  return 16 + Math.ceil(distance / 2);
}

/** The digits of a finite number and the power of ten they stand with. */
function decimal(value: number): [digits: bigint, exponent: number] {
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}

function memberOf(value: object, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}
