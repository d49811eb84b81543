import { finding, type BlueprintCode, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode } from '../blueprint/types.js';
import { CodedError } from '../errors.js';
import type { Place } from '../graph.js';
import { layOut } from '../graph/places.js';
import { parseReference, type ComponentType } from '../names.js';
import type { ComponentUse, Resolution, ResolvedComponent } from './components.js';

/** Where a node names components: type, text and pointer from the node. */
function namesIn({ node }: Place): [ComponentType, string | null | undefined, string][] {
  switch (node.type) {
    case 'tool':
      return [['tool', node.tool_name, '/tool_name']];
    case 'workflow':
      return [['workflow', node.workflow_ref, '/workflow_ref']];
    case 'agent':
      return [
        ['agent', node.package, '/package'],
        ...(node.tools ?? []).map(({ name }, at): [ComponentType, string, string] => [
          'tool',
          name,
          `/tools/${at}/name`,
        ]),
      ];
    case 'recursive':
      return [
        ['agent', node.agent_package, '/agent_package'],
        ['workflow', node.workflow_ref, '/workflow_ref'],
      ];
    case 'swarm':
      return (node.agents ?? []).map((agent, at) => ['agent', agent.package, `/agents/${at}/package`]);
    case 'llm':
    case 'condition':
    case 'loop':
    case 'parallel':
    case 'code':
    case 'human':
    case 'monitor':
      break;
  }
  return [];
}

/** Every component that the node at `place` names, or what is wrong with the name. */
export function usesAt(place: Place): (ComponentUse | BlueprintFinding)[] {
  return namesIn(place).flatMap(([type, text, at]) => {
    if (text === undefined || text === null) return [];
    return [parseUse(type, text, place.pointer + at, place.node.id)];
  });
}

/** Every component that `nodes` name, nested ones included; names that are none are left out. */
export function usesIn(nodes: readonly DraftNode[]): ComponentUse[] {
  return layOut(nodes).places.flatMap((place) => usesAt(place).filter(isUse));
}

/** `namespace/name@version`, as a frozen blueprint names a component. */
export function fullNameOf({
  namespace,
  name,
  version,
}: Pick<ResolvedComponent, 'namespace' | 'name' | 'version'>): string {
  return `${namespace}/${name}@${version}`;
}

export function parseUse(
  node_type: ComponentType,
  text: string,
  pointer: string,
  nodeId: string,
): ComponentUse | BlueprintFinding {
  try {
    return { node_type, text, reference: parseReference(text), pointer, nodeId };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return finding('reference-invalid', pointer, error.message, { nodeId });
  }
}

export function isUse(found: ComponentUse | BlueprintFinding): found is ComponentUse {
  return 'reference' in found;
}

const UNKNOWN: Readonly<Record<ComponentType, BlueprintCode>> = {
  tool: 'tool-unknown',
  agent: 'agent-unknown',
  workflow: 'workflow-unknown',
};

/** What is wrong with a use whose resolution failed, or odd about one that did not. */
export function resolutionFindings(use: ComponentUse, resolution: Resolution): BlueprintFinding[] {
  const { node_type: type, text, pointer, nodeId } = use;
  const called = `${type.charAt(0).toUpperCase()}${type.slice(1)} '${text}'`;
  if (!resolution.ok) {
    const { code, detail } = resolution;
    if (code === 'unknown') {
      return [finding(UNKNOWN[type], pointer, detail ?? `${called} is not registered.`, { nodeId })];
    }
    if (code === 'ended') {
      const why = detail ? `: ${detail}` : '';
      return [finding(UNKNOWN[type], pointer, `${called} is not registered any more${why}.`, { nodeId })];
    }
    if (code === 'forbidden') {
      return [
        finding('component-forbidden', pointer, detail ?? `${called} may not be used here.`, { nodeId }),
      ];
    }
    return [
      finding('component-refused', pointer, `${called} is refused (${code})${detail ? `: ${detail}` : '.'}`, {
        nodeId,
        refusal: code,
      }),
    ];
  }
  if (resolution.component.node_type !== type) {
    const detail = `'${text}' is a ${resolution.component.node_type}, not a ${type}.`;
    return [finding(UNKNOWN[type], pointer, detail, { nodeId })];
  }
  return deprecation(use, resolution.component);
}

function deprecation(
  { text, pointer, nodeId }: ComponentUse,
  { deprecated }: ResolvedComponent,
): BlueprintFinding[] {
  if (!deprecated) return [];
  const instead = deprecated.replacement === undefined ? undefined : `Use '${deprecated.replacement}'.`;
  const detail = `'${text}' is deprecated since ${deprecated.since}.`;
  return [finding('component-deprecated', pointer, detail, { nodeId, fix: instead })];
}
