import { NODE_TYPES } from './blueprint/fields.js';
import type { NodeType } from './blueprint/types.js';
import { blueprintSchema } from './generated/blueprint-1.2.0.js';
import { bundleSchema } from './generated/bundle.js';
import { kitSchema } from './generated/kit.js';
import { lockSchema } from './generated/lock.js';
import { manifestSchema } from './generated/plugins.v0.js';
import type { JsonSchema } from './value-schema/literal.js';

export { NODE_TYPES };

/** A JSON Schema 2020-12 that needs no other. */
export interface SchemaDocument {
  /** Path without ending, such as `nodes/tool`; unique. */
  readonly name: string;
  readonly title: string;
  readonly schema: JsonSchema;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

const BASE = 'https://iceos.dev/schemas/';
const definitions: Definitions = blueprintSchema.$defs;

const nodeSchemas = new Map<NodeType, JsonSchema>();

/**
 * The JSON Schema 2020-12 of a whole node of `type`: every field in `properties`, unknown ones refused, `required` what
 * running it takes, and what it refers to under `$defs`. The same object each time: it must not be changed.
 */
export function nodeSchema(type: NodeType): JsonSchema {
  let schema = nodeSchemas.get(type);
  if (!schema) {
    schema = selfContained(flattened, `nodes/${type}`, flattened[`${type}_node`] ?? {});
    nodeSchemas.set(type, schema);
  }
  return schema;
}

/** Every schema of this version, sorted by name: documents, node types, and the parts that have a name of their own. */
export function schemaDocuments(): SchemaDocument[] {
  const wholes = {
    'blueprint-1.2.0': blueprintSchema,
    bundle: bundleSchema,
    kit: kitSchema,
    lock: lockSchema,
  };
  const documents: (readonly [string, JsonSchema])[] = [
    ...Object.entries({ ...wholes, 'plugins.v0': manifestSchema }),
    ...NODE_TYPES.map((type) => [`nodes/${type}`, nodeSchema(type)] as const),
    ...partsOf(definitions),
    ...partsOf(manifestSchema.$defs),
  ];
  return documents
    .map(([name, schema]) => ({ name, title: titleOf(schema), schema }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Node types with the fields of every node among their own, so that nothing has to be put together to read them. */
const flattened: Definitions = Object.fromEntries(
  Object.entries(definitions).map(([name, schema]) => [
    name,
    name.endsWith('_node') && name !== 'base_node' ? flatten(schema) : schema,
  ]),
);

function flatten(own: JsonSchema): JsonSchema {
  const base = blueprintSchema.$defs.base_node;
  const { title, description, required, properties } = own;
  return {
    title,
    description,
    type: 'object',
    required: [...base.required, ...(required as readonly string[])],
    additionalProperties: false,
    properties: { ...base.properties, ...(properties as object) },
  };
}

/** The titled definitions of a document that are no node types: other documents name them, too. */
function partsOf(of: Definitions): [string, JsonSchema][] {
  return Object.entries(of)
    .filter(([name, { title }]) => title !== undefined && !NODE_TYPES.some((type) => name === `${type}_node`))
    .map(([name, schema]) => [`parts/${name}`, selfContained(of, `parts/${name}`, schema)]);
}

function selfContained(among: Definitions, name: string, schema: JsonSchema): JsonSchema {
  const needed = new Set<string>();
  const waiting: unknown[] = [schema];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const { $ref } = value as { readonly $ref?: unknown };
    const target = typeof $ref === 'string' ? $ref.slice('#/$defs/'.length) : undefined;
    if (target !== undefined && !needed.has(target)) {
      needed.add(target);
      waiting.push(among[target]);
    }
    waiting.push(...Object.values(value));
  }
  const $defs = Object.fromEntries([...needed].sort().map((target) => [target, among[target]]));
  const head = { $schema: blueprintSchema.$schema, $id: `${BASE}${name}.json` };
  return { ...head, ...schema, ...(needed.size > 0 ? { $defs } : {}) };
}

function titleOf({ title }: JsonSchema): string {
  return typeof title === 'string' ? title : '';
}
