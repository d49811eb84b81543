import { finding, pointerStep, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode } from '../blueprint/types.js';
import type { MappingSource } from '../generated/blueprint-1.2.0.js';
import type { Graph } from '../graph.js';
import { isEmptySchema, toJsonSchema, type JsonSchema } from '../value-schema.js';
import type { ResolvedComponent } from './components.js';

/** Whether an input mapping takes an output, rather than being a constant. */
export function isMappingSource(mapping: unknown): mapping is MappingSource {
  return typeof mapping === 'object' && mapping !== null && Object.hasOwn(mapping, 'source_node_id');
}

/** What is wrong with the input mappings of a node: sources that are no dependencies, keys that they do not give. */
export function mappingFindings(
  graph: Graph,
  number: number,
  componentOf: (number: number) => ResolvedComponent | undefined,
): BlueprintFinding[] {
  const place = graph.places[number];
  if (!place) return [];
  const { node, pointer } = place;
  const dependencies = new Set(node.dependencies);
  return Object.entries(node.input_mappings ?? {}).flatMap(([name, mapping]) => {
    if (!isMappingSource(mapping)) return [];
    const { source_node_id: source, source_output_key: key } = mapping;
    const at = `${pointer}/input_mappings${pointerStep(name)}`;
    if (!dependencies.has(source)) {
      const detail = `Node '${node.id}' maps '${name}' from '${source}', which is not among its dependencies.`;
      return [finding('mapping-source', `${at}/source_node_id`, detail, { nodeId: node.id })];
    }
    const of = graph.indexOf.get(source);
    const given = of === undefined ? undefined : outputKeys(graph.places[of]?.node, componentOf(of));
    const first = key.split('.')[0] ?? '';
    if (first === '' || !given || given.has(first)) return [];
    const detail = `Node '${node.id}' maps '${name}' from '${source}.${key}', but '${source}' gives no '${first}'.`;
    const fix = `It gives ${[...given].slice(0, 20).join(', ')}.`;
    return [finding('mapping-key', `${at}/source_output_key`, detail, { nodeId: node.id, fix })];
  });
}

/** What a node gives besides what its schema declares (docs/spec/blueprint.md 9.2). */
const ALWAYS: Partial<Record<DraftNode['type'], readonly string[]>> = {
  llm: ['response', 'prompt', 'model', 'usage', 'text'],
  agent: ['reasoning', 'message', 'last_tool', 'result', 'agent_package', 'agent_executed'],
  condition: ['result', 'branch', 'expression', 'branch_outputs'],
  parallel: ['branch_results', 'completed_branches', 'strategy', 'merged'],
  human: ['approved', 'response'],
};

/** Members that the output of a node has, or undefined when it may have any. */
function outputKeys(
  node: DraftNode | undefined,
  component: ResolvedComponent | undefined,
): Set<string> | undefined {
  if (!node || node.type === 'loop') return undefined;
  const schema = isEmptySchema(node.output_schema)
    ? component?.schema.output
    : toJsonSchema(node.output_schema);
  const declared = schema && declaredKeys(schema);
  const always = ALWAYS[node.type];
  if (!declared && !(always && isEmptySchema(node.output_schema))) return undefined;
  return new Set([...(declared ?? []), ...(always ?? []), ...Object.keys(node.output_mappings ?? {})]);
}

function declaredKeys(schema: JsonSchema): string[] | undefined {
  const { properties, additionalProperties } = schema;
  const open = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties'].some(
    (member) => member in schema,
  );
  if (open || (additionalProperties !== undefined && additionalProperties !== false)) return undefined;
  const keys = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return keys.length > 0 ? keys : undefined;
}
