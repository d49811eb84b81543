import { criticalPath, type Graph } from '../graph.js';
import { dependantsOf, idOf, idsOf } from './dependants.js';

/** What hangs on one node. */
export interface NodeImpact {
  readonly nodeId: string;
  readonly dependencies: readonly string[];
  readonly dependants: readonly string[];
  /** What must have succeeded before it starts, directly or not, for the nodes that it stands in too. */
  readonly upstream: readonly string[];
  /** What waits for it, directly or not; where it is nested, also the nodes it stands in and what waits for those. */
  readonly downstream: readonly string[];
  /** Nodes inside it. */
  readonly inside: readonly string[];
  readonly critical: boolean;
  /** Share of the other nodes that `downstream` and `inside` are, 0 to 1. */
  readonly share: number;
}

/** What hangs on the node with this id; undefined when there is none. All lists in document order. Linear. */
export function impactOf(graph: Graph, id: string): NodeImpact | undefined {
  const number = graph.indexOf.get(id);
  if (number === undefined) return undefined;
  const dependants = dependantsOf(graph);
  const chain = chainOf(graph, number);
  const upstream = reach(graph.awaited, chain);
  const downstream = reach(dependants, chain);
  for (const container of chain.slice(1)) downstream.add(container);
  const inside = insideOf(graph, [number]);
  const alsoInside = insideOf(
    graph,
    [...downstream].filter((one) => !chain.includes(one)),
  );
  const affected = new Set([...downstream, ...alsoInside, ...inside]);
  const others = graph.places.length - 1;
  const named = (numbers: Iterable<number>) =>
    idsOf(
      graph,
      [...numbers].sort((a, b) => a - b),
    );
  return {
    nodeId: idOf(graph, number),
    dependencies: idsOf(graph, graph.awaited[number] ?? []),
    dependants: idsOf(graph, dependants[number] ?? []),
    upstream: named(upstream),
    downstream: named(new Set([...downstream, ...alsoInside])),
    inside: named(inside),
    critical: criticalPath(graph).numbers.some((one) => chain.includes(one)),
    share: others > 0 ? Number((affected.size / others).toFixed(4)) : 0,
  };
}

/** The node, and the nodes it stands in, from the inside out. */
function chainOf({ places }: Graph, number: number): number[] {
  const chain: number[] = [];
  for (let at: number | undefined = number; at !== undefined; at = places[at]?.container) chain.push(at);
  return chain;
}

/** Everything that can be reached from `starts`, without them. */
function reach(next: readonly (readonly number[])[], starts: readonly number[]): Set<number> {
  const reached = new Set(starts);
  const waiting = [...starts];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    for (const one of next[number] ?? []) {
      if (reached.has(one)) continue;
      reached.add(one);
      waiting.push(one);
    }
  }
  for (const start of starts) reached.delete(start);
  return reached;
}

/** Every node inside one of `containers`, at any depth. */
function insideOf({ places }: Graph, containers: readonly number[]): Set<number> {
  const outer = new Set(containers);
  const inside = new Set<number>();
  // Containers come before what is in them.
  for (const [number, { container }] of places.entries()) {
    if (container !== undefined && (outer.has(container) || inside.has(container))) inside.add(number);
  }
  return inside;
}
