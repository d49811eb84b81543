import { FORBIDDEN_MEMBERS } from '../../blueprint/limits.js';
import * as types from '../../value-schema/rules.js';
import type { Rule } from '../../value-schema/rules.js';

export type { Rule } from '../../value-schema/rules.js';

/** A type is what a schema says, as data; this one says nothing. */
export const ANY: Rule = { pointer: '' };

export const STRING: Rule = { pointer: '', types: types.STRING, typeNames: 'string' };
export const INTEGER: Rule = { pointer: '', types: types.INTEGER, typeNames: 'integer' };
export const BOOLEAN: Rule = { pointer: '', types: types.BOOLEAN, typeNames: 'boolean' };
const NULL: Rule = { pointer: '', types: types.NULL, typeNames: 'null' };
const NEVER: Rule = { pointer: '', never: true };

const EVERYTHING =
  types.NULL | types.BOOLEAN | types.INTEGER | types.FRACTION | types.STRING | types.ARRAY | types.OBJECT;

/** An object; `open` when it may have other members as well. */
export function objectOf(
  members: Iterable<readonly [string, Rule]>,
  { open = false, required = [] }: { readonly open?: boolean; readonly required?: readonly string[] } = {},
): Rule {
  return {
    pointer: '',
    types: types.OBJECT,
    properties: new Map(members),
    required,
    ...(open ? {} : { additional: NEVER }),
  };
}

export function listOf(items: Rule): Rule {
  return { pointer: '', types: types.ARRAY, items };
}

/** A list of exactly these items. */
export function listWith(items: readonly Rule[]): Rule {
  return {
    pointer: '',
    types: types.ARRAY,
    minItems: items.length,
    maxItems: items.length,
    ...(items.length > 0 ? { prefix: items } : {}),
  };
}

export function constant(value: unknown): Rule {
  return { pointer: '', constant: { value } };
}

export function nullable(rule: Rule): Rule {
  return unite([rule, NULL]);
}

/** What is one of `rules`. */
export function unite(rules: readonly Rule[]): Rule {
  const different = [...new Set(rules)];
  if (different.includes(ANY)) return ANY;
  return different.length === 1 && different[0] ? different[0] : { pointer: '', any: different };
}

const bitsOf = new WeakMap<Rule, number>();

/** The types that a value of `rule` may have, as bits. */
export function typesOf(rule: Rule): number {
  const known = bitsOf.get(rule);
  if (known !== undefined) return known;
  // For a rule that leads back to itself; the rest of it decides.
  bitsOf.set(rule, EVERYTHING);
  let bits = rule.never ? 0 : (rule.types ?? EVERYTHING);
  if (rule.constant) bits &= typeOfValue(rule.constant.value);
  if (rule.enumeration) bits &= rule.enumeration.all.reduce<number>((all, one) => all | typeOfValue(one), 0);
  for (const part of conjuncts(rule)) bits &= typesOf(part);
  for (const alternatives of [rule.any, rule.one]) {
    if (alternatives) bits &= alternatives.reduce((all, one) => all | typesOf(one), 0);
  }
  bitsOf.set(rule, bits);
  return bits;
}

/** Rules that hold for the same value together with those of `rule` itself. */
export function conjuncts({ reference, all = [] }: Rule): readonly Rule[] {
  return reference ? [reference, ...all] : all;
}

export function typeOfValue(value: unknown): number {
  if (value === null) return types.NULL;
  if (Array.isArray(value)) return types.ARRAY;
  switch (typeof value) {
    case 'string':
      return types.STRING;
    case 'number':
      return Number.isInteger(value) ? types.INTEGER : types.FRACTION;
    case 'boolean':
      return types.BOOLEAN;
    default:
      return types.OBJECT;
  }
}

/** A step into a value: the member of an object, an item of a list, or, in a dot path, whichever is there. */
export interface Step {
  readonly name?: string;
  readonly index?: number;
}

/** What `step` leads to from a value of `rule`; undefined when it certainly leads nowhere. Every rule is looked at once. */
export function memberOf(rule: Rule, step: Step, seen = new Map<Rule, Rule | undefined>()): Rule | undefined {
  if (rule === ANY) return ANY;
  if (seen.has(rule)) return seen.get(rule);
  seen.set(rule, ANY);
  const member = rule.constant
    ? memberOfConstant(rule.constant.value, step)
    : memberOfParts(rule, step, seen);
  seen.set(rule, member);
  return member;
}

function memberOfParts(rule: Rule, step: Step, seen: Map<Rule, Rule | undefined>): Rule | undefined {
  const own = ownMember(rule, step);
  if (!own) return undefined;
  const found = [own];
  for (const part of conjuncts(rule)) {
    const member = memberOf(part, step, seen);
    if (!member) return undefined;
    found.push(member);
  }
  for (const alternatives of [rule.any, rule.one]) {
    if (!alternatives) continue;
    const members = alternatives.flatMap((one) => memberOf(one, step, seen) ?? []);
    if (members.length === 0) return undefined;
    found.push(unite(members));
  }
  const known = found.filter((one) => one !== ANY);
  const [only = ANY] = known;
  return known.length <= 1 ? only : { pointer: '', all: known };
}

function memberOfConstant(value: unknown, { name, index }: Step): Rule | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member = Array.isArray(value) ? index : name;
  if (member === undefined || !Object.hasOwn(value, member)) return undefined;
  return constant((value as Readonly<Record<string | number, unknown>>)[member]);
}

function ownMember(rule: Rule, { name, index }: Step): Rule | undefined {
  if (rule.never) return undefined;
  const bits = rule.types ?? EVERYTHING;
  const found: Rule[] = [];
  if (name !== undefined && (bits & types.OBJECT) !== 0) {
    const member = FORBIDDEN_MEMBERS.has(name) ? undefined : declaredMember(rule, name);
    if (member) found.push(member);
  }
  if (index !== undefined && (bits & types.ARRAY) !== 0) {
    const item = itemOf(rule, index);
    if (!item.never && index < (rule.maxItems ?? Number.POSITIVE_INFINITY)) found.push(item);
  }
  return found.length === 0 ? undefined : unite(found);
}

/** What an object of `rule` may have as its member `name`; undefined when it may not have one. */
export function declaredMember(rule: Rule, name: string): Rule | undefined {
  const declared =
    rule.properties?.get(name) ??
    (rule.patterns?.some(([pattern]) => pattern.test(name)) ? ANY : (rule.additional ?? ANY));
  return declared.never ? undefined : declared;
}

export function itemOf({ prefix, items }: Rule, index: number): Rule {
  return prefix?.[index] ?? items ?? ANY;
}

/** What every item of a list of `rule` is. */
export function itemsOf(rule: Rule): Rule {
  const { constant: fixed, prefix, items = ANY, maxItems } = rule;
  if (fixed) return Array.isArray(fixed.value) ? unite(fixed.value.map(constant)) : ANY;
  if (prefix) return unite(prefix.length === maxItems ? prefix : [...prefix, items]);
  return items === ANY && rule.reference ? (rule.reference.items ?? ANY) : items;
}

/** Names of the members that a plain object schema declares; undefined when it is not plain, or declares none. */
export function declaredNames(rule: Rule): readonly string[] | undefined {
  const { properties, additional, patterns, any, one, all, reference, types: bits } = rule;
  if (!properties?.size || any || one || all || reference || patterns?.length) return undefined;
  if (bits !== undefined && bits !== types.OBJECT) return undefined;
  return additional && !additional.never ? undefined : [...properties.keys()];
}

const CALLED: readonly (readonly [bit: number, name: string])[] = [
  [types.STRING, 'a string'],
  [types.FRACTION, 'a number'],
  [types.INTEGER, 'an integer'],
  [types.BOOLEAN, 'true or false'],
  [types.ARRAY, 'a list'],
  [types.OBJECT, 'an object'],
  [types.NULL, 'null'],
];

/** How messages call a type. */
export function describe(rule: Rule): string {
  const bits = typesOf(rule);
  if (bits === EVERYTHING) return 'anything';
  const isNumber = (bits & types.FRACTION) !== 0;
  const names = CALLED.filter(([bit]) => (bits & bit) !== 0 && !(isNumber && bit === types.INTEGER));
  return names.length === 0 ? 'nothing' : names.map(([, name]) => name).join(' or ');
}
