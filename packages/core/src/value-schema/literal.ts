import { finding, pointerStep, quoted, type BlueprintFinding } from '../blueprint/findings.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Root members by which a schema is told to be JSON Schema rather than the literal form (docs/spec/blueprint.md 5). */
const SCHEMA_MEMBERS: ReadonlySet<string> = new Set([
  '$schema',
  '$ref',
  'type',
  'properties',
  'items',
  'required',
  'additionalProperties',
  'allOf',
  'anyOf',
  'oneOf',
]);

const SCALARS: ReadonlyMap<string, string> = new Map([
  ['str', 'string'],
  ['string', 'string'],
  ['int', 'integer'],
  ['integer', 'integer'],
  ['float', 'number'],
  ['number', 'number'],
  ['bool', 'boolean'],
  ['boolean', 'boolean'],
  ['dict', 'object'],
  ['object', 'object'],
  ['list', 'array'],
  ['array', 'array'],
]);

const MAX_NESTING = 32;

export function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonSchema(schema: unknown): boolean {
  return isObject(schema) && Object.keys(schema).some((member) => SCHEMA_MEMBERS.has(member));
}

/** Whether `schema` says nothing: absent, empty, or the bare `result` that drafts are made with. */
export function isEmptySchema(schema: unknown): boolean {
  if (!isObject(schema)) return true;
  const members = Object.keys(schema);
  if (members.length === 0) return true;
  const { properties } = schema;
  if (members.length > 1 || !isObject(properties)) return false;
  const { result } = properties;
  return Object.keys(properties).length === 1 && isObject(result) && Object.keys(result).length === 0;
}

/** What the literal `schema` means, with a warning for every literal that is none and is taken for a string. */
export function fromLiteral(
  schema: JsonSchema,
  pointer = '',
  depth = 0,
): { schema: JsonSchema; findings: BlueprintFinding[] } {
  const findings: BlueprintFinding[] = [];
  const properties = Object.entries(schema).map(([name, literal]): [string, JsonSchema] => {
    const at = pointer + pointerStep(name);
    if (isObject(literal) && depth < MAX_NESTING) {
      if (isJsonSchema(literal)) return [name, literal];
      const nested = fromLiteral(literal, at, depth + 1);
      findings.push(...nested.findings);
      return [name, nested.schema];
    }
    const known = literalSchema(literal);
    if (!known) findings.push(finding('schema-literal-unknown', at, `${quoted(literal)} is taken for str.`));
    return [name, known ?? { type: 'string' }];
  });
  const object = {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: Object.keys(schema),
    additionalProperties: false,
  };
  return { schema: object, findings };
}

function literalSchema(literal: unknown): JsonSchema | undefined {
  if (typeof literal !== 'string') return undefined;
  const scalar = SCALARS.get(literal);
  if (scalar !== undefined) return { type: scalar };
  const of = /^(?:list|array)\[([a-z]{1,10})\]$/.exec(literal)?.[1];
  const item = of === undefined ? undefined : SCALARS.get(of);
  return item === undefined ? undefined : { type: 'array', items: { type: item } };
}
