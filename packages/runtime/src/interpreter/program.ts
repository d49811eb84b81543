import { buildGraph, type Graph, type Scope } from '@iceos/core/graph';
import type { BlueprintNode } from '@iceos/core/blueprint';
import { compileCondition, type Condition } from '@iceos/core/condition';
import { compileTemplate, compileValue, type Template, type ValueTemplate } from '@iceos/core/template';
import type { NodeContext, NodeFault, Runnable } from './types.js';

const EMPTY: Scope = { pointer: '', container: undefined, members: [], order: [], levels: [] };

/**
 * A blueprint made ready to run: its graph, who waits for whom, and its templates and conditions, each compiled once and
 * evaluated often. Nothing in it changes while it runs, so runs may share it.
 */
export class Program {
  readonly graph: Graph;
  readonly outputs: Runnable['outputs'];
  private readonly faults: NonNullable<Runnable['faults']>;
  private readonly scopes: ReadonlyMap<string, Scope>;
  private readonly dependants: number[][];
  private readonly templates = new Map<string, Template>();
  private readonly values = new WeakMap<object, ValueTemplate>();
  private readonly conditions = new Map<string, Condition>();

  constructor({ nodes, outputs, faults = {} }: Runnable) {
    this.outputs = outputs;
    this.faults = faults;
    this.graph = buildGraph(nodes).graph;
    this.scopes = new Map(this.graph.scopes.map((scope) => [scope.pointer, scope]));
    this.dependants = this.graph.places.map(() => []);
    for (const [number, awaited] of this.graph.awaited.entries()) {
      for (const other of awaited) this.dependants[other]?.push(number);
    }
  }

  get root(): Scope {
    return this.graph.scopes[0];
  }

  node(number: number): BlueprintNode {
    // A frozen blueprint has been read as executable, so every node is whole.
    return this.graph.places[number]?.node as BlueprintNode;
  }

  /** Why a node cannot be run, where it was frozen incomplete. */
  faultsOf(number: number): readonly NodeFault[] {
    const { id } = this.node(number);
    return Object.hasOwn(this.faults, id) ? (this.faults[id] ?? []) : [];
  }

  /** The list of nodes inside a container: `member` is `body`, `true_path`, `false_path` or `branches/0`. */
  nested(number: number, member: string): Scope {
    return this.scopes.get(`${this.graph.places[number]?.pointer}/${member}`) ?? EMPTY;
  }

  /** Nodes of the same list that wait for `number`. */
  waitingFor(number: number): readonly number[] {
    return this.dependants[number] ?? [];
  }

  template(text: string): Template {
    let template = this.templates.get(text);
    if (!template) this.templates.set(text, (template = compileTemplate(text)));
    return template;
  }

  /** `value` with every template in its texts, at any depth, replaced by what it stands for. */
  render(value: unknown, context: NodeContext): unknown {
    if (typeof value === 'string') return this.template(value).render(context);
    if (typeof value !== 'object' || value === null) return value;
    let compiled = this.values.get(value);
    if (!compiled) this.values.set(value, (compiled = compileValue(value)));
    return compiled.render(context);
  }

  condition(text: string): Condition {
    let condition = this.conditions.get(text);
    if (!condition) this.conditions.set(text, (condition = compileCondition(text)));
    return condition;
  }
}
