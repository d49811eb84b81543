import type { DraftNode } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution } from '@iceos/core/checks';
import { referencesIn } from '@iceos/core/checks';
import { isEmptySchema, toJsonSchema, type JsonSchema } from '@iceos/core/value-schema';

/** The schemas that hold for a node, as JSON Schema; `{}` where everything is allowed. */
export interface NodeSchemas {
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

type Resolve = (use: ComponentUse) => Resolution;

/** What an llm node gives when it declares nothing. */
const MODEL_OUTPUT: JsonSchema = {
  type: 'object',
  properties: { response: { type: 'string' }, text: { type: 'string' } },
};

/** Schemas of a node: its own where it declares them, otherwise those of the component it runs. */
export function schemasOf(node: DraftNode, resolve: Resolve): NodeSchemas {
  const named = componentSchemas(node, resolve);
  const output = node.type === 'llm' ? MODEL_OUTPUT : named?.output;
  return {
    input: isEmptySchema(node.input_schema) ? (named?.input ?? {}) : toJsonSchema(node.input_schema),
    output: isEmptySchema(node.output_schema) ? toJsonSchema(output) : toJsonSchema(node.output_schema),
  };
}

function componentSchemas(node: DraftNode, resolve: Resolve): NodeSchemas | undefined {
  if (node.type !== 'tool' && node.type !== 'workflow' && node.type !== 'agent') return undefined;
  const use = referencesIn({ nodes: [node] }).find(({ node_type: type }) => type === node.type);
  const resolution = use && resolve(use);
  if (!resolution?.ok) return undefined;
  const { input, output } = resolution.component.schema;
  return { input: toJsonSchema(input), output: toJsonSchema(output) };
}

/** What a node is looked at by: so many members, and so many required ones. More than that no node is wired by. */
const MOST_MEMBERS = 100;

/** The first members that a schema of objects declares, by name. */
export function membersOf({ properties }: JsonSchema): ReadonlyMap<string, JsonSchema> {
  if (!isObject(properties)) return new Map();
  return new Map(
    Object.entries(properties)
      .slice(0, MOST_MEMBERS)
      .map(([name, schema]) => [name, isObject(schema) ? schema : {}] as const),
  );
}

/** Names of the first members that a schema of objects requires, each once. */
export function requiredOf({ required }: JsonSchema): readonly string[] {
  const names = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  return [...new Set(names)].slice(0, MOST_MEMBERS);
}

/** The JSON types that a schema allows by name; undefined when it may be any. */
export function typesOf({ type }: JsonSchema): readonly string[] | undefined {
  if (typeof type === 'string') return [type];
  return Array.isArray(type) && type.length > 0 ? type.filter((one) => typeof one === 'string') : undefined;
}

/** The type for people: `string`, `string | null`, or `any`. */
export function typeName(schema: JsonSchema): string {
  return typesOf(schema)?.join(' | ') ?? 'any';
}

/** Whether a value of the one schema may do for the other, as far as their types say. */
export function mayFeed(given: JsonSchema, wanted: JsonSchema): boolean {
  const gives = typesOf(given);
  const takes = typesOf(wanted);
  if (!gives || !takes) return true;
  return gives.some((type) => takes.includes(type) || (type === 'integer' && takes.includes('number')));
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
