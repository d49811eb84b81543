/**
 * The type of a value that crosses the border, and its form in JavaScript: `bytes` is `Uint8Array`, `u64` is `bigint`, an
 * option is the value or `undefined`, an enum is one of its cases, a tuple is an array, a record an object.
 */
export type ValueType =
  | { readonly kind: 'string' | 'u32' | 'u64' | 'bytes' }
  | { readonly kind: 'list' | 'option'; readonly of: ValueType }
  | { readonly kind: 'tuple'; readonly of: readonly ValueType[] }
  | {
      readonly kind: 'record';
      readonly name: string;
      readonly fields: readonly { readonly name: string; readonly type: ValueType }[];
    }
  | { readonly kind: 'enum'; readonly name: string; readonly cases: readonly string[] };

export interface FunctionShape {
  /** Name in WIT, kebab-case. In JavaScript it is `jsNameOf(name)`. */
  readonly name: string;
  readonly summary: string;
  readonly params: readonly { readonly name: string; readonly type: ValueType }[];
  readonly returns?: ValueType;
  /** With it the function returns a `result`: in JavaScript it throws a text. */
  readonly fails?: ValueType;
}

/** The JavaScript form of a type, such as `bigint` for `u64`. */
export type ValueOf<Type> = Type extends { kind: 'string' }
  ? string
  : Type extends { kind: 'u32' }
    ? number
    : Type extends { kind: 'u64' }
      ? bigint
      : Type extends { kind: 'bytes' }
        ? Uint8Array
        : Type extends { kind: 'list'; of: infer Item }
          ? readonly ValueOf<Item>[]
          : Type extends { kind: 'option'; of: infer Item }
            ? ValueOf<Item> | undefined
            : Type extends { kind: 'enum'; cases: readonly (infer Case)[] }
              ? Case
              : Type extends { kind: 'tuple'; of: infer Items }
                ? { readonly [At in keyof Items]: ValueOf<Items[At]> }
                : Type extends { kind: 'record'; fields: readonly (infer Field)[] }
                  ? RecordOf<Field>
                  : never;
type RecordOf<Field> = {
  readonly [
    Each in Field as Each extends { name: infer Name extends string } ? Camel<Name> : never
  ]: Each extends { type: infer Type } ? ValueOf<Type> : never;
};

/** `jsNameOf` of a name, as a type. */
export type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;
/** What a function with these parameters takes. */
export type ArgumentsOf<Params extends readonly { type: unknown }[]> = {
  readonly [At in keyof Params]: ValueOf<Params[At]['type']>;
};
/** What a function of this shape gives. */
export type ResultOf<Shape> = Shape extends { returns: infer Type } ? ValueOf<Type> : void;

/** `name` as JavaScript spells it on both sides of the border: `read-text` is `readText`. */
export function jsNameOf(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether `value` has the JavaScript form of `type`. Sizes are the caller's to limit. */
export function conforms(type: ValueType, value: unknown): boolean {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string';
    case 'u32':
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff;
    case 'u64':
      return typeof value === 'bigint' && value >= 0n && value <= 0xffff_ffff_ffff_ffffn;
    case 'bytes':
      return value instanceof Uint8Array;
    case 'list':
      return Array.isArray(value) && value.every((item) => conforms(type.of, item));
    case 'option':
      return value === undefined || conforms(type.of, value);
    case 'tuple':
      return (
        Array.isArray(value) &&
        value.length === type.of.length &&
        type.of.every((item, at) => conforms(item, value[at]))
      );
    case 'record':
      return (
        typeof value === 'object' &&
        value !== null &&
        type.fields.every((field) =>
          conforms(field.type, (value as Record<string, unknown>)[jsNameOf(field.name)]),
        )
      );
    case 'enum':
      break;
  }
  return typeof value === 'string' && type.cases.includes(value);
}

/** Whether `args` are exactly what `shape` takes. */
export function acceptsArguments(shape: FunctionShape, args: readonly unknown[]): boolean {
  return (
    args.length === shape.params.length && shape.params.every(({ type }, at) => conforms(type, args[at]))
  );
}
