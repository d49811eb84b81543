import type { DraftNode } from '@iceos/core/blueprint';
import type { JsonSchema } from '@iceos/core/value-schema';
import { mayFeed, membersOf, requiredOf, typeName, type NodeSchemas } from './schemas.js';

/** A place that is still open: an input that nothing feeds, or an output that nobody takes. */
interface Hole {
  readonly name: string;
  /** Its JSON type for people, such as `string`; `any` where the schema names none. */
  readonly type: string;
  readonly schema: JsonSchema;
}

export interface NodeHoles {
  /** Required inputs that no argument, mapping or dependency feeds. */
  readonly inputs: readonly Hole[];
  /** Outputs of a node that no other node depends on. */
  readonly outputs: readonly Hole[];
}

export interface TypedNode {
  readonly node: DraftNode;
  readonly schemas: NodeSchemas;
}

/** Which nodes give a member of a name, and of what form. */
type Offers = ReadonlyMap<string, ReadonlyMap<string, JsonSchema>>;

/** What each node of the top level still needs, and what it offers, in the order of the nodes. */
export function* holesOf(nodes: readonly TypedNode[]): Iterable<NodeHoles> {
  const offers = new Map<string, Map<string, JsonSchema>>();
  for (const { node, schemas } of nodes) {
    for (const [name, schema] of membersOf(schemas.output)) {
      const by = offers.get(name) ?? new Map<string, JsonSchema>();
      offers.set(name, by.set(node.id, schema));
    }
  }
  const ids = new Set(nodes.map(({ node }) => node.id));
  const taken = new Set(nodes.flatMap(({ node }) => node.dependencies ?? []));
  for (const { node, schemas } of nodes) {
    yield {
      inputs: openInputs(node, schemas.input, ids, offers),
      outputs: taken.has(node.id)
        ? []
        : [...membersOf(schemas.output)].map(([name, schema]) => hole(name, schema)),
    };
  }
}

/** Whether the node has a field for arguments: then an open input is a fault, not something that the run may bring. */
export function takesArguments({ type }: DraftNode): boolean {
  return type === 'tool' || type === 'agent';
}

function openInputs(node: DraftNode, input: JsonSchema, ids: ReadonlySet<string>, offers: Offers): Hole[] {
  const members = membersOf(input);
  const fed = new Set([...Object.keys(argumentsOf(node)), ...Object.keys(node.input_mappings ?? {})]);
  const from = new Set(node.dependencies?.filter((id) => ids.has(id)));
  return requiredOf(input)
    .map((name) => hole(name, members.get(name) ?? {}))
    .filter(
      ({ name, schema }) => !fed.has(name) && !from.has(name) && !feeds(from, offers.get(name), schema),
    );
}

/** The context of a node holds each dependency under its id; members of their outputs fill inputs of the same name. */
function feeds(
  from: ReadonlySet<string>,
  given: ReadonlyMap<string, JsonSchema> | undefined,
  wanted: JsonSchema,
): boolean {
  for (const [id, schema] of given ?? []) if (from.has(id) && mayFeed(schema, wanted)) return true;
  return false;
}

function argumentsOf(node: DraftNode): object {
  if (node.type === 'tool') return node.tool_args ?? {};
  return node.type === 'agent' ? (node.agent_config ?? {}) : {};
}

function hole(name: string, schema: JsonSchema): Hole {
  return { name, type: typeName(schema), schema };
}
