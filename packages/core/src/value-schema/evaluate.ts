import { costOfMultiple, isMultipleOf, sameJson, stableText } from './compare.js';
import { Meter } from './meter.js';
import * as types from './rules.js';
import type { Rule } from './rules.js';

/** One place where a value does not fit its schema. */
export interface Violation {
  /** Dotted path into the value; the whole of it is `root`. */
  readonly path: string;
  /** The same place as a JSON pointer. */
  readonly pointer: string;
  /** The keyword that is violated. */
  readonly keyword: string;
  /** Predicate of a sentence about the value at `path`, which names the keyword or the member. */
  readonly message: string;
}

/** Where in the value the evaluation is: a step and what it is taken from. */
interface Trail {
  readonly step: string | number;
  readonly from: Trail | undefined;
}

const MAX_VIOLATIONS = 100;

type Members = Readonly<Record<string, unknown>>;

/**
 * Walks a value and its rules together. Costs are metered, so that no schema and no value, however they fit each other,
 * take longer than the meter allows; what it costs to find every violation is only paid where alternatives do not hide them.
 */
export class Evaluation {
  readonly violations: Violation[] = [];
  /** Inside alternatives only the verdict counts, and the first violation decides. */
  #silent = 0;

  constructor(private readonly meter: Meter) {}

  /** Whether `value` fits `rule`; adds what is wrong to `violations`. Throws `Exhausted`. */
  fits(rule: Rule, value: unknown, at?: Trail): boolean {
    this.meter.enter();
    let fits = true;
    for (const part of PARTS) {
      if (part(this, rule, value, at)) continue;
      fits = false;
      if (this.#silent > 0 || this.violations.length >= MAX_VIOLATIONS) break;
    }
    this.meter.leave();
    return fits;
  }

  /** The verdict alone. */
  would(rule: Rule, value: unknown): boolean {
    this.#silent++;
    const fits = this.fits(rule, value);
    this.#silent--;
    return fits;
  }

  all<Item>(items: Iterable<Item>, fits: (item: Item) => boolean): boolean {
    let every = true;
    for (const item of items) {
      if (fits(item)) continue;
      every = false;
      if (this.#silent > 0 || this.violations.length >= MAX_VIOLATIONS) return false;
    }
    return every;
  }

  fail(at: Trail | undefined, keyword: string, message: string): false {
    if (this.#silent === 0 && this.violations.length < MAX_VIOLATIONS) {
      this.violations.push({ path: pathOf(at), pointer: pointerOf(at), keyword, message });
    }
    return false;
  }

  spend(cost: number): void {
    this.meter.spend(cost);
  }

  same(one: unknown, other: unknown): boolean {
    return sameJson(one, other, this.meter);
  }

  text(value: unknown): string {
    return stableText(value, this.meter);
  }
}

type Part = (evaluation: Evaluation, rule: Rule, value: unknown, at: Trail | undefined) => boolean;

const PARTS: readonly Part[] = [fitsType, fitsKind, fitsChoice, fitsOthers];

function typeOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return types.STRING;
    case 'number':
      return Number.isInteger(value) ? types.INTEGER : types.FRACTION;
    case 'boolean':
      return types.BOOLEAN;
    case 'object':
      if (value === null) return types.NULL;
      return Array.isArray(value) ? types.ARRAY : types.OBJECT;
    case 'undefined':
    case 'bigint':
    case 'function':
    case 'symbol':
      break;
  }
  return 0;
}

const TYPE_NAMES = new Map(Object.entries(types.TYPE_BITS).map(([name, bit]) => [bit, name]));

function fitsType(evaluation: Evaluation, rule: Rule, value: unknown, at: Trail | undefined): boolean {
  if (rule.never) return evaluation.fail(at, 'false', 'is not allowed');
  const type = typeOf(value);
  if (type === 0) return evaluation.fail(at, 'type', `is of type ${typeof value}, which JSON does not have`);
  if (rule.types === undefined || (rule.types & type) !== 0) return true;
  const found = TYPE_NAMES.get(type) ?? 'number';
  return evaluation.fail(at, 'type', `must be ${rule.typeNames}, is ${found} (type)`);
}

/** The keywords that look at values of one kind. */
function fitsKind(evaluation: Evaluation, rule: Rule, value: unknown, at: Trail | undefined): boolean {
  if (typeof value === 'number') return fitsNumber(evaluation, rule, value, at);
  if (typeof value === 'string') return fitsString(evaluation, rule, value, at);
  if (Array.isArray(value)) return fitsArray(evaluation, rule, value, at);
  if (typeof value === 'object' && value !== null) return fitsObject(evaluation, rule, value as Members, at);
  return true;
}

function fitsNumber(evaluation: Evaluation, rule: Rule, value: number, at: Trail | undefined): boolean {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = rule;
  let fits = true;
  const wrong = (keyword: string, says: string): void => {
    fits = evaluation.fail(at, keyword, `must be ${says} (${keyword})`);
  };
  if (minimum !== undefined && value < minimum) wrong('minimum', `at least ${minimum}`);
  if (maximum !== undefined && value > maximum) wrong('maximum', `at most ${maximum}`);
  if (above !== undefined && value <= above) wrong('exclusiveMinimum', `more than ${above}`);
  if (below !== undefined && value >= below) wrong('exclusiveMaximum', `less than ${below}`);
  if (multipleOf !== undefined) {
    evaluation.spend(costOfMultiple(value, multipleOf));
    if (!isMultipleOf(value, multipleOf)) wrong('multipleOf', `a multiple of ${multipleOf}`);
  }
  return fits;
}

function fitsString(evaluation: Evaluation, rule: Rule, value: string, at: Trail | undefined): boolean {
  const { minLength, maxLength, pattern, format } = rule;
  let fits = true;
  if (minLength !== undefined || maxLength !== undefined) {
    const length = codePoints(value, evaluation);
    if (minLength !== undefined && length < minLength) {
      fits = evaluation.fail(at, 'minLength', `must have at least ${minLength} characters (minLength)`);
    }
    if (maxLength !== undefined && length > maxLength) {
      fits = evaluation.fail(at, 'maxLength', `must have at most ${maxLength} characters (maxLength)`);
    }
  }
  if (pattern) {
    evaluation.spend(Math.ceil((value.length * pattern.size) / 4));
    if (!pattern.test(value)) fits = evaluation.fail(at, 'pattern', `must match ${pattern.source} (pattern)`);
  }
  if (format && !format.test(value))
    fits = evaluation.fail(at, 'format', `must be a ${format.name} (format)`);
  return fits;
}

function codePoints(text: string, evaluation: Evaluation): number {
  evaluation.spend(Math.ceil(text.length / 64));
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    const isHigh = (text.charCodeAt(at) & 0xfc00) === 0xd800;
    if (isHigh && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

function fitsArray(
  evaluation: Evaluation,
  rule: Rule,
  value: readonly unknown[],
  at: Trail | undefined,
): boolean {
  const { prefix = [], items, minItems, maxItems } = rule;
  let fits = true;
  if (minItems !== undefined && value.length < minItems) {
    fits = evaluation.fail(at, 'minItems', `must have at least ${minItems} items (minItems)`);
  }
  if (maxItems !== undefined && value.length > maxItems) {
    fits = evaluation.fail(at, 'maxItems', `must have at most ${maxItems} items (maxItems)`);
  }
  if (rule.uniqueItems && !isUnique(evaluation, value)) {
    fits = evaluation.fail(at, 'uniqueItems', 'must not have equal items (uniqueItems)');
  }
  if (rule.contains && !fitsContains(evaluation, rule, rule.contains, value, at)) fits = false;
  if (prefix.length === 0 && !items) return fits;
  const each = evaluation.all(value.entries(), ([index, item]) => {
    const itemRule = prefix[index] ?? items;
    return !itemRule || evaluation.fits(itemRule, item, { step: index, from: at });
  });
  return each && fits;
}

function isUnique(evaluation: Evaluation, value: readonly unknown[]): boolean {
  const seen = new Set<string>();
  for (const item of value) {
    const text = evaluation.text(item);
    if (seen.has(text)) return false;
    seen.add(text);
  }
  return true;
}

function fitsContains(
  evaluation: Evaluation,
  { minContains = 1, maxContains }: Rule,
  contains: Rule,
  value: readonly unknown[],
  at: Trail | undefined,
): boolean {
  let count = 0;
  for (const item of value) if (evaluation.would(contains, item)) count++;
  if (count < minContains) {
    return evaluation.fail(
      at,
      'contains',
      `must have ${minContains} or more of certain items, has ${count} (contains)`,
    );
  }
  if (maxContains === undefined || count <= maxContains) return true;
  return evaluation.fail(
    at,
    'maxContains',
    `must have at most ${maxContains} of certain items (maxContains)`,
  );
}

function fitsObject(evaluation: Evaluation, rule: Rule, value: Members, at: Trail | undefined): boolean {
  const { required = [], dependentRequired = [], minProperties, maxProperties } = rule;
  const names = Object.keys(value);
  evaluation.spend(required.length + names.length / 8);
  let fits = evaluation.all(
    required,
    (name) => Object.hasOwn(value, name) || lacks(evaluation, at, 'required', name),
  );
  if (minProperties !== undefined && names.length < minProperties) {
    fits = evaluation.fail(
      at,
      'minProperties',
      `must have at least ${minProperties} members (minProperties)`,
    );
  }
  if (maxProperties !== undefined && names.length > maxProperties) {
    fits = evaluation.fail(at, 'maxProperties', `must have at most ${maxProperties} members (maxProperties)`);
  }
  evaluation.spend(dependentRequired.length);
  for (const [name, others] of dependentRequired) {
    if (!Object.hasOwn(value, name)) continue;
    evaluation.spend(others.length);
    const present = (other: string): boolean =>
      Object.hasOwn(value, other) || lacks(evaluation, at, 'dependentRequired', other);
    if (!evaluation.all(others, present)) fits = false;
  }
  return fitsMembers(evaluation, rule, value, names, at) && fits;
}

function lacks(evaluation: Evaluation, at: Trail | undefined, keyword: string, name: string): false {
  return evaluation.fail(at, keyword, `lacks '${shorten(name)}' (${keyword})`);
}

function fitsMembers(
  evaluation: Evaluation,
  rule: Rule,
  value: Members,
  names: readonly string[],
  at: Trail | undefined,
): boolean {
  const { properties, patterns = [], additional, names: nameRule } = rule;
  if (!properties && patterns.length === 0 && !additional && !nameRule) return true;
  return evaluation.all(names, (name) => {
    const member = value[name];
    const trail: Trail = { step: name, from: at };
    const declared = properties?.get(name);
    let known = declared !== undefined;
    let fits = declared === undefined || evaluation.fits(declared, member, trail);
    for (const [pattern, patternRule] of patterns) {
      evaluation.spend(Math.ceil((name.length * pattern.size) / 4));
      if (!pattern.test(name)) continue;
      known = true;
      if (!evaluation.fits(patternRule, member, trail)) fits = false;
    }
    if (nameRule && !evaluation.would(nameRule, name)) {
      fits = evaluation.fail(
        at,
        'propertyNames',
        `has a member '${shorten(name)}' of a name not allowed (propertyNames)`,
      );
    }
    if (known || !additional) return fits;
    if (additional.never) {
      return evaluation.fail(
        at,
        'additionalProperties',
        `has an unknown member '${shorten(name)}' (additionalProperties)`,
      );
    }
    return evaluation.fits(additional, member, trail) && fits;
  });
}

/** `enum` and `const`. */
function fitsChoice(evaluation: Evaluation, rule: Rule, value: unknown, at: Trail | undefined): boolean {
  const { enumeration, constant } = rule;
  const listedOnce = !enumeration || enumeration.scalars.has(value);
  if (!listedOnce && !enumeration.others.some((one) => evaluation.same(one, value))) {
    return evaluation.fail(at, 'enum', `must be one of ${listed(enumeration.all)} (enum)`);
  }
  if (!constant || evaluation.same(constant.value, value)) return true;
  return evaluation.fail(at, 'const', `must be ${listed([constant.value])} (const)`);
}

/** Rules about the same value: references and what combines schemas. */
function fitsOthers(evaluation: Evaluation, rule: Rule, value: unknown, at: Trail | undefined): boolean {
  const { reference, all, any, one, not, when, dependentRules } = rule;
  if (!reference && !all && !any && !one && !not && !when && !dependentRules) return true;
  let fits = !reference || evaluation.fits(reference, value, at);
  if (all && !evaluation.all(all, (part) => evaluation.fits(part, value, at))) fits = false;
  if (any && !any.some((part) => evaluation.would(part, value))) {
    fits = evaluation.fail(at, 'anyOf', `fits none of ${any.length} alternatives (anyOf)`);
  }
  if (one) {
    const count = one.filter((part) => evaluation.would(part, value)).length;
    if (count !== 1)
      fits = evaluation.fail(at, 'oneOf', `fits ${count} of ${one.length} alternatives, not one (oneOf)`);
  }
  if (not && evaluation.would(not, value)) fits = evaluation.fail(at, 'not', 'is what it must not be (not)');
  if (when) {
    const branch = evaluation.would(when, value) ? rule.met : rule.unmet;
    if (branch && !evaluation.fits(branch, value, at)) fits = false;
  }
  return fitsDependents(evaluation, rule, value, at) && fits;
}

function fitsDependents(
  evaluation: Evaluation,
  { dependentRules = [] }: Rule,
  value: unknown,
  at: Trail | undefined,
): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  evaluation.spend(dependentRules.length);
  return evaluation.all(
    dependentRules,
    ([name, part]) => !Object.hasOwn(value, name) || evaluation.fits(part, value, at),
  );
}

function pathOf(at: Trail | undefined): string {
  return at ? stepsOf(at).join('.') : 'root';
}

function pointerOf(at: Trail | undefined): string {
  return stepsOf(at)
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function stepsOf(at: Trail | undefined): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let trail = at; trail; trail = trail.from) steps.push(trail.step);
  return steps.reverse();
}

function listed(values: readonly unknown[]): string {
  return shorten(
    values
      .slice(0, 20)
      .map((value) => JSON.stringify(value))
      .join(', '),
  );
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
