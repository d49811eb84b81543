import { describe, expect, it } from '@jest/globals';
import { checkSchema, compileSchema, validateWithin } from '@iceos/core/value-schema';
import { hostileSchemas } from '../harness/hostile-schemas.js';

const all = hostileSchemas();
/** A hundredth of what a check may take: so much may be done where everybody waits for it. */
const STEPS = 20_000;

describe('schemas that were written to hurt', () => {
  it('are more than two hundred', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('are each refused with places, or read within their bounds; nothing throws', () => {
    const refused = all.flatMap(({ name, schema }) => {
      const result = compileSchema(schema);
      if (result.ok) return [];
      for (const { pointer, detail, severity } of result.findings)
        expect([name, typeof pointer, typeof detail, severity === 'error' || severity === 'warning']).toEqual(
          [name, 'string', 'string', true],
        );
      expect([name, checkSchema(schema).length > 0]).toEqual([name, true]);
      return [name];
    });
    const never = all
      .map(({ name }) => name)
      .filter((name) =>
        /^(\$ref (?!#)|dynamic reference [0125-7]|unevaluated|a loop in place|no schema: [7"t[])/.test(name),
      );
    expect(refused).toEqual(expect.arrayContaining(never));
  });

  it.each(all)('$name: no value takes more steps than it may', ({ schema, values }) => {
    for (const value of values) {
      const verdict = validateWithin(STEPS, schema, value);
      // Undecided within the steps, or decided; in either case it ended, and a second time gives the same.
      expect(validateWithin(STEPS, schema, value)).toEqual(verdict);
      if (verdict) expect(verdict.length).toBeLessThanOrEqual(100);
    }
  });
});
