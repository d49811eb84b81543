import { describe, expect, it } from '@jest/globals';
import type { Cost } from '@iceos/core/cost';
import { costText } from './cost-text.js';
import { readPrices } from './prices.js';

const COST: Cost = {
  catalogue: '2025-10-20',
  bound_nano_usd: 330_000_001,
  expected_nano_usd: 9_500_000,
  drivers: [],
  unbounded: [],
};

describe('what a run costs, in a line', () => {
  it('is both amounts, or nothing where nothing costs', () => {
    expect(costText(COST)).toBe('costs at most $0.330001, probably $0.0095, prices of 2025-10-20');
    expect(costText({ ...COST, bound_nano_usd: 0 })).toBeUndefined();
  });

  it('says why there is no bound', () => {
    const gap = { code: 'cost-unknown', pointer: '/nodes/0', detail: 'It has no price.' } as const;
    expect(costText({ ...COST, bound_nano_usd: null, unbounded: [gap] })).toBe(
      'costs without a bound, probably $0.0095, prices of 2025-10-20; /nodes/0: It has no price.',
    );
  });
});

describe('prices of the operator', () => {
  const table = '{"gpt-4o":{"input_usd_per_million":"1"}}';

  it('are those of the environment', () => {
    expect(readPrices({ inline: table, file: undefined }).find('gpt-4o')?.inputNanoUsd).toBe(1000);
    expect(readPrices({ inline: undefined, file: undefined }).find('gpt-4o')?.inputNanoUsd).toBe(2500);
  });

  it.each([
    ['{', undefined, 'ICE_PRICING_JSON'],
    ['{"gpt-4o":{"input_usd_per_million":1}}', undefined, '/gpt-4o/input_usd_per_million'],
    [undefined, '/nowhere/prices.json', 'ICE_PRICING_FILE'],
    [table, '/nowhere/prices.json', 'ICE_PRICING_FILE'],
  ])('are refused when they cannot be used', (inline, file, told) => {
    expect(() => readPrices({ inline, file })).toThrow(told);
  });
});
