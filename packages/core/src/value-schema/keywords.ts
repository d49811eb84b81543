import { pointerStep } from '../blueprint/findings.js';
import type { Compiler } from './compile.js';
import { isObject, type JsonSchema } from './literal.js';
import { TYPE_BITS, type Rule } from './rules.js';

/** Reads one keyword's `value` into `rule`, or reports at `pointer` what is wrong with it. */
type Reader = (compiler: Compiler, rule: Rule, value: unknown, pointer: string, schema: JsonSchema) => void;

type Mutable = { -readonly [Member in keyof Rule]: Rule[Member] };

/** Members of a rule that hold a value of type `Value`. */
type MembersOf<Value> = {
  [Member in keyof Mutable]-?: NonNullable<Mutable[Member]> extends Value ? Member : never;
}[keyof Mutable];

function count(member: MembersOf<number>): Reader {
  return (compiler, rule, value, pointer) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) rule[member] = value;
    else compiler.fault(pointer, 'Must be an integer of at least 0.');
  };
}

function number(member: MembersOf<number>): Reader {
  return (compiler, rule, value, pointer) => {
    if (typeof value === 'number' && Number.isFinite(value)) rule[member] = value;
    else compiler.fault(pointer, 'Must be a number.');
  };
}

function subschema(
  member: 'items' | 'contains' | 'additional' | 'names' | 'not' | 'when' | 'met' | 'unmet',
): Reader {
  return (compiler, rule, value, pointer) => {
    rule[member] = compiler.subschema(value, pointer);
  };
}

function subschemas(member: 'all' | 'any' | 'one' | 'prefix'): Reader {
  return (compiler, rule, value, pointer) => {
    if (Array.isArray(value) && value.length > 0) {
      rule[member] = value.map((one, at) => compiler.subschema(one, pointer + pointerStep(at)));
    } else compiler.fault(pointer, 'Must be a list of schemas, not an empty one.');
  };
}

/** Entries of an object of anything, or none after reporting that it is no object. */
function entries(compiler: Compiler, value: unknown, pointer: string): [string, unknown][] {
  if (isObject(value)) return Object.entries(value);
  compiler.fault(pointer, 'Must be an object.');
  return [];
}

function strings(compiler: Compiler, value: unknown, pointer: string): string[] {
  if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string')) {
    compiler.spend(
      value.reduce((sum, one) => sum + one.length + 3, 0),
      pointer,
    );
    return [...new Set(value)];
  }
  compiler.fault(pointer, 'Must be a list of strings.');
  return [];
}

const ignored: Reader = () => {};

const readers: Record<string, Reader> = {
  $schema: (compiler, _rule, value, pointer) => compiler.dialect(value, pointer),
  $ref(compiler, rule, value, pointer) {
    if (typeof value !== 'string') return compiler.fault(pointer, 'Must be a string.');
    const reference = compiler.reference(value, pointer);
    if (reference) rule.reference = reference;
  },
  $id(compiler, _rule, value, pointer, schema) {
    if (typeof value !== 'string') compiler.fault(pointer, 'Must be a string.');
    else if (schema !== compiler.root) {
      compiler.fault(
        pointer,
        'Only the root may have `$id`: it would change what references mean.',
        'Remove it.',
      );
    }
  },

  type(compiler, rule, value, pointer) {
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    const bits = names.map((name) =>
      typeof name === 'string' && Object.hasOwn(TYPE_BITS, name) ? TYPE_BITS[name] : 0,
    );
    if (names.length === 0 || bits.includes(0)) {
      const fix =
        'A literal schema cannot name a member `type`; otherwise use null, boolean, integer, number, string, array, object.';
      return compiler.fault(pointer, 'Names no type, or one that does not exist.', fix);
    }
    rule.types = bits.reduce<number>((all, bit) => all | (bit ?? 0), 0);
    rule.typeNames = names.join(' or ');
  },
  enum(compiler, rule, value, pointer) {
    if (!Array.isArray(value)) return compiler.fault(pointer, 'Must be a list.');
    compiler.spend(sizeOf(value), pointer);
    const isScalar = (one: unknown): boolean => typeof one !== 'object' || one === null;
    const others = value.filter((one) => !isScalar(one));
    rule.enumeration = { all: value, scalars: new Set(value.filter(isScalar)), others };
  },
  const(compiler, rule, value, pointer) {
    compiler.spend(sizeOf(value), pointer);
    rule.constant = { value };
  },

  minimum: number('minimum'),
  maximum: number('maximum'),
  exclusiveMinimum: number('exclusiveMinimum'),
  exclusiveMaximum: number('exclusiveMaximum'),
  multipleOf(compiler, rule, value, pointer) {
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) rule.multipleOf = value;
    else compiler.fault(pointer, 'Must be a number above 0.');
  },

  minLength: count('minLength'),
  maxLength: count('maxLength'),
  pattern(compiler, rule, value, pointer) {
    if (typeof value !== 'string') return compiler.fault(pointer, 'Must be a string.');
    const pattern = compiler.pattern(value, pointer);
    if (pattern) rule.pattern = pattern;
  },
  format(compiler, rule, value, pointer) {
    if (typeof value !== 'string') return compiler.fault(pointer, 'Must be a string.');
    const format = compiler.format(value);
    if (format) rule.format = format;
  },

  prefixItems: subschemas('prefix'),
  items(compiler, rule, value, pointer, schema) {
    // A list of schemas is draft-07's way of writing `prefixItems`; then `additionalItems` is what `items` is today.
    if (Array.isArray(value)) {
      rule.prefix = value.map((one, at) => compiler.subschema(one, pointer + pointerStep(at)));
      const rest = schema.additionalItems;
      if (rest !== undefined)
        rule.items = compiler.subschema(rest, pointer.replace(/items$/, 'additionalItems'));
    } else rule.items = compiler.subschema(value, pointer);
  },
  additionalItems: ignored,
  contains: subschema('contains'),
  minContains: count('minContains'),
  maxContains: count('maxContains'),
  minItems: count('minItems'),
  maxItems: count('maxItems'),
  uniqueItems(compiler, rule, value, pointer) {
    if (typeof value === 'boolean') rule.uniqueItems = value;
    else compiler.fault(pointer, 'Must be true or false.');
  },

  required(compiler, rule, value, pointer) {
    rule.required = strings(compiler, value, pointer);
  },
  properties(compiler, rule, value, pointer) {
    rule.properties = new Map(
      entries(compiler, value, pointer).map(([name, one]) => {
        compiler.spend(name.length, pointer);
        return [name, compiler.subschema(one, pointer + pointerStep(name))];
      }),
    );
  },
  patternProperties(compiler, rule, value, pointer) {
    rule.patterns = entries(compiler, value, pointer).flatMap(([source, one]) => {
      const at = pointer + pointerStep(source);
      const pattern = compiler.pattern(source, at);
      return pattern ? [[pattern, compiler.subschema(one, at)] as const] : [];
    });
  },
  additionalProperties: subschema('additional'),
  propertyNames: subschema('names'),
  minProperties: count('minProperties'),
  maxProperties: count('maxProperties'),
  dependentRequired(compiler, rule, value, pointer) {
    rule.dependentRequired = entries(compiler, value, pointer).map(
      ([name, one]) => [name, strings(compiler, one, pointer + pointerStep(name))] as const,
    );
  },
  dependentSchemas(compiler, rule, value, pointer) {
    rule.dependentRules = entries(compiler, value, pointer).map(
      ([name, one]) => [name, compiler.subschema(one, pointer + pointerStep(name))] as const,
    );
  },
  dependencies(compiler, rule, value, pointer) {
    const all = entries(compiler, value, pointer);
    rule.dependentRequired = all.flatMap(([name, one]) =>
      Array.isArray(one) ? [[name, strings(compiler, one, pointer + pointerStep(name))] as const] : [],
    );
    rule.dependentRules = all.flatMap(([name, one]) =>
      Array.isArray(one) ? [] : [[name, compiler.subschema(one, pointer + pointerStep(name))] as const],
    );
  },

  allOf: subschemas('all'),
  anyOf: subschemas('any'),
  oneOf: subschemas('one'),
  not: subschema('not'),
  if: subschema('when'),
  else: subschema('unmet'),
};

/** Keywords that say nothing about a value here, or hold what references name. */
const ANNOTATIONS =
  '$comment $anchor $defs definitions schemas title description default examples example deprecated readOnly writeOnly contentEncoding contentMediaType contentSchema nullable'.split(
    ' ',
  );

/** Keywords that would change the verdict if they were passed over, so a schema that has one is refused. */
const UNSUPPORTED =
  '$dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $data id unevaluatedProperties unevaluatedItems'.split(
    ' ',
  );

export const KEYWORDS: ReadonlyMap<string, Reader> = new Map([
  ...Object.entries(readers),
  ['then', subschema('met')] as const,
  ...ANNOTATIONS.map((keyword) => [keyword, ignored] as const),
  ...UNSUPPORTED.map((keyword): [string, Reader] => [
    keyword,
    (compiler, _rule, _value, pointer) => compiler.unsupported(keyword, pointer),
  ]),
]);

/** Roughly the characters of `value` as JSON text; depth is bounded by the prescan. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 5;
  return Object.entries(value).reduce((sum, [name, member]) => sum + name.length + 4 + sizeOf(member), 2);
}
