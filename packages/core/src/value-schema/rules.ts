import type { Pattern } from './pattern.js';

/** Types a value can have, as bits: `number` is INTEGER | FRACTION. */
export const NULL = 1;
export const BOOLEAN = 2;
export const INTEGER = 4;
export const FRACTION = 8;
export const STRING = 16;
export const ARRAY = 32;
export const OBJECT = 64;

export const TYPE_BITS: Readonly<Record<string, number>> = {
  null: NULL,
  boolean: BOOLEAN,
  integer: INTEGER,
  number: INTEGER | FRACTION,
  string: STRING,
  array: ARRAY,
  object: OBJECT,
};

/** The values of an `enum`; scalars are looked up, the rest compared one by one. */
export interface Choices {
  readonly all: readonly unknown[];
  readonly scalars: ReadonlySet<unknown>;
  readonly others: readonly unknown[];
}

/** One subschema, read: what `evaluate` walks. Members that are absent allow everything. */
export interface Rule {
  /** Pointer of the subschema in its document. */
  readonly pointer: string;
  /** The schema `false`. */
  never?: boolean;
  types?: number;
  /** Names of `types`, for messages. */
  typeNames?: string;
  enumeration?: Choices;
  constant?: { readonly value: unknown };

  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;

  minLength?: number;
  maxLength?: number;
  pattern?: Pattern;
  format?: { readonly name: string; readonly test: (text: string) => boolean };

  prefix?: readonly Rule[];
  items?: Rule;
  contains?: Rule;
  minContains?: number;
  maxContains?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;

  required?: readonly string[];
  properties?: ReadonlyMap<string, Rule>;
  patterns?: readonly (readonly [Pattern, Rule])[];
  additional?: Rule;
  names?: Rule;
  minProperties?: number;
  maxProperties?: number;
  dependentRequired?: readonly (readonly [string, readonly string[]])[];
  dependentRules?: readonly (readonly [string, Rule])[];

  reference?: Rule;
  all?: readonly Rule[];
  any?: readonly Rule[];
  one?: readonly Rule[];
  not?: Rule;
  when?: Rule;
  met?: Rule;
  unmet?: Rule;
}

/** Rules that look at the very value that `rule` looks at. */
export function inPlace(rule: Rule): Rule[] {
  const { reference, all = [], any = [], one = [], not, when, met, unmet, dependentRules = [] } = rule;
  const single = [reference, not, when, met, unmet].filter((one) => one !== undefined);
  return [...single, ...all, ...any, ...one, ...dependentRules.map(([, dependent]) => dependent)];
}
