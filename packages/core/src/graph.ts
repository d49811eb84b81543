import { finding, type BlueprintFinding } from './blueprint/findings.js';
import type { DraftNode } from './blueprint/types.js';
import { untangle } from './graph/cycles.js';
import { connect } from './graph/edges.js';
import { order } from './graph/order.js';
import { layOut, type ListOfNodes, type Place } from './graph/places.js';

export type { Place } from './graph/places.js';

/** One list of nodes and how it runs. Numbers are indexes into `Graph.places`. */
export interface Scope extends ListOfNodes {
  /** Every node after what it waits for, otherwise as listed. Nodes that can never start are left out. */
  readonly order: readonly number[];
  /** The same nodes by level: the longest path of waiting below them (docs/spec/blueprint.md 9). */
  readonly levels: readonly (readonly number[])[];
}

/** The nodes of a blueprint, nested ones included, and who waits for whom. */
export interface Graph {
  /** Every node in pre-order; its index is its number. */
  readonly places: readonly Place[];
  /** Number of the node with an id. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Every list of nodes; the first is `nodes`. */
  readonly scopes: readonly [Scope, ...Scope[]];
  /**
   * Per node: the nodes of its own list that must have succeeded before it starts. Holds its dependencies beside it and
   * those that nodes inside it have there; edges that close a recursion are left out.
   */
  readonly awaited: readonly (readonly number[])[];
  /** Per node that has any: dependencies that close a recursion, so that it starts without them. */
  readonly feedback: ReadonlyMap<number, readonly number[]>;
}

/**
 * Builds the graph of `nodes` and says everything that is wrong with it (docs/spec/blueprint.md 6.1, 6.2): duplicate ids,
 * dependencies that are missing, on the node itself, on a container or out of sight, and cycles with their members. The
 * graph is there whatever was found; what can never start is missing from order and levels. Near-linear.
 */
export function buildGraph(nodes: readonly DraftNode[]): { graph: Graph; findings: BlueprintFinding[] } {
  const layout = layOut(nodes);
  const edges = connect(layout);
  const cycles = untangle(layout, edges.awaited);
  const blocked = new Set([...edges.faulty, ...cycles.tangled]);
  const { sequence, level } = order(cycles.awaited, blocked);
  const sequences: number[][] = layout.lists.map(() => []);
  for (const number of sequence) sequences[layout.places[number]?.scope ?? 0]?.push(number);
  const scopes = layout.lists.map((list, index): Scope => {
    const run = sequences[index] ?? [];
    return { ...list, order: run, levels: byLevel(run, level) };
  });
  const [root, ...nested] = scopes;
  const graph: Graph = {
    places: layout.places,
    indexOf: layout.indexOf,
    scopes: [
      root ?? { pointer: '/nodes', container: undefined, members: [], order: [], levels: [] },
      ...nested,
    ],
    awaited: cycles.awaited,
    feedback: cycles.feedback,
  };
  const findings = [...layout.findings, ...edges.findings, ...cycles.findings];
  return { graph, findings: [...findings, ...unreachable(graph, blocked, level)] };
}

function byLevel(run: readonly number[], level: Int32Array): number[][] {
  const levels: number[][] = [];
  for (const number of run) (levels[level[number] ?? 0] ??= []).push(number);
  return levels.map((numbers) => numbers.sort((a, b) => a - b));
}

/** One finding for all nodes that wait, directly or not, for one that can never start. */
function unreachable(graph: Graph, blocked: ReadonlySet<number>, level: Int32Array): BlueprintFinding[] {
  const stranded = graph.places.filter((_, number) => level[number] === -1 && !blocked.has(number));
  const [first] = stranded;
  if (!first) return [];
  const names = stranded.slice(0, 10).map(({ node }) => `'${node.id}'`);
  const more = stranded.length > names.length ? ` and ${stranded.length - names.length} more` : '';
  const detail = `Can never start, because what they wait for cannot: ${names.join(', ')}${more}.`;
  return [finding('node-unreachable', first.pointer, detail, { nodeId: first.node.id })];
}

export interface CriticalPath {
  /** Numbers of the nodes of `nodes` on it, first to last. */
  readonly numbers: readonly number[];
  readonly weight: number;
}

/**
 * The heaviest chain of waiting nodes at the top of the blueprint: what the run takes however much runs at once. `weigh`
 * gives the weight of a node (time, cost; by default 1); of equal chains the one through the smallest numbers.
 */
export function criticalPath(graph: Graph, weigh: (place: Place) => number = () => 1): CriticalPath {
  const [{ order: run }] = graph.scopes;
  const weights = new Map<number, number>();
  const before = new Map<number, number>();
  let last: number | undefined;
  for (const number of run) {
    const heaviest = heaviestOf(graph.awaited[number] ?? [], weights);
    const place = graph.places[number];
    weights.set(
      number,
      (heaviest === undefined ? 0 : (weights.get(heaviest) ?? 0)) + (place ? weigh(place) : 0),
    );
    if (heaviest !== undefined) before.set(number, heaviest);
    last = heaviestOf(last === undefined ? [number] : [last, number], weights);
  }
  const numbers: number[] = [];
  for (let at = last; at !== undefined; at = before.get(at)) numbers.push(at);
  return { numbers: numbers.reverse(), weight: last === undefined ? 0 : (weights.get(last) ?? 0) };
}

function heaviestOf(numbers: readonly number[], weights: ReadonlyMap<number, number>): number | undefined {
  let heaviest: number | undefined;
  for (const number of numbers) {
    if (heaviest === undefined) heaviest = number;
    const difference = (weights.get(number) ?? 0) - (weights.get(heaviest) ?? 0);
    if (difference > 0 || (difference === 0 && number < heaviest)) heaviest = number;
  }
  return heaviest;
}
