/** A decimal number, exactly: `digits` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const FORM = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,2}))?$/i;
const MONEY = /^[$€£¥]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$/;

/** The decimal that `text` writes, or undefined. Reads what JavaScript prints for a number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = text.length <= 60 ? FORM.exec(text) : null;
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** As `parseDecimal`, for amounts as people write them: `$1,299.50`. */
export function parseMoney(text: string): Decimal | undefined {
  const match = MONEY.exec(text.trim());
  return match
    ? parseDecimal(`${(match[1] ?? '').replaceAll(',', '')}${match[2] ?? ''}`)
    : parseDecimal(text.trim());
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: raise(a, scale) + raise(b, scale), scale };
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

export function larger(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return raise(a, scale) >= raise(b, scale) ? a : b;
}

/** `value` with `places` digits after the point; what lies in the middle is rounded up. For numbers that are not negative. */
export function roundHalfUp(value: Decimal, places: number): number {
  const surplus = value.scale - places;
  const unit = 10n ** BigInt(Math.max(surplus, 0));
  const digits = surplus <= 0 ? raise(value, places) : (value.digits + unit / 2n) / unit;
  return Number(`${digits}e-${places}`);
}

function raise({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}
