import type { JsonSchema } from '@iceos/core/value-schema';

/** How a form may ask for one field. */
export interface UiHint {
  /** `select` or `number`. */
  widget?: string;
  /** The first example, as text. */
  placeholder?: string;
  /** What can be selected. */
  enum?: unknown[];
  /** Of a number: what it is a multiple of. */
  step?: number;
}

/** Hints for the fields of an input schema; null where there are none. */
export function uiHints(schema: JsonSchema): Record<string, UiHint> | null {
  const hints = Object.entries(objectOf(schema.properties) ?? {}).flatMap(([field, property]) => {
    const hint = hintFor(objectOf(property) ?? {});
    return Object.keys(hint).length > 0 ? [[field, hint] as const] : [];
  });
  return hints.length > 0 ? Object.fromEntries(hints) : null;
}

/** The examples of a schema that are objects; null where there are none. */
export function objectExamples({ examples }: JsonSchema): object[] | null {
  const objects = Array.isArray(examples) ? examples.filter((example) => objectOf(example)) : [];
  return objects.length > 0 ? (objects as object[]) : null;
}

function hintFor(property: JsonSchema): UiHint {
  const { type, enum: choices, multipleOf, examples } = property;
  const first: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const placeholder = typeof first === 'string' || typeof first === 'number' ? String(first) : undefined;
  return { ...widgetFor(type, choices, multipleOf), ...(placeholder === undefined ? {} : { placeholder }) };
}

function widgetFor(type: unknown, choices: unknown, multipleOf: unknown): UiHint {
  if (Array.isArray(choices)) return { widget: 'select', enum: choices as unknown[] };
  if (type !== 'number' && type !== 'integer') return {};
  return { widget: 'number', ...(typeof multipleOf === 'number' ? { step: multipleOf } : {}) };
}

function objectOf(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonSchema)
    : undefined;
}
