import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import { MAX_NODES } from '../blueprint/limits.js';
import type { Blueprint, DraftBlueprint } from '../blueprint/types.js';
import { checkBlueprint, type BlueprintPolicy } from '../checks.js';
import type { ComponentUse, Resolution, ResolvedComponent } from '../checks/components.js';
import { fullNameOf, isUse, parseUse, resolutionFindings, usesAt } from '../checks/references.js';
import { buildGraph, criticalPath, type Graph } from '../graph.js';
import { normalBlueprint } from './normal.js';
import type { Fault, FrozenComponent, FrozenFlow, Plan } from './types.js';

const MAX_NESTING = 16;

export interface FlowOptions {
  /** `from` is the workflow or agent in whose document the reference stands; bare names mean what they mean there. */
  readonly resolve: (use: ComponentUse, from: ResolvedComponent | undefined) => Resolution;
  readonly codeRunner?: string;
  readonly policy?: BlueprintPolicy;
}

/** Freezes a blueprint and, through it, every workflow it runs, collecting components on the way. */
export class FlowFreezer {
  readonly components = new Map<string, FrozenComponent>();
  readonly workflows = new Map<string, FrozenFlow>();
  readonly findings: BlueprintFinding[] = [];
  codeRunner: string | undefined;
  readonly #open: string[] = [];
  #nodes = 0;

  constructor(private readonly options: FlowOptions) {}

  /** Undefined when something was found that refuses it; then `findings` says what. */
  freeze(blueprint: DraftBlueprint, from: ResolvedComponent | undefined): FrozenFlow | undefined {
    const resolve = (use: ComponentUse): Resolution => this.options.resolve(use, from);
    // What stands in a package is its publisher's to answer for, and was signed.
    const policy = from === undefined ? this.options.policy : undefined;
    const found = checkBlueprint(blueprint, { resolve, level: 'executable', ...(policy ? { policy } : {}) });
    const errors = found.filter(({ severity }) => severity === 'error');
    const refused = errors.filter(({ kind, nodeId }) => kind !== 'configuration' || nodeId === undefined);
    this.findings.push(...refused);
    if (refused.length > 0) return undefined;
    const { graph } = buildGraph(blueprint.nodes);
    this.#nodes += graph.places.length;
    if (this.#nodes > MAX_NODES) {
      this.#refuse('too-many-nodes', '/nodes', `With its workflows it has more than ${MAX_NODES} nodes.`);
      return undefined;
    }
    const names = this.#collect(graph, resolve);
    const normal = normalBlueprint(blueprint, (type, text) => names.get(`${type} ${text}`) ?? text);
    // Nodes that are not whole have a fault, and say so before they run.
    return { blueprint: normal as Blueprint, plan: planOf(graph), faults: faultsOf(errors) };
  }

  /** Full names of all components that the nodes use, by type and text. */
  #collect(graph: Graph, resolve: (use: ComponentUse) => Resolution): Map<string, string> {
    const names = new Map<string, string>();
    for (const place of graph.places) {
      if (place.node.type === 'code') this.#needCodeRunner(place.pointer, place.node.id);
      for (const use of usesAt(place)) {
        const key = isUse(use) ? `${use.node_type} ${use.text}` : '';
        if (!isUse(use) || names.has(key)) continue;
        const resolution = resolve(use);
        // What stays unresolved here is a fault of its node.
        if (resolution.ok) names.set(key, this.#take(use, resolution.component));
      }
    }
    return names;
  }

  #needCodeRunner(pointer: string, nodeId: string): void {
    const { codeRunner, resolve } = this.options;
    if (codeRunner === undefined || this.codeRunner !== undefined) return;
    const use = parseUse('tool', codeRunner, pointer, nodeId);
    if (!isUse(use)) return void this.findings.push(use);
    const resolution = resolve(use, undefined);
    if (resolution.ok) this.codeRunner = this.#take(use, resolution.component);
    else this.findings.push(...resolutionFindings(use, resolution));
  }

  /** Records a component and what it brings along, and gives its full name. */
  #take(use: ComponentUse, component: ResolvedComponent): string {
    const name = fullNameOf(component);
    if (component.node_type === 'workflow' && this.#open.includes(name)) {
      const ring = [...this.#open.slice(this.#open.indexOf(name)), name].join(' → ');
      this.#refuse('workflow-cycle', use.pointer, `Workflows run each other in a ring: ${ring}.`, use.nodeId);
    } else if (!this.components.has(name)) {
      const { blueprint, tools } = component;
      const record = recordOf(component);
      this.components.set(name, record);
      if (component.node_type === 'workflow') this.#nest(use, name, component, blueprint);
      if (tools) this.components.set(name, { ...record, tools: this.#agentTools(use, component, tools) });
    }
    return name;
  }

  #nest(
    use: ComponentUse,
    name: string,
    component: ResolvedComponent,
    blueprint: DraftBlueprint | undefined,
  ): void {
    if (!blueprint) {
      return this.#refuse(
        'workflow-invalid',
        use.pointer,
        `The document of '${name}' was not read.`,
        use.nodeId,
      );
    }
    if (this.#open.length >= MAX_NESTING) {
      return this.#refuse(
        'workflow-too-deep',
        use.pointer,
        `'${name}' is nested deeper than ${MAX_NESTING} workflows.`,
        use.nodeId,
      );
    }
    this.#open.push(name);
    const before = this.findings.length;
    const flow = this.freeze(blueprint, component);
    this.#open.pop();
    if (flow) this.workflows.set(name, flow);
    // The author of this blueprint can look only at where the workflow is named.
    const inside = this.findings.splice(before);
    for (const fault of inside.slice(0, 20)) {
      const own = fault.code === 'workflow-cycle' || fault.code === 'workflow-too-deep';
      const detail =
        own || fault.detail.startsWith("In '")
          ? fault.detail
          : `In '${name}' at ${fault.pointer}: ${fault.detail}`;
      this.#refuse(own ? fault.code : 'workflow-invalid', use.pointer, detail, use.nodeId);
    }
  }

  #agentTools(use: ComponentUse, agent: ResolvedComponent, tools: readonly string[]): Record<string, string> {
    const names: [string, string][] = [];
    for (const text of tools) {
      const tool = parseUse('tool', text, use.pointer, use.nodeId);
      if (!isUse(tool)) {
        this.findings.push(tool);
        continue;
      }
      const resolution = this.options.resolve(tool, agent);
      if (resolution.ok) names.push([text, this.#take(tool, resolution.component)]);
      else this.findings.push(...resolutionFindings(tool, resolution));
    }
    return Object.fromEntries(names);
  }

  #refuse(code: Parameters<typeof finding>[0], pointer: string, detail: string, nodeId?: string): void {
    this.findings.push(finding(code, pointer, detail, { nodeId }));
  }
}

/** What of a resolved component is frozen. */
export function recordOf({
  blueprint: _blueprint,
  tools: _tools,
  deprecated: _deprecated,
  ...record
}: ResolvedComponent): FrozenComponent {
  return record;
}

function planOf(graph: Graph): Plan {
  const [root] = graph.scopes;
  const id = (number: number): string => graph.places[number]?.node.id ?? '';
  return {
    order: root.order.map(id),
    levels: root.levels.map((level) => level.map(id)),
    critical_path: criticalPath(graph).numbers.map(id),
  };
}

function faultsOf(errors: readonly BlueprintFinding[]): Record<string, Fault[]> {
  const faults = new Map<string, Fault[]>();
  for (const { nodeId, code, pointer, detail } of errors) {
    if (nodeId === undefined) continue;
    const known = faults.get(nodeId);
    if (known) known.push({ code, pointer, detail });
    else faults.set(nodeId, [{ code, pointer, detail }]);
  }
  return Object.fromEntries(faults);
}
