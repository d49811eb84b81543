import { finding, type BlueprintFinding } from './blueprint/findings.js';
import { MAX_DEPTH, MAX_DOCUMENT_BYTES } from './blueprint/limits.js';
import { prescan } from './blueprint/prescan.js';
import { nestsDeeperThan } from './json-depth.js';
import { Compiler } from './value-schema/compile.js';
import { Evaluation, type Violation } from './value-schema/evaluate.js';
import { fromLiteral, isJsonSchema, isObject, type JsonSchema } from './value-schema/literal.js';
import { Exhausted, Meter, MOST_STEPS } from './value-schema/meter.js';
import { OBJECT, type Rule } from './value-schema/rules.js';

export type { Violation } from './value-schema/evaluate.js';
export { isEmptySchema, isJsonSchema, type JsonSchema } from './value-schema/literal.js';

/** A schema of values, read once: the literal form or JSON Schema (docs/spec/blueprint.md 5). */
export interface ValueSchema {
  /** What the schema says, as data; for checks that hold one schema against another. */
  readonly rule: Rule;
  /** Everything about `value` that does not fit, at most a hundred violations; empty when it fits. Never throws. */
  violations(value: unknown): Violation[];
  /** The same, or undefined where it takes more than `steps` of about 100 ns, or goes too deep. */
  violationsWithin(steps: number, value: unknown): Violation[] | undefined;
  /** `value`, where texts that hold a JSON object stand for that object if the schema expects an object there. */
  coerce(value: unknown): unknown;
}

export type SchemaResult = (
  | { readonly ok: true; readonly value: ValueSchema; readonly warnings: readonly BlueprintFinding[] }
  | { readonly ok: false; readonly findings: readonly BlueprintFinding[] }
) & {
  /** Instructions of all patterns that were read, the faulty ones included. */
  readonly patternSize: number;
};

/**
 * The JSON Schema that `schema` means: itself when it is one already, a closed object with every member required when it
 * is in the literal form, and the schema that allows everything when it is absent.
 */
export function toJsonSchema(schema: unknown): JsonSchema {
  if (!isObject(schema)) return {};
  return isJsonSchema(schema) || Object.keys(schema).length === 0 ? schema : fromLiteral(schema).schema;
}

/**
 * Reads a schema that someone else wrote (docs/adr/0001-user-schemas.md). It becomes data that is walked, never code;
 * nothing is fetched; patterns run on an engine without backtracking; size, depth and patterns are bounded. Never throws.
 */
export function compileSchema(schema: unknown): SchemaResult {
  const breaches = schema === undefined || schema === null ? [] : prescan(schema);
  if (breaches.length > 0) return unread(breaches.map(asSchemaFinding));
  if (schema !== undefined && schema !== null && !isObject(schema)) {
    return unread([finding('schema-invalid', '', 'A schema must be an object.')]);
  }
  const literal = isObject(schema) && !isJsonSchema(schema) ? fromLiteral(schema).findings : [];
  const compiler = new Compiler(toJsonSchema(schema));
  const rule = compiler.compile();
  const errors = compiler.findings.filter(({ severity }) => severity === 'error');
  const { patternSize } = compiler;
  if (errors.length > 0) return { ok: false, findings: compiler.findings, patternSize };
  const value: ValueSchema = {
    rule,
    violations: (candidate) => violationsWithin(MOST_STEPS, rule, candidate) ?? [TOO_LARGE],
    violationsWithin: (steps, candidate) => violationsWithin(steps, rule, candidate),
    coerce: (candidate) => coerce(rule, candidate, 0),
  };
  return { ok: true, value, warnings: [...literal, ...compiler.findings], patternSize };
}

function unread(findings: readonly BlueprintFinding[]): SchemaResult {
  return { ok: false, findings, patternSize: 0 };
}

/** Everything that is wrong with, or odd about, a schema, with pointers into it; read once, as by `validateValue`. */
export function checkSchema(schema: unknown): readonly BlueprintFinding[] {
  const result = remembered(schema);
  return result.ok ? result.warnings : result.findings;
}

const compiled = new WeakMap<object, SchemaResult>();

/** Instructions of all patterns in a schema. Read once, as by `validateValue`. Never throws. */
export function patternSizeOf(schema: unknown): number {
  return remembered(schema).patternSize;
}

/** What a schema says, as data, or undefined when it cannot be read. Read once, as by `validateValue`. Never throws. */
export function ruleOf(schema: unknown): Rule | undefined {
  const result = remembered(schema);
  return result.ok ? result.value.rule : undefined;
}

/**
 * What about `value` does not fit `schema`; empty when it fits. A schema object is read once and remembered as long as it
 * lives, so it must not be changed. A schema that cannot be read fits nothing. Never throws.
 */
export function validateValue(schema: unknown, value: unknown): Violation[] {
  return validateWithin(MOST_STEPS, schema, value) ?? [TOO_LARGE];
}

/** As `validateValue`, where that takes at most `steps` of about 100 ns; undefined where it would take more. */
export function validateWithin(steps: number, schema: unknown, value: unknown): Violation[] | undefined {
  const result = remembered(schema);
  if (result.ok) return result.value.violationsWithin(steps, value);
  const [first] = result.findings;
  return [
    {
      path: 'root',
      pointer: '',
      keyword: 'schema',
      message: `has an invalid schema: ${first?.pointer} ${first?.detail}`,
    },
  ];
}

/** `value` with JSON texts read where `schema` expects objects; as it is when the schema cannot be read. Never throws. */
export function coerceValue(schema: unknown, value: unknown): unknown {
  const result = remembered(schema);
  return result.ok ? result.value.coerce(value) : value;
}

function remembered(schema: unknown): SchemaResult {
  if (!isObject(schema)) return compileSchema(schema);
  const known = compiled.get(schema);
  if (known) return known;
  const result = compileSchema(schema);
  compiled.set(schema, result);
  return result;
}

function asSchemaFinding({ pointer, detail, fix }: BlueprintFinding): BlueprintFinding {
  return finding('schema-invalid', pointer, detail, { fix });
}

const TOO_LARGE: Violation = {
  path: 'root',
  pointer: '',
  keyword: 'limits',
  message: 'is too large or too deep to be checked (limits)',
};

function violationsWithin(steps: number, rule: Rule, value: unknown): Violation[] | undefined {
  const evaluation = new Evaluation(new Meter(steps));
  try {
    evaluation.fits(rule, value);
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error;
    return undefined;
  }
  return evaluation.violations;
}

/** Follows members, items and references only: where alternatives decide what is expected, nothing is read. */
function coerce(rule: Rule, value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return value;
  const { reference, properties, items, types } = rule;
  if (reference && types === undefined) return coerce(reference, value, depth + 1);
  if (typeof value === 'string') {
    const object = types === OBJECT ? parseObject(value) : undefined;
    return object ? coerce(rule, object, depth + 1) : value;
  }
  if (Array.isArray(value) && items) return value.map((item: unknown) => coerce(items, item, depth + 1));
  if (!isObject(value) || !properties) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const expected = properties.get(name);
      return [name, expected ? coerce(expected, member, depth + 1) : member];
    }),
  );
}

function parseObject(text: string): JsonSchema | undefined {
  if (!/^\s*\{/.test(text) || text.length > MAX_DOCUMENT_BYTES || nestsDeeperThan(text, MAX_DEPTH))
    return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
