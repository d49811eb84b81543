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

type Members = ReadonlyMap<string, JsonSchema>;
type Outputs = ReadonlyMap<string, Members>;

interface Dependency {
  readonly id: string;
  readonly outputs: Members;
}

/** What each node of the top level still needs, and what it offers, in the order of the nodes. */
export function holesOf(nodes: readonly TypedNode[]): NodeHoles[] {
  const byId = new Map(nodes.map(({ node, schemas }) => [node.id, membersOf(schemas.output)]));
  const taken = new Set(nodes.flatMap(({ node }) => node.dependencies ?? []));
  return nodes.map(({ node, schemas }) => ({
    inputs: openInputs(node, schemas.input, byId),
    outputs: taken.has(node.id)
      ? []
      : [...membersOf(schemas.output)].map(([name, schema]) => hole(name, schema)),
  }));
}

/** Whether the node has a field for arguments: then an open input is a fault, not something that the run may bring. */
export function takesArguments({ type }: DraftNode): boolean {
  return type === 'tool' || type === 'agent';
}

function openInputs(node: DraftNode, input: JsonSchema, byId: Outputs): Hole[] {
  const members = membersOf(input);
  const fed = new Set([...Object.keys(argumentsOf(node)), ...Object.keys(node.input_mappings ?? {})]);
  const dependencies = [...new Set(node.dependencies)].flatMap((id) => {
    const outputs = byId.get(id);
    return outputs ? [{ id, outputs }] : [];
  });
  return requiredOf(input)
    .map((name) => hole(name, members.get(name) ?? {}))
    .filter(({ name, schema }) => !fed.has(name) && !dependencies.some((from) => feeds(from, name, schema)));
}

/** The context of a node holds each dependency under its id; members of their outputs fill inputs of the same name. */
function feeds({ id, outputs }: Dependency, name: string, wanted: JsonSchema): boolean {
  if (id === name) return true;
  const given = outputs.get(name);
  return given !== undefined && mayFeed(given, wanted);
}

function argumentsOf(node: DraftNode): object {
  if (node.type === 'tool') return node.tool_args ?? {};
  return node.type === 'agent' ? (node.agent_config ?? {}) : {};
}

function hole(name: string, schema: JsonSchema): Hole {
  return { name, type: typeName(schema), schema };
}
