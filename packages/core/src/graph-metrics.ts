import { criticalPath, type Graph } from './graph.js';
import type { NodeType } from './blueprint/types.js';
import { betweenness } from './graph-metrics/betweenness.js';
import { dependantsOf, idOf, idsOf } from './graph-metrics/dependants.js';
import { PROFILES, type NodeProfile } from './graph-metrics/profiles.js';

export { impactOf, type NodeImpact } from './graph-metrics/impact.js';
export { arrange, type ArrangedNode } from './graph-metrics/arrange.js';
export { PROFILES, type NodeProfile } from './graph-metrics/profiles.js';

/** A node through which more than this share of all ways between other nodes leads is a bottleneck. */
const BOTTLENECK = 0.3;

/** The nodes of the first level list that may start together. */
export interface LevelGroup {
  readonly level: number;
  /** Ids of nodes that may well run at once. */
  readonly parallelSafe: readonly string[];
  /** Ids of agents and the like: they act, so that their order may matter. */
  readonly sequentialOnly: readonly string[];
}

export interface Bottleneck {
  readonly nodeId: string;
  /** Share of the shortest ways between other nodes that lead through it, 0 to 1. */
  readonly betweenness: number;
}

/** What can be counted in a graph. Where nothing else is said, it is about the list `nodes`, not what is nested in it. */
export interface GraphMetrics {
  /** Nested nodes included. */
  readonly nodes: number;
  /** Waits between nodes of one list, nested lists included. */
  readonly edges: number;
  /** Waits on the longest chain. */
  readonly maxDepth: number;
  /** How deep lists stand in nodes; 0 where none does. */
  readonly nesting: number;
  /** Most nodes on one level. */
  readonly width: number;
  /** Parts that no wait connects. */
  readonly parts: number;
  /** Nested nodes included. */
  readonly types: ReadonlyMap<NodeType, number>;
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  readonly levels: readonly LevelGroup[];
  readonly criticalPath: readonly string[];
  /** Undefined where the graph is too large to tell: looking takes nodes × (nodes + edges) steps. */
  readonly bottlenecks: readonly Bottleneck[] | undefined;
}

/** A node as the analysis shows it. */
export interface NodeAnalysis extends NodeProfile {
  readonly nodeId: string;
  readonly type: NodeType;
  /** In its own list. */
  readonly level: number;
  /** Id of the node that it stands in. */
  readonly container: string | undefined;
  readonly dependencies: readonly string[];
  readonly dependants: readonly string[];
  readonly critical: boolean;
}

/** Counts what can be counted. Linear but for the bottlenecks, whose search is bounded. */
export function measureGraph(graph: Graph): GraphMetrics {
  const [top] = graph.scopes;
  const dependants = dependantsOf(graph);
  const types = new Map<NodeType, number>();
  for (const { node } of graph.places) types.set(node.type, (types.get(node.type) ?? 0) + 1);
  const isRoot = (number: number) => (graph.awaited[number] ?? []).length === 0;
  const isLeaf = (number: number) => (dependants[number] ?? []).length === 0;
  return {
    nodes: graph.places.length,
    edges: graph.awaited.reduce((sum, on) => sum + on.length, 0),
    maxDepth: Math.max(top.levels.length - 1, 0),
    nesting: nestingOf(graph),
    width: top.levels.reduce((most, level) => Math.max(most, level.length), 0),
    parts: partsOf(graph, dependants),
    types: new Map([...types].sort(([one], [other]) => (one < other ? -1 : 1))),
    roots: idsOf(graph, top.members.filter(isRoot)),
    leaves: idsOf(graph, top.members.filter(isLeaf)),
    levels: top.levels.map((numbers, level) => groupOf(graph, numbers, level)),
    criticalPath: idsOf(graph, criticalPath(graph).numbers),
    bottlenecks: bottlenecksOf(graph, dependants),
  };
}

/** Every node with what is known of its type and its place, in document order. */
export function analyseNodes(graph: Graph): NodeAnalysis[] {
  const dependants = dependantsOf(graph);
  const critical = new Set(criticalPath(graph).numbers);
  const levels = new Map<number, number>();
  for (const scope of graph.scopes) {
    scope.levels.forEach((numbers, level) => numbers.forEach((number) => levels.set(number, level)));
  }
  return graph.places.map(({ node, container }, number) => ({
    nodeId: node.id,
    type: node.type,
    level: levels.get(number) ?? 0,
    container: container === undefined ? undefined : idOf(graph, container),
    ...PROFILES[node.type],
    dependencies: idsOf(graph, graph.awaited[number] ?? []),
    dependants: idsOf(graph, dependants[number] ?? []),
    critical: critical.has(number),
  }));
}

function groupOf(graph: Graph, numbers: readonly number[], level: number): LevelGroup {
  const isSafe = (number: number) => {
    const type = graph.places[number]?.node.type;
    return type !== undefined && PROFILES[type].parallelSafe;
  };
  return {
    level,
    parallelSafe: idsOf(graph, numbers.filter(isSafe)),
    sequentialOnly: idsOf(
      graph,
      numbers.filter((number) => !isSafe(number)),
    ),
  };
}

function bottlenecksOf(
  graph: Graph,
  dependants: readonly (readonly number[])[],
): readonly Bottleneck[] | undefined {
  const shares = betweenness(graph.scopes[0].members, dependants);
  if (!shares) return undefined;
  return [...shares]
    .filter(([, share]) => share > BOTTLENECK)
    .sort(([one, share], [other, otherShare]) => otherShare - share || one - other)
    .map(([number, share]) => ({ nodeId: idOf(graph, number), betweenness: Number(share.toFixed(4)) }));
}

function nestingOf({ places }: Graph): number {
  const depths = new Int32Array(places.length);
  let most = 0;
  // Containers come before what is in them.
  for (const [number, { container }] of places.entries()) {
    if (container === undefined) continue;
    const depth = (depths[container] ?? 0) + 1;
    depths[number] = depth;
    most = Math.max(most, depth);
  }
  return most;
}

function partsOf(graph: Graph, dependants: readonly (readonly number[])[]): number {
  const seen = new Set<number>();
  let parts = 0;
  for (const start of graph.scopes[0].members) {
    if (seen.has(start)) continue;
    parts += 1;
    const waiting = [start];
    seen.add(start);
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      for (const next of [...(graph.awaited[number] ?? []), ...(dependants[number] ?? [])]) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return parts;
}
