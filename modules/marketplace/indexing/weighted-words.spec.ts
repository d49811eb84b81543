import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { weightedWords } from './weighted-words.js';

const NOTHING = { names: [], descriptions: [], details: [], examples: [] };

describe('weightedWords', () => {
  it('writes every term with its positions and the weight of where it stands', () => {
    expect(
      weightedWords({
        names: ['csv_reader', ''],
        descriptions: ['Reads CSV'],
        details: ['delimiter'],
        examples: ['read my csv', 'open a table'],
      }),
    ).toBe("'csv':1A,4B,7D 'read':2A,3B,6D 'delimit':5C 'open':8D 'tabl':9D");
  });

  it('is empty for texts without words', () => {
    expect(weightedWords({ ...NOTHING, names: ['', '?!'] })).toBe('');
  });

  it('keeps within the positions that PostgreSQL has', () => {
    const words = weightedWords({
      ...NOTHING,
      examples: [`${'word '.repeat(6000)}${'a1 b2 c3 d4 '.repeat(3000)}`],
    });
    const positions = words.split(' ')[0]!.split(':')[1]!.split(',');
    expect(positions).toHaveLength(255);
    for (const position of words.matchAll(/(\d+)D/g)) expect(Number(position[1])).toBeLessThanOrEqual(16_383);
  });

  it('never lets anything out of its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(weightedWords({ ...NOTHING, names: [text] })).toMatch(
          /^(?:'[\p{L}\p{N}\p{M}]+':\d+A(?:,\d+A)*(?: |$))*$/u,
        );
      }),
    );
  });
});
