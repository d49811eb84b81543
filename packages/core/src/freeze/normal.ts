import { fieldsOf } from '../blueprint/fields.js';
import type { DraftBlueprint, DraftNode, NodeType } from '../blueprint/types.js';
import { isEmptySchema, toJsonSchema } from '../value-schema.js';

/** New text for a component that the node names as `text`. */
export type Rename = (type: 'tool' | 'agent' | 'workflow', text: string) => string;

type Fields = Record<string, unknown>;

/** Seconds an attempt may take where the author said nothing. Nodes that contain others or wait for people have no limit. */
const DEFAULT_TIMEOUT = 30;
const UNLIMITED: ReadonlySet<NodeType> = new Set([
  'condition',
  'loop',
  'parallel',
  'workflow',
  'recursive',
  'human',
]);

/** Fields that are no part of what runs, or that other fields have taken in. */
const DROPPED: ReadonlySet<string> = new Set(['level', 'metadata', 'retries', 'backoff_seconds', 'sandbox']);

/**
 * The one form of a blueprint that means what `blueprint` means (docs/spec/blueprint.md 9): every default that decides
 * something is written out, what says nothing is left out, and components are named by full coordinates. Still a blueprint
 * of schema 1.2.0. Recursion is bounded by the depth that was read.
 */
export function normalBlueprint(blueprint: DraftBlueprint, rename: Rename): DraftBlueprint {
  const { id, inputs, outputs, metadata } = blueprint;
  const name = metadata?.draft_name ?? metadata?.title;
  return {
    schema_version: '1.2.0',
    ...(id === undefined ? {} : { id }),
    ...(typeof name === 'string' ? { metadata: { draft_name: name } } : {}),
    ...(inputs === undefined ? {} : { inputs }),
    ...(outputs === undefined ? {} : { outputs }),
    nodes: blueprint.nodes.map((node) => normalNode(node, rename)),
  };
}

function normalNode(node: DraftNode, rename: Rename): DraftNode {
  const fields: Fields = { ...defaultsOf(node.type), ...said(node) };
  fields.dependencies = [...new Set(node.dependencies)];
  fields.retry_policy = retryPolicy(node);
  if (!UNLIMITED.has(node.type)) fields.timeout_seconds ??= DEFAULT_TIMEOUT;
  for (const field of ['input_schema', 'output_schema']) {
    if (isEmptySchema(fields[field])) delete fields[field];
    else fields[field] = toJsonSchema(fields[field]);
  }
  Object.assign(fields, ownForm(node, fields, rename));
  // Every field was read, and is put back with a value of its type.
  return fields as DraftNode;
}

const defaults = new Map<NodeType, Fields>();

/** Defaults of the schema that decide something: neither null nor an empty list or object. */
function defaultsOf(type: NodeType): Fields {
  let known = defaults.get(type);
  if (!known) defaults.set(type, (known = readDefaults(type)));
  return known;
}

function readDefaults(type: NodeType): Fields {
  const { schemas } = fieldsOf(type);
  const found: Fields = {};
  for (const [field, { default: value }] of Object.entries(schemas)) {
    if (!DROPPED.has(field) && !saysNothing(value)) found[field] = value;
  }
  if (type !== 'llm' && type !== 'agent') delete found.provider;
  return found;
}

function said(node: DraftNode): Fields {
  const own = Object.entries(node).filter(([field, value]: [string, unknown]) => {
    return !DROPPED.has(field) && !saysNothing(value);
  });
  return Object.fromEntries(own);
}

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function retryPolicy({ retry_policy: policy, retries, backoff_seconds: seconds }: DraftNode): Fields {
  return policy
    ? {
        max_attempts: policy.max_attempts ?? 3,
        backoff_strategy: policy.backoff_strategy ?? 'exponential',
        backoff_seconds: policy.backoff_seconds ?? 1,
      }
    : { max_attempts: (retries ?? 0) + 1, backoff_strategy: 'exponential', backoff_seconds: seconds ?? 0 };
}

/** What is particular to the type: nested nodes, names of components, the configuration of models. */
function ownForm(node: DraftNode, fields: Fields, rename: Rename): Fields {
  const list = (nodes: readonly DraftNode[]): DraftNode[] => nodes.map((one) => normalNode(one, rename));
  switch (node.type) {
    case 'tool':
      return {
        ...(node.tool_name === undefined ? {} : { tool_name: rename('tool', node.tool_name) }),
        // An empty list says something here: the tool keeps no permission.
        ...(node.permissions ? { permissions: node.permissions } : {}),
      };
    case 'workflow':
      return node.workflow_ref === undefined ? {} : { workflow_ref: rename('workflow', node.workflow_ref) };
    case 'llm':
      return {
        ...modelForm(fields),
        ...(fields.output_schema ? {} : { output_schema: toJsonSchema({ text: 'string' }) }),
      };
    case 'agent':
      return { ...modelForm(fields), ...agentForm(node, rename) };
    case 'condition':
      return {
        true_path: list(node.true_path ?? []),
        ...(node.false_path ? { false_path: list(node.false_path) } : {}),
      };
    case 'loop':
      return node.body === undefined ? {} : { body: list(node.body) };
    case 'parallel':
      return node.branches === undefined ? {} : { branches: node.branches.map(list) };
    case 'recursive':
      return {
        ...(node.agent_package ? { agent_package: rename('agent', node.agent_package) } : {}),
        ...(node.workflow_ref ? { workflow_ref: rename('workflow', node.workflow_ref) } : {}),
      };
    case 'swarm':
      return node.agents === undefined
        ? {}
        : { agents: node.agents.map((agent) => ({ ...agent, package: rename('agent', agent.package) })) };
    case 'code':
    case 'human':
    case 'monitor':
      break;
  }
  return {};
}

/** Fields of the node fill what its `llm_config` leaves open; what is nested wins (docs/spec/blueprint.md 4). */
function modelForm({ llm_config: config, model, provider, temperature, max_tokens }: Fields): Fields {
  if (config === undefined) return {};
  const filled: Fields = { timeout: 30, max_retries: 3 };
  for (const [field, value] of Object.entries({ model, provider, temperature, max_tokens })) {
    if (!saysNothing(value)) filled[field] = value;
  }
  for (const [field, value] of Object.entries(config as Fields))
    if (!saysNothing(value)) filled[field] = value;
  return { llm_config: filled };
}

function agentForm(node: Extract<DraftNode, { type: 'agent' }>, rename: Rename): Fields {
  const { package: name, agent_attr: attribute, tools } = node;
  return {
    ...(name === undefined
      ? {}
      : {
          package: rename('agent', name),
          agent_attr: attribute ?? name.split('@')[0]?.split(/[./]/).at(-1) ?? name,
        }),
    ...(tools ? { tools: tools.map((tool) => ({ ...tool, name: rename('tool', tool.name) })) } : {}),
  };
}
