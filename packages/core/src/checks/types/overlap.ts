import * as types from '../../value-schema/rules.js';
import { Evaluation } from '../../value-schema/evaluate.js';
import { Exhausted, Meter } from '../../value-schema/meter.js';
import { ANY, conjuncts, declaredMember, itemOf, typesOf, type Rule } from './rules.js';

/**
 * How much two types have in common (docs/spec/blueprint.md 6.6): no value at all; only one that is empty, such as a list
 * without items; or more, as far as can be told.
 */
export type Overlap = 'none' | 'scant' | 'some';

const NONE = 0;
const SCANT = 1;
const SOME = 2;
const WORDS: readonly Overlap[] = ['none', 'scant', 'some'];

/** Pairs that are compared in one check; beyond, everything may fit. */
const MOST_PAIRS = 200_000;
const MOST_CHOICES = 100;
/** Pairs on the way down to one; deeper, everything may fit. */
const MAX_DEPTH = 200;
const MOST_ITEMS = 100;

const EVERYTHING = typesOf(ANY);

/**
 * Compares types of sources with those of targets. What it does not look at (`not`, `if`, patterns, dependents) only makes
 * types smaller, so that "none" is always true and "some" may be said too often. Every pair is compared once.
 */
export class Overlaps {
  readonly #known = new Map<Rule, Map<Rule, number>>();
  #left = MOST_PAIRS;
  #depth = 0;
  /** One for all values that are tried, undefined when it is used up. */
  #meter: Meter | undefined = new Meter();

  between(source: Rule, target: Rule): Overlap {
    return WORDS[this.#meet(source, target)] ?? 'some';
  }

  #meet(source: Rule, target: Rule): number {
    if (source === ANY || target === ANY || source === target) return SOME;
    if (this.#left <= 0 || this.#depth >= MAX_DEPTH) return SOME;
    let row = this.#known.get(source);
    if (!row) this.#known.set(source, (row = new Map<Rule, number>()));
    const known = row.get(target);
    if (known !== undefined) return known;
    this.#left--;
    // A pair that is met again on the way down is recursive: what decides is the rest of it.
    row.set(target, SOME);
    this.#depth++;
    const verdict = this.#compare(source, target);
    this.#depth--;
    row.set(target, verdict);
    return verdict;
  }

  #compare(source: Rule, target: Rule): number {
    if (source.never || target.never) return NONE;
    const choices = choicesOf(source);
    if (coercible(source, target)) return SOME;
    if (choices) return choices.some((value) => this.#fits(target, value)) ? SOME : NONE;
    if (choicesOf(target)?.every((value) => !this.#fits(source, value))) return NONE;
    let verdict = this.#own(source, target);
    const least = (other: number): void => {
      verdict = Math.min(verdict, other);
    };
    for (const part of conjuncts(source)) least(this.#meet(part, target));
    for (const part of conjuncts(target)) least(this.#meet(source, part));
    for (const some of [source.any, source.one]) {
      if (some) least(Math.max(...some.map((one) => this.#meet(one, target))));
    }
    for (const some of [target.any, target.one]) {
      if (some) least(Math.max(...some.map((one) => this.#meet(source, one))));
    }
    return verdict;
  }

  /** What the keywords of the two rules themselves say, by type. */
  #own(source: Rule, target: Rule): number {
    const common = (source.types ?? EVERYTHING) & (target.types ?? EVERYTHING);
    let verdict = NONE;
    if ((common & (types.NULL | types.BOOLEAN)) !== 0) return SOME;
    if ((common & (types.INTEGER | types.FRACTION)) !== 0 && numbersMeet(source, target)) return SOME;
    if (
      (common & types.STRING) !== 0 &&
      rangesMeet(source.minLength, target.maxLength, target.minLength, source.maxLength)
    )
      return SOME;
    if ((common & types.ARRAY) !== 0) verdict = this.#lists(source, target);
    if ((common & types.OBJECT) !== 0 && verdict !== SOME) {
      verdict = Math.max(verdict, this.#objects(source, target));
    }
    return verdict;
  }

  #fits(rule: Rule, value: unknown): boolean {
    if (!this.#meter) return true;
    try {
      return new Evaluation(this.#meter).would(rule, value);
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      this.#meter = undefined;
      return true;
    }
  }

  #lists(source: Rule, target: Rule): number {
    if (!rangesMeet(source.minItems, target.maxItems, target.minItems, source.maxItems)) return NONE;
    const certain = Math.min(Math.max(source.minItems ?? 0, target.minItems ?? 0), MOST_ITEMS);
    let verdict = SOME;
    for (let index = 0; index < certain && verdict !== NONE; index++) {
      verdict = Math.min(verdict, this.#meet(itemOf(source, index), itemOf(target, index)));
    }
    if (verdict === NONE || source.prefix || target.prefix) return verdict;
    const items = this.#meet(source.items ?? ANY, target.items ?? ANY);
    return items === NONE ? SCANT : Math.min(verdict, items);
  }

  #objects(source: Rule, target: Rule): number {
    let verdict = SOME;
    const required = new Set([...(source.required ?? []), ...(target.required ?? [])]);
    for (const name of required) {
      const one = declaredMember(source, name);
      const other = declaredMember(target, name);
      if (!one || !other) return NONE;
      verdict = Math.min(verdict, this.#meet(one, other));
      if (verdict === NONE) return NONE;
    }
    for (const [name, one] of source.properties ?? []) {
      const other = required.has(name) ? undefined : target.properties?.get(name);
      if (other && this.#meet(one, other) === NONE) verdict = SCANT;
    }
    return verdict;
  }
}

/** A text may be the JSON of an object, which is read where an object is expected (docs/spec/blueprint.md 5.1). */
function coercible(source: Rule, target: Rule): boolean {
  if ((typesOf(source) & types.STRING) === 0 || (typesOf(target) & types.OBJECT) === 0) return false;
  return choicesOf(source)?.some(isObjectText) ?? true;
}

function isObjectText(value: unknown): boolean {
  return typeof value === 'string' && value.trimStart().startsWith('{');
}

function choicesOf({ constant, enumeration }: Rule): readonly unknown[] | undefined {
  if (constant) return [constant.value];
  return enumeration && enumeration.all.length <= MOST_CHOICES ? enumeration.all : undefined;
}

function numbersMeet(one: Rule, other: Rule): boolean {
  const least = Math.max(
    ...[one, other].map((rule) => Math.max(rule.minimum ?? -Infinity, rule.exclusiveMinimum ?? -Infinity)),
  );
  const most = Math.min(
    ...[one, other].map((rule) => Math.min(rule.maximum ?? Infinity, rule.exclusiveMaximum ?? Infinity)),
  );
  return least <= most;
}

function rangesMeet(min = 0, max = Infinity, otherMin = 0, otherMax = Infinity): boolean {
  return min <= max && otherMin <= otherMax;
}
