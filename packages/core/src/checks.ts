import type { DraftBlueprint, DraftNode } from './blueprint/types.js';
import { finding, FindingList, type BlueprintFinding } from './blueprint/findings.js';
import type { Level, ReadableRest } from './blueprint.js';
import { argumentFindings } from './checks/arguments.js';
import { boundFindings } from './checks/bounds.js';
import type { ComponentUse, Resolution, ResolvedComponent } from './checks/components.js';
import { branchFindings, conditionFindings, type ConditionScope } from './checks/conditions.js';
import { templatedFields, templateFindings } from './checks/expressions.js';
import { Fit } from './checks/fit.js';
import { itemsFindings } from './checks/items.js';
import { mappingFindings } from './checks/mappings.js';
import { modelFindings } from './checks/models.js';
import { Names } from './checks/names.js';
import { configurationFindings, excessiveSchemas } from './checks/nodes.js';
import { permissionFindings } from './checks/permissions.js';
import type { BlueprintPolicy } from './checks/policy.js';
import { isUse, resolutionFindings, usesAt, usesIn } from './checks/references.js';
import { secretFindings } from './checks/secrets.js';
import { Outputs } from './checks/types/outputs.js';
import { ANY } from './checks/types/rules.js';
import { View } from './checks/types/view.js';
import { UntrustedFlow } from './checks/untrusted.js';
import { costFindings } from './cost/findings.js';
import { buildGraph, type Graph, type Place } from './graph.js';

export type { ComponentRecord, ComponentUse, Resolution, ResolvedComponent } from './checks/components.js';
export { neededPermissions, type NeededPermission } from './checks/permissions.js';
export type { BlueprintPolicy, ModelVerdict } from './checks/policy.js';
export { attemptsOf } from './checks/bounds.js';
export { checkAgent, readComponent, usesOfAgent, type UnreadComponent } from './checks/documents.js';
export { templatedFields } from './checks/expressions.js';

export interface CheckOptions {
  /** What a reference stands for; asked once for each way in which a component is named. */
  readonly resolve: (use: ComponentUse) => Resolution;
  readonly level: Level;
  readonly policy?: BlueprintPolicy;
}

/** Every component that `blueprint` names, nested nodes included, so that all can be looked up before it is checked. */
export function referencesIn({ nodes }: DraftBlueprint): ComponentUse[] {
  return usesIn(nodes);
}

/**
 * Everything that is wrong with a blueprint that was read (docs/spec/blueprint.md 6): graph, references, types, mappings,
 * templates, conditions, bounds, models, secrets, permissions, untrusted text, schemas and what each node needs. For a draft, findings of kind `configuration` are
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

/**
 * As `checkBlueprint`, for what could be read of a blueprint with faulty members: what it finds that has nothing to do with
 * those. Nothing is said about the nodes they stood in, about what waits for these, or about the outputs of the whole.
 */
export function checkRest(
  { blueprint, pointers, ids }: ReadableRest,
  options: CheckOptions,
): BlueprintFinding[] {
  const { places } = buildGraph(blueprint.nodes).graph;
  const silent = new Set([...pointers, '/outputs']);
  for (const { node, pointer } of places)
    if (node.dependencies?.some((id) => ids.has(id))) silent.add(pointer);
  const isSilent = (pointer: string): boolean => {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (silent.has(at)) return true;
    return false;
  };
  return checkBlueprint(blueprint, options).filter(({ pointer }) => !isSilent(pointer));
}

function soften(found: BlueprintFinding, level: Level): BlueprintFinding {
  return level === 'draft' && found.kind === 'configuration' ? { ...found, severity: 'warning' } : found;
}

/** Findings about references and the nodes themselves, in document order, then those about the whole. */
function* examine(
  blueprint: DraftBlueprint,
  graph: Graph,
  options: CheckOptions,
): Iterable<BlueprintFinding> {
  const excess = excessiveSchemas(graph);
  if (excess) {
    yield excess;
    return;
  }
  const { references, components, named } = resolveAll(graph, options.resolve);
  const componentOf = (number: number): ResolvedComponent | undefined => components[number]?.own;
  const view = new View(graph, new Names(graph, blueprint), new Outputs(graph, componentOf));
  const fit = new Fit();
  for (const [number, place] of graph.places.entries()) {
    yield* references[number] ?? [];
    yield* nodeFindings(place, number, options, { view, fit });
  }
  yield* boundFindings(graph, view);
  const { models } = options.policy ?? {};
  if (models) yield* costFindings(graph, (text) => named.get(text), models);
  yield* secretFindings(blueprint, graph);
  yield* new UntrustedFlow(graph, view, (number) => components[number]?.all ?? []).findings();
  const { names } = view;
  yield* templateFindings(blueprint.outputs ?? {}, '/outputs', {
    meaning: (name) => names.meaningAtEnd(name),
    typeOf: (name) => view.typeOf(names.meaningAtEnd(name)),
  });
}

/** Of each node: what is wrong with its references, the component that it is about, and all that it names. */
function resolveAll(
  graph: Graph,
  resolver: CheckOptions['resolve'],
): {
  readonly references: readonly (readonly BlueprintFinding[])[];
  readonly components: readonly {
    readonly own: ResolvedComponent | undefined;
    readonly all: readonly ResolvedComponent[];
  }[];
  /** By the text that names it. */
  readonly named: ReadonlyMap<string, ResolvedComponent>;
} {
  const resolve = remembering(resolver);
  const references: BlueprintFinding[][] = [];
  const byText = new Map<string, ResolvedComponent>();
  const components: { own: ResolvedComponent | undefined; all: ResolvedComponent[] }[] = [];
  for (const place of graph.places) {
    const faults: BlueprintFinding[] = [];
    const named: { own: ResolvedComponent | undefined; all: ResolvedComponent[] } = {
      own: undefined,
      all: [],
    };
    const uses = usesAt(place);
    for (const use of uses) {
      if (!isUse(use)) {
        faults.push(use);
        continue;
      }
      const resolution = resolve(use);
      faults.push(...resolutionFindings(use, resolution));
      if (!resolution.ok || resolution.component.node_type !== use.node_type) continue;
      named.all.push(resolution.component);
      byText.set(use.text, resolution.component);
      if (use === uses[0]) named.own = resolution.component;
    }
    references.push(faults);
    components.push(named);
  }
  return { references, components, named: byText };
}

function* nodeFindings(
  place: Place,
  number: number,
  { policy = {} }: CheckOptions,
  { view, fit }: { readonly view: View; readonly fit: Fit },
): Iterable<BlueprintFinding> {
  const { node, pointer } = place;
  yield* configurationFindings(node, pointer, policy);
  yield* modelFindings(node, pointer, policy);
  yield* mappingFindings(place, number, view, fit);
  for (const [field, value] of Object.entries(templatedFields(node))) {
    yield* templateFindings(value, `${pointer}/${field}`, {
      meaning: (name) => view.names.meaning(number, name),
      typeOf: (name) => view.typeOfName(number, name),
      nodeId: node.id,
    });
  }
  yield* expressionFindings(node, pointer, {
    sees: (name) => view.names.meaning(number, name) !== undefined,
    typeOf: (name) => view.typeOfName(number, name),
  });
  if (node.type === 'loop') yield* itemsFindings(node, number, pointer, view);
  if (node.type !== 'tool') return;
  yield* argumentFindings(node, number, { pointer, view, fit });
  yield* permissionFindings(node, pointer, view.outputs.componentOf(number));
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

/** What a round of a recursion knows, and the metrics of a run, are declared nowhere. */
const UNDECLARED: ConditionScope = { sees: () => true, typeOf: () => ANY };

function* expressionFindings(
  node: DraftNode,
  pointer: string,
  scope: ConditionScope,
): Iterable<BlueprintFinding> {
  if (node.type === 'condition' && node.expression !== undefined) {
    yield* conditionFindings(node.expression, `${pointer}/expression`, scope, node.id);
    yield* branchFindings(node, pointer);
  } else if (node.type === 'recursive' && typeof node.convergence_condition === 'string') {
    const at = `${pointer}/convergence_condition`;
    yield* conditionFindings(node.convergence_condition, at, UNDECLARED, node.id);
  } else if (node.type === 'monitor' && node.metric_expression !== undefined) {
    yield* conditionFindings(node.metric_expression, `${pointer}/metric_expression`, UNDECLARED, node.id);
  }
}
