import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileSchema, ruleOf } from '../../value-schema.js';
import { Overlaps } from './overlap.js';
import { memberOf, type Rule } from './rules.js';

/** In a place where anything is a schema: at the root, what has no `type` may be the literal form. */
function schema(value: unknown) {
  const result = compileSchema({ allOf: [value] });
  if (!result.ok) throw new Error(result.findings[0]?.detail);
  return result.value;
}

/** Of a schema that refers to its own parts. */
function rule(value: unknown): Rule {
  const known = ruleOf(value);
  if (!known) throw new Error('The schema cannot be read.');
  return known;
}

const between = (source: unknown, target: unknown) =>
  new Overlaps().between(schema(source).rule, schema(target).rule);

const scalar = fc.constantFrom<unknown>(null, true, false, 0, 1, 2, 2.5, -1, '', 'a', 'bb', 'ccc');

/** Small values over few names, so that they meet the schemas below. */
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('value')),
  ),
}));

const { schema: anySchema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<unknown>({}, true, false),
    fc.record({
      type: fc.subarray(['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'], {
        minLength: 1,
      }),
    }),
    fc.record({ enum: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: scalar }),
    fc.record({ type: fc.constant('number'), minimum: fc.integer({ min: -1, max: 3 }) }),
    fc.record({ exclusiveMaximum: fc.integer({ min: -1, max: 3 }) }),
    fc.record({ minLength: fc.nat(3), maxLength: fc.nat(3) }),
    fc.record(
      { type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(2) },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        items: tie('schema'),
        maxItems: fc.nat(2),
      },
      { requiredKeys: ['prefixItems'] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema')),
        required: fc.subarray(['a', 'b']),
        additionalProperties: tie('schema'),
        patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$'), tie('schema')),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
    fc.record({ if: tie('schema'), else: tie('schema') }),
  ),
}));

const RUNS = { seed: 6, numRuns: 3000 };

describe('Overlaps', () => {
  it('says that two schemas have nothing in common only when no value fits both', () => {
    let decided = 0;
    fc.assert(
      fc.property(
        anySchema,
        anySchema,
        fc.array(anyValue, { minLength: 20, maxLength: 20 }),
        (one, other, values) => {
          const source = schema(one);
          const target = schema(other);
          const overlap = new Overlaps().between(source.rule, target.rule);
          if (overlap === 'some') return;
          decided++;
          const both = values.filter(
            (value) => source.violations(value).length + target.violations(value).length === 0,
          );
          const allowed = overlap === 'none' ? [] : both.filter((value) => JSON.stringify(value).length < 9);
          expect(both).toEqual(allowed);
        },
      ),
      RUNS,
    );
    expect(decided).toBeGreaterThan(500);
  });

  it.each([
    ['a text', { type: 'string' }, { type: 'integer' }, 'none'],
    ['a number, which may be whole', { type: 'number' }, { type: 'integer' }, 'some'],
    ['what may be null', { type: ['string', 'null'] }, { type: 'string' }, 'some'],
    ['a text that may be the JSON of an object', { type: 'string' }, { type: 'object' }, 'some'],
    ['a text out of a choice', { enum: ['a', 'b'] }, { enum: ['c'] }, 'none'],
    ['too small a number', { type: 'integer', maximum: 3 }, { type: 'number', minimum: 4 }, 'none'],
    ['too long a text', { type: 'string', minLength: 5 }, { type: 'string', maxLength: 4 }, 'none'],
    ['too long a list', { type: 'array', minItems: 3 }, { type: 'array', maxItems: 2 }, 'none'],
    [
      'a list of others',
      { items: { type: 'string' }, type: 'array' },
      { type: 'array', items: { type: 'integer' } },
      'scant',
    ],
    [
      'a list with others',
      { type: 'array', items: { type: 'string' }, minItems: 1 },
      { type: 'array', items: { type: 'integer' } },
      'none',
    ],
    [
      'a member too many',
      { required: ['a', 'b'] },
      { properties: { a: {} }, additionalProperties: false },
      'some',
    ],
    [
      'an object with a member too many',
      { type: 'object', required: ['a', 'b'] },
      { type: 'object', properties: { a: {} }, additionalProperties: false },
      'none',
    ],
    [
      'a member too few',
      { type: 'object', additionalProperties: false },
      { type: 'object', required: ['b'] },
      'none',
    ],
    [
      'a member that may be another',
      { type: 'object', properties: { a: { type: 'string' } } },
      { type: 'object', properties: { a: { type: 'null' } } },
      'scant',
    ],
    ['any alternative', { anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'null' }, 'some'],
    [
      'no alternative',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { oneOf: [{ type: 'integer' }, { type: 'array' }] },
      'none',
    ],
    ['all of', { allOf: [{}, { type: 'string' }] }, { type: 'boolean' }, 'none'],
  ])('compares %s', (_what, source, target, expected) => {
    expect(between(source, target)).toBe(expected);
  });

  it('compares schemas that contain themselves', () => {
    const list = (item: string) =>
      rule({
        $defs: {
          list: {
            type: 'object',
            required: ['value'],
            properties: { value: { type: item }, next: { $ref: '#/$defs/list' } },
          },
        },
        $ref: '#/$defs/list',
      });
    expect(new Overlaps().between(list('string'), list('string'))).toBe('some');
    expect(new Overlaps().between(list('string'), list('integer'))).toBe('none');
  });

  it('gives up on schemas that were made to be expensive, without taking long', () => {
    const names = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const twice = (name: string, next: string | undefined) => ({
      anyOf:
        next === undefined
          ? [{ type: 'string' }]
          : [{ $ref: `#/$defs/${next}` }, { minLength: 1, $ref: `#/$defs/${next}` }],
      title: name,
    });
    const evil = (seed: string) =>
      rule({
        $ref: '#/$defs/s0',
        $defs: Object.fromEntries(
          names.map((name, index) => [name, { ...twice(name, names[index + 1]), description: seed }]),
        ),
      });
    expect(new Overlaps().between(evil('a'), evil('b'))).toBe('some');
    expect(memberOf(evil('c'), { name: 'x' })).toBeUndefined();
  });
});
