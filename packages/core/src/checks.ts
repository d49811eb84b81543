import type { DraftBlueprint } from './blueprint/types.js';
import { finding, FindingList, type BlueprintFinding } from './blueprint/findings.js';
import type { Level } from './blueprint.js';
import { attemptFindings } from './checks/attempts.js';
import type { ComponentUse, Resolution, ResolvedComponent } from './checks/components.js';
import { conditionFindings, templatedFields, templateFindings, type Sees } from './checks/expressions.js';
import { mappingFindings } from './checks/mappings.js';
import { modelFindings } from './checks/models.js';
import { VisibleNames } from './checks/names.js';
import { configurationFindings, type BlueprintPolicy } from './checks/nodes.js';
import { isUse, resolutionFindings, usesAt } from './checks/references.js';
import { buildGraph, type Graph, type Place } from './graph.js';

export type { ComponentRecord, ComponentUse, Resolution, ResolvedComponent } from './checks/components.js';
export type { BlueprintPolicy } from './checks/nodes.js';
export { attemptsOf } from './checks/attempts.js';
export { templatedFields } from './checks/expressions.js';

export interface CheckOptions {
  /** What a reference stands for; asked once for each way in which a component is named. */
  readonly resolve: (use: ComponentUse) => Resolution;
  readonly level: Level;
  readonly policy?: BlueprintPolicy;
}

/** Every component that `blueprint` names, nested nodes included, so that all can be looked up before it is checked. */
export function referencesIn(blueprint: DraftBlueprint): ComponentUse[] {
  return buildGraph(blueprint.nodes).graph.places.flatMap((place) => usesAt(place).filter(isUse));
}

/**
 * Everything that is wrong with a blueprint that was read (docs/spec/blueprint.md 6): graph, references, mappings,
 * templates, conditions, models, schemas and what each node needs. For a draft, findings of kind `configuration` are
 * warnings: it may be stored. Never throws, unless `resolve` does.
 */
export function checkBlueprint(blueprint: DraftBlueprint, options: CheckOptions): BlueprintFinding[] {
  const { graph, findings } = buildGraph(blueprint.nodes);
  const found = new FindingList();
  found.addAll(findings);
  if (options.level === 'executable' && blueprint.nodes.length === 0) {
    found.add(finding('nodes-empty', '/nodes', 'A blueprint without nodes cannot be run.'));
  }
  found.addAll(examine(blueprint, graph, options));
  return found.list().map((one) => soften(one, options.level));
}

function soften(found: BlueprintFinding, level: Level): BlueprintFinding {
  return level === 'draft' && found.kind === 'configuration' ? { ...found, severity: 'warning' } : found;
}

/** Findings about references and the nodes themselves, in document order. */
function* examine(
  blueprint: DraftBlueprint,
  graph: Graph,
  options: CheckOptions,
): Iterable<BlueprintFinding> {
  const names = new VisibleNames(graph, blueprint);
  const components = new Map<number, ResolvedComponent>();
  const resolve = remembering(options.resolve);
  const references = graph.places.map((place, number) => {
    const uses = usesAt(place);
    return uses.flatMap((use) => {
      if (!isUse(use)) return [use];
      const resolution = resolve(use);
      const faults = resolutionFindings(use, resolution);
      if (resolution.ok && use === uses[0] && resolution.component.node_type === use.node_type) {
        components.set(number, resolution.component);
      }
      return faults;
    });
  });
  for (const [number, place] of graph.places.entries()) {
    yield* references[number] ?? [];
    yield* configurationFindings(place.node, place.pointer, options.policy ?? {});
    yield* modelFindings(place.node, place.pointer);
    yield* mappingFindings(graph, number, (other) => components.get(other));
    yield* expressionFindings(place, (name) => names.sees(number, name));
  }
  yield* attemptFindings(graph);
  yield* templateFindings(blueprint.outputs ?? {}, '/outputs', (name) => names.seenAtEnd(name));
}

/** Asks the resolver once for each type and text. */
function remembering(resolve: CheckOptions['resolve']): CheckOptions['resolve'] {
  const known = new Map<string, Resolution>();
  return (use) => {
    const key = `${use.node_type} ${use.text}`;
    let resolution = known.get(key);
    if (!resolution) known.set(key, (resolution = resolve(use)));
    return resolution;
  };
}

function* expressionFindings({ node, pointer }: Place, sees: Sees): Iterable<BlueprintFinding> {
  for (const [field, value] of Object.entries(templatedFields(node))) {
    yield* templateFindings(value, `${pointer}/${field}`, sees, node.id);
  }
  if (node.type === 'condition' && node.expression !== undefined) {
    yield* conditionFindings(node.expression, `${pointer}/expression`, sees, node.id);
  } else if (node.type === 'recursive' && typeof node.convergence_condition === 'string') {
    // A round of the recursion knows its number and what the round before gave, which nothing declares.
    yield* conditionFindings(
      node.convergence_condition,
      `${pointer}/convergence_condition`,
      () => true,
      node.id,
    );
  } else if (node.type === 'monitor' && node.metric_expression !== undefined) {
    // Metrics are those of the run.
    yield* conditionFindings(node.metric_expression, `${pointer}/metric_expression`, () => true, node.id);
  } else if (node.type === 'loop' && node.items_source !== undefined) {
    const root = node.items_source.split('.')[0] ?? '';
    if (sees(root)) return;
    const detail = `Node '${node.id}' loops over '${node.items_source}', but '${root}' is not known here.`;
    yield finding('path-name-unknown', `${pointer}/items_source`, detail, { nodeId: node.id });
  }
}
