import type { HostInterfaceName } from '../world.js';
import { missingFields } from '../blueprint/shape.js';
import { finding, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode, DraftOf } from '../blueprint/types.js';
import type { Graph } from '../graph.js';
import { checkSchema, isEmptySchema, patternSizeOf } from '../value-schema.js';
import type { BlueprintPolicy } from './policy.js';

const LONGEST_TIMEOUT = 86_400;

/** What is incomplete or wrong in one node by itself (docs/spec/blueprint.md 3, 5). */
export function configurationFindings(
  node: DraftNode,
  pointer: string,
  policy: BlueprintPolicy,
): BlueprintFinding[] {
  return [
    ...missingFields(node.type, node, pointer),
    ...schemaFindings(node, pointer),
    ...typeFindings(node, pointer, policy),
    ...commonFindings(node, pointer),
  ];
}

/** Instructions that the patterns of all schemas of a blueprint may have, because compiling them takes time. */
const MOST_INSTRUCTIONS = 50_000;

/** That the schemas of the nodes together are too expensive to be read (docs/spec/blueprint.md 10); the rest is not read. */
export function excessiveSchemas(graph: Graph): BlueprintFinding | undefined {
  let instructions = 0;
  for (const { node, pointer } of graph.places) {
    for (const field of ['input_schema', 'output_schema'] as const) {
      instructions += patternSizeOf(node[field]);
      if (instructions <= MOST_INSTRUCTIONS) continue;
      const detail = `The patterns up to here take more than ${MOST_INSTRUCTIONS} instructions.`;
      return finding('schemas-excessive', `${pointer}/${field}`, detail, { nodeId: node.id });
    }
  }
  return undefined;
}

const NEED_SCHEMAS: ReadonlySet<string> = new Set(['agent', 'condition', 'recursive', 'code']);

function schemaFindings(node: DraftNode, pointer: string): BlueprintFinding[] {
  const { id: nodeId, type, input_schema: input, output_schema: output } = node;
  const findings: BlueprintFinding[] = [];
  if (NEED_SCHEMAS.has(type) && (isEmptySchema(input) || isEmptySchema(output))) {
    const detail = `Node '${nodeId}' of type '${type}' must declare non-empty input_schema and output_schema.`;
    findings.push(finding('schemas-missing', pointer, detail, { nodeId }));
  }
  for (const [field, schema] of Object.entries({ input_schema: input, output_schema: output })) {
    if (schema === undefined || schema === null) continue;
    for (const fault of checkSchema(schema)) {
      const at = `${pointer}/${field}${fault.pointer}`;
      findings.push(
        finding(fault.code, at, `Node ${quoted(nodeId)}: ${field}: ${fault.detail}`, {
          nodeId,
          fix: fault.fix,
        }),
      );
    }
  }
  return findings;
}

function commonFindings(
  { id: nodeId, type, timeout_seconds: seconds }: DraftNode,
  pointer: string,
): BlueprintFinding[] {
  const findings: BlueprintFinding[] = [];
  if (nodeId === 'inputs') {
    findings.push(
      finding('id-shadows', `${pointer}/id`, "A node named 'inputs' hides the inputs of the run.", {
        nodeId,
      }),
    );
  }
  if (typeof seconds === 'number' && seconds > LONGEST_TIMEOUT && type !== 'human') {
    const detail = `Node ${quoted(nodeId)}: an attempt of ${seconds} s is longer than a day.`;
    findings.push(finding('timeout-excessive', `${pointer}/timeout_seconds`, detail, { nodeId }));
  }
  return findings;
}

function typeFindings(node: DraftNode, pointer: string, policy: BlueprintPolicy): BlueprintFinding[] {
  switch (node.type) {
    case 'code':
      return codeFindings(node, pointer, policy);
    case 'human':
      return humanFindings(node, pointer);
    case 'swarm':
      return swarmFindings(node, pointer);
    case 'recursive':
      return recursionFindings(node, pointer);
    case 'parallel':
      if (node.branches?.length !== 0) return [];
      return [
        finding('branches-empty', `${pointer}/branches`, `Node ${quoted(node.id)} has no branch.`, {
          nodeId: node.id,
        }),
      ];
    case 'tool':
    case 'llm':
    case 'agent':
    case 'condition':
    case 'workflow':
    case 'loop':
    case 'monitor':
      break;
  }
  return [];
}

/** What code may be given. The network is for tools, whose manifests say which hosts they reach. */
const CODE_CAPABILITIES: ReadonlySet<string> = new Set<HostInterfaceName>([
  'clock',
  'files',
  'kv',
  'log',
  'random',
]);

function codeFindings(node: DraftOf<'code'>, pointer: string, policy: BlueprintPolicy): BlueprintFinding[] {
  const { id: nodeId, language, code, imports = [] } = node;
  const findings: BlueprintFinding[] = [];
  if (language === 'python') {
    const detail = `Node ${quoted(nodeId)}: Python is not run, because no Python interpreter here is a sandbox.`;
    findings.push(finding('code-language-unsupported', `${pointer}/language`, detail, { nodeId }));
  }
  for (const [at, name] of imports.entries()) {
    if (CODE_CAPABILITIES.has(name)) continue;
    const detail = `Node ${quoted(nodeId)}: code cannot be given ${quoted(name)}.`;
    findings.push(finding('code-import-unknown', `${pointer}/imports/${at}`, detail, { nodeId }));
  }
  if (code === undefined || code === null || code.trim() === '') {
    findings.push(finding('code-missing', pointer, `Node ${quoted(nodeId)} has no code.`, { nodeId }));
  } else if (policy.inlineCode === false) {
    const detail = `Node ${quoted(nodeId)}: this cluster runs code from signed bundles only.`;
    findings.push(finding('inline-code-forbidden', `${pointer}/code`, detail, { nodeId }));
  }
  return findings;
}

function humanFindings(node: DraftOf<'human'>, pointer: string): BlueprintFinding[] {
  const {
    id: nodeId,
    approval_type: approval,
    choices,
    auto_approve_after: after,
    timeout_seconds: seconds,
  } = node;
  const findings: BlueprintFinding[] = [];
  if (approval === 'choice' && (choices?.length ?? 0) < 2) {
    findings.push(
      finding('choices-missing', pointer, `Node ${quoted(nodeId)} offers fewer than two choices.`, {
        nodeId,
      }),
    );
  }
  if (typeof after === 'number' && (typeof seconds !== 'number' || after >= seconds)) {
    const detail = `Node ${quoted(nodeId)}: auto_approve_after must be smaller than timeout_seconds, which must be set.`;
    findings.push(finding('approval-order', `${pointer}/auto_approve_after`, detail, { nodeId }));
  }
  return findings;
}

function swarmFindings({ id: nodeId, agents = [] }: DraftOf<'swarm'>, pointer: string): BlueprintFinding[] {
  const seen = new Set<string>();
  return agents.flatMap(({ role }, at) => {
    if (!seen.has(role)) {
      seen.add(role);
      return [];
    }
    const detail = `Node ${quoted(nodeId)}: the role ${quoted(role)} stands twice.`;
    return [finding('roles-duplicate', `${pointer}/agents/${at}/role`, detail, { nodeId })];
  });
}

function recursionFindings(node: DraftOf<'recursive'>, pointer: string): BlueprintFinding[] {
  const { id: nodeId, agent_package: agent, workflow_ref: workflow } = node;
  if (Boolean(agent) !== Boolean(workflow)) return [];
  const detail = agent
    ? `Node ${quoted(nodeId)} cannot specify both agent_package and workflow_ref.`
    : `Node ${quoted(nodeId)} must specify either agent_package or workflow_ref.`;
  return [finding('recursion-target', pointer, detail, { nodeId })];
}
