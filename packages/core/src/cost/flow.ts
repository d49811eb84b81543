import { attemptsOf } from '../checks/bounds.js';
import type { DraftNode } from '../blueprint/types.js';
import { cyclicComponents } from '../graph/cycles.js';
import type { Graph, Place } from '../graph.js';
import { either, isFree, NOTHING, ONCE, sum, times, within, type Amount, type Times } from './amount.js';
import type { CallCost, Unbound } from './call.js';
import { leafCost, rounds, type Prices } from './nodes.js';

/** A node that costs something itself, and how often it is done. */
export interface Leaf {
  readonly place: Place;
  readonly cost: CallCost;
  readonly times: Times;
}

/** Something that nothing bounds, where it stands. */
export interface UnboundPlace extends Unbound {
  readonly place: Place;
}

export interface FlowCost extends Amount {
  readonly leaves: readonly Leaf[];
  readonly unbound: readonly UnboundPlace[];
}

/** What a loop over a list of unknown length is expected to run. */
const USUAL_ITEMS = 10;
const RECURSIONS = 50;

/**
 * What one run of the nodes of `graph` costs (docs/spec/cost.md 5): each node its own cost, times its attempts, times its
 * rounds in recursions, times the iterations of every loop around it. Nodes in `faulty` fail before they do anything.
 */
export function flowCost(graph: Graph, faulty: ReadonlySet<string>, prices: Prices): FlowCost {
  const { places } = graph;
  const repeated = repetitions(graph);
  const lists = listsByContainer(graph);
  const amounts: Amount[] = places.map(() => NOTHING);
  const costs: CallCost[] = places.map(() => NOTHING);
  const unbound: UnboundPlace[] = [];
  // Pre-order: going backwards, what stands in a node comes before it.
  for (let number = places.length - 1; number >= 0; number--) {
    const place = places[number] as Place;
    if (faulty.has(place.node.id)) continue;
    const inside = (lists.get(number) ?? []).map(({ pointer, members }) => ({
      pointer,
      amount: sum(members.map((member) => amounts[member] ?? NOTHING)),
    }));
    const cost = leafCost(place.node, prices);
    costs[number] = cost;
    if (cost.unbound) unbound.push({ ...cost.unbound, place });
    else unbound.push(...endlessLoop(place, inside));
    amounts[number] = times(sum([cost, together(place.node, inside)]), repeated[number] ?? ONCE);
  }
  const top = graph.scopes[0].members.map((member) => amounts[member] ?? NOTHING);
  return { ...sum(top), leaves: leavesOf(graph, repeated, costs), unbound: unbound.reverse() };
}

interface Inside {
  readonly pointer: string;
  readonly amount: Amount;
}

/** What the lists of nodes in a node cost together when it is done once. */
function together(node: DraftNode, inside: readonly Inside[]): Amount {
  const all = sum(inside.map(({ amount }) => amount));
  if (node.type === 'loop') return times(all, iterations(node));
  if (node.type !== 'condition') return all;
  const [one = NOTHING, other = NOTHING] = inside.map(({ amount }) => amount);
  return either(one, other);
}

function iterations({ max_iterations: most }: { readonly max_iterations?: number | null }): Times {
  return typeof most === 'number'
    ? rounds(most, USUAL_ITEMS)
    : { most: undefined, expected: BigInt(USUAL_ITEMS) };
}

function endlessLoop(place: Place, inside: readonly Inside[]): UnboundPlace[] {
  const { node } = place;
  if (node.type !== 'loop' || typeof node.max_iterations === 'number') return [];
  if (inside.every(({ amount }) => isFree(amount))) return [];
  const detail = 'it runs for each item of a list of any length, and what is in it costs';
  return [{ code: 'cost-unbounded', at: '', detail, place }];
}

function listsByContainer({ scopes }: Graph): Map<number, Graph['scopes'][number][]> {
  const lists = new Map<number, Graph['scopes'][number][]>();
  for (const scope of scopes) {
    if (scope.container === undefined) continue;
    const known = lists.get(scope.container);
    if (known) known.push(scope);
    else lists.set(scope.container, [scope]);
  }
  return lists;
}

/** Per node: how often it is done each time the list it stands in is. */
function repetitions(graph: Graph): Times[] {
  const recursions = graph.places.map(({ node }): Times => {
    return node.type === 'recursive' ? rounds(node.max_iterations ?? RECURSIONS) : ONCE;
  });
  const repeated = [...recursions];
  if (graph.feedback.size > 0) {
    const edges = graph.awaited.map((on, number) => [...on, ...(graph.feedback.get(number) ?? [])]);
    // A recursion brings round every node on a way through it.
    for (const ring of cyclicComponents(edges)) {
      const around = ring.map((number) => recursions[number] ?? ONCE).reduce(within, ONCE);
      for (const number of ring) repeated[number] = around;
    }
  }
  return repeated.map((often, number) => {
    const attempts = BigInt(attemptsOf((graph.places[number] as Place).node));
    return within(often, { most: attempts, expected: 1n });
  });
}

/** Nodes with a cost of their own, and how often all that is around them has them done. */
function leavesOf({ places }: Graph, repeated: readonly Times[], costs: readonly CallCost[]): Leaf[] {
  const inside: Times[] = [];
  return places.flatMap((place, number) => {
    const around = place.container === undefined ? ONCE : (inside[place.container] ?? ONCE);
    const often = within(around, repeated[number] ?? ONCE);
    inside.push(place.node.type === 'loop' ? within(often, iterations(place.node)) : often);
    const cost = costs[number] ?? NOTHING;
    return isFree(cost) ? [] : [{ place, cost, times: often }];
  });
}
