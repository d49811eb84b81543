import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nestsDeeperThan } from './json-depth.js';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the depth of a JSON text', () => {
  it('is that of its value, whatever its texts hold', () => {
    const hostile = fc.constantFrom('[[[[', '"[', '\\"{', '\\', ']]]');
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }),
        hostile,
        fc.nat(6),
        (value, text, limit) => {
          const whole = [value, text, { [text]: text }];
          const json = JSON.stringify(whole);
          expect(nestsDeeperThan(json, limit)).toBe(depthOf(whole) > limit);
          expect(nestsDeeperThan(new TextEncoder().encode(json), limit)).toBe(depthOf(whole) > limit);
        },
      ),
    );
  });

  it('is found without walking further than needed', () => {
    expect(nestsDeeperThan('['.repeat(1_000_000), 100)).toBe(true);
    expect(nestsDeeperThan(`${'['.repeat(100)}${']'.repeat(100)} `.padEnd(400), 100)).toBe(false);
  });
});
