import { blueprintSchema } from '../generated/blueprint-1.2.0.js';
import type { NodeType } from './types.js';

/** One property of a node as manifests/nodes declare it. */
export type FieldSchema = Readonly<Record<string, unknown>> & { readonly default?: unknown };

interface NodeFields {
  readonly schemas: Readonly<Record<string, FieldSchema>>;
  /** Fields without which the node cannot run; storing it takes `id` and `type` only. */
  readonly required: readonly string[];
}

const definitions = blueprintSchema.$defs;

/** Every node type, in the order of docs/spec/blueprint.md 3. */
export const NODE_TYPES: readonly NodeType[] = definitions.node.oneOf.map(
  ({ $ref }) => $ref.slice('#/$defs/'.length, -'_node'.length) as NodeType,
);

const cache = new Map<NodeType, NodeFields>();

export function isNodeType(type: unknown): type is NodeType {
  return NODE_TYPES.includes(type as NodeType);
}

/** Fields of a node of `type`: those of every node, then its own, which win. */
export function fieldsOf(type: NodeType): NodeFields {
  const known = cache.get(type);
  if (known) return known;
  const own = definitions[`${type}_node`];
  const fields: NodeFields = {
    schemas: Object.assign(Object.create(null), definitions.base_node.properties, own.properties),
    required: own.required.filter((name) => name !== 'type'),
  };
  cache.set(type, fields);
  return fields;
}

/** Schema of `field`, with a reference to a definition followed. */
export function definitionOf(field: FieldSchema): FieldSchema {
  const name = typeof field.$ref === 'string' ? field.$ref.slice('#/$defs/'.length) : undefined;
  return name !== undefined && name in definitions ? definitions[name as keyof typeof definitions] : field;
}
