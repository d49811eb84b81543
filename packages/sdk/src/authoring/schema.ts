/**
 * The value that a JSON Schema describes, as a TypeScript type. Covers what tools declare: `type` (one or several),
 * `properties` with `required` and `additionalProperties`, `items`, `enum`, `const`, `anyOf` and `oneOf`. What it does not
 * know is `unknown`, never wrongly narrow.
 */
export type FromSchema<S> = S extends { readonly const: infer Value }
  ? Value
  : S extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : S extends { readonly anyOf: readonly (infer Case)[] }
      ? FromCases<Case>
      : S extends { readonly oneOf: readonly (infer Case)[] }
        ? FromCases<Case>
        : S extends { readonly type: readonly (infer Name)[] }
          ? FromTypes<Name, S>
          : S extends { readonly type: infer Name }
            ? FromTypes<Name, S>
            : unknown;

/** A JSON Schema 2020-12 whose root describes an object: what goes into a tool and what comes out of it. */
export interface ObjectSchema extends JsonSchema {
  readonly type: 'object';
}

/** A JSON Schema 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

type FromCases<Case> = Case extends unknown ? FromSchema<Case> : never;

type FromTypes<Name, S> = Name extends unknown ? FromType<Name, S> : never;

type FromType<Name, S> = Name extends 'string'
  ? string
  : Name extends 'number' | 'integer'
    ? number
    : Name extends 'boolean'
      ? boolean
      : Name extends 'null'
        ? null
        : Name extends 'array'
          ? FromItems<S>
          : Name extends 'object'
            ? FromObject<S>
            : unknown;

type FromItems<S> = S extends { readonly items: infer Items } ? FromSchema<Items>[] : unknown[];

type FromObject<S> = S extends { readonly properties: infer Properties }
  ? Flat<Required<Properties, RequiredNames<S>> & Optional<Properties, RequiredNames<S>>> & Others<S>
  : S extends { readonly additionalProperties: infer Values extends JsonSchema }
    ? Record<string, FromSchema<Values>>
    : Record<string, unknown>;

type RequiredNames<S> = S extends { readonly required: readonly (infer Name)[] } ? Name : never;
type Required<Properties, Names> = {
  -readonly [Name in keyof Properties as Name extends Names ? Name : never]: FromSchema<Properties[Name]>;
};
type Optional<Properties, Names> = {
  -readonly [Name in keyof Properties as Name extends Names ? never : Name]?:
    FromSchema<Properties[Name]> | undefined;
};
type Others<S> = S extends { readonly additionalProperties: true } ? Record<string, unknown> : unknown;
type Flat<T> = { [Name in keyof T]: T[Name] };
