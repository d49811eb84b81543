import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatUsd, nanoOfNumber, parseUsd } from './money.js';

describe('an amount of money', () => {
  it.each([
    ['0', 0n],
    ['0.00', 0n],
    ['0.15', 150_000_000n],
    ['12.5', 12_500_000_000n],
    ['0.000000001', 1n],
    ['999999999999.999999999', 999_999_999_999_999_999_999n],
  ])('is read from the text %s', (text, nano) => {
    expect(parseUsd(text)).toBe(nano);
  });

  it.each(['', '-1', '1e3', '1.', '.5', '0.0000000001', '1,50', ' 1', '$1', 'NaN', '0x1'])(
    'is not read from %j',
    (text) => {
      expect(parseUsd(text)).toBeUndefined();
    },
  );

  it.each([
    [0n, '0.00'],
    [1n, '0.000001'],
    [1_000n, '0.000001'],
    [1_001n, '0.000002'],
    [12_500_000n, '0.0125'],
    [3_000_000_000n, '3.00'],
    [999_999_999n, '1.00'],
    [1_230_000_000, '1.23'],
  ])('of %s nano-dollars is shown rounded up, as %s', (nano, text) => {
    expect(formatUsd(nano)).toBe(text);
  });

  it('is never shown as less than it is', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n), (nano) => {
        const shown = parseUsd(formatUsd(nano)) ?? -1n;
        return shown >= nano && shown - nano < 1_000n;
      }),
    );
  });

  it.each([
    [0, 0n],
    [0.0001, 100_000n],
    [1e-10, 1n],
    [5e-324, 1n],
    [0.1 + 0.2, 300_000_001n],
    [1e21, 10n ** 30n],
    [-1, undefined],
    [Number.NaN, undefined],
    [Infinity, undefined],
  ])('of the number %s is %s nano-dollars', (usd, nano) => {
    expect(nanoOfNumber(usd)).toBe(nano);
  });
});
