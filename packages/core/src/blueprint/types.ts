import type { Blueprint as WireBlueprint, BlueprintNode } from '../generated/blueprint-1.2.0.js';

export type NodeType = BlueprintNode['type'];
export type NodeOf<Type extends NodeType> = Extract<BlueprintNode, { type: Type }>;

/** A blueprint whose nodes have every field that running them needs (docs/spec/blueprint.md 1). */
export type Blueprint = Pick<
  WireBlueprint,
  'blueprint_id' | 'id' | 'schema_version' | 'nodes' | 'metadata' | 'inputs' | 'outputs'
>;

type Nested<Value> = Value extends BlueprintNode[]
  ? DraftNode[]
  : Value extends BlueprintNode[][]
    ? DraftNode[][]
    : Value;

type Loosened<Node> = Node extends BlueprintNode
  ? Pick<Node, 'id' | 'type'> & { [Field in Exclude<keyof Node, 'id' | 'type'>]?: Nested<Node[Field]> }
  : never;

/** A node as it may be stored: only `id` and `type` are certain to be there. */
export type DraftNode = Loosened<BlueprintNode>;
export type DraftOf<Type extends NodeType> = Extract<DraftNode, { type: Type }>;

/** A blueprint as it may be stored: node fields may be missing, every field that is there has its type. */
export type DraftBlueprint = Omit<Blueprint, 'nodes'> & { nodes: DraftNode[] };
