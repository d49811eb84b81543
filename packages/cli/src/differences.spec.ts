import { describe, expect, it } from '@jest/globals';
import { differencesOf } from './differences.js';

describe('differences', () => {
  it('are none between equal values, whatever the order of their members', () => {
    expect(differencesOf({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] })).toEqual([]);
  });

  it('name every place with what was expected and what was found', () => {
    expect(
      differencesOf({ a: 1, 'b/c': [1, 2], gone: true, kind: [] }, { a: 2, 'b/c': [1], kind: {}, more: 0 }),
    ).toEqual([
      { pointer: '/a', expected: 1, found: 2 },
      { pointer: '/b~1c/1', expected: 2 },
      { pointer: '/gone', expected: true },
      { pointer: '/kind', expected: [], found: {} },
      { pointer: '/more', found: 0 },
    ]);
    expect(differencesOf('a', 1)).toEqual([{ pointer: '', expected: 'a', found: 1 }]);
  });

  it('are twenty at most', () => {
    expect(differencesOf(Array(50).fill(0), Array(50).fill(1))).toHaveLength(20);
  });
});
