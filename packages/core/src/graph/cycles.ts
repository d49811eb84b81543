import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import type { Layout } from './places.js';

export interface Untangled {
  /** `awaited` without the edges that close a legal recursion. */
  readonly awaited: readonly (readonly number[])[];
  /** Per node: what it would wait for, were that not the edge that closes a recursion. */
  readonly feedback: ReadonlyMap<number, readonly number[]>;
  /** Members of cycles that are not legal. */
  readonly tangled: ReadonlySet<number>;
  readonly findings: readonly BlueprintFinding[];
}

type Adjacency = readonly (readonly number[])[];

/**
 * Finds cycles and takes out the edges that close legal ones (docs/spec/blueprint.md 6.2): a cycle is legal when a
 * recursive node in it lists another of its members in `recursive_sources`. The edge left out is the one by which the
 * source waits for the recursive node, so that sources come first; failing that, the one by which the recursive node waits
 * for the source; failing both, those by which members of the cycle wait for the recursive node.
 */
export function untangle(layout: Layout, awaited: Adjacency): Untangled {
  const components = cyclicComponents(awaited);
  if (components.length === 0) {
    return { awaited, feedback: new Map(), tangled: new Set(), findings: [] };
  }
  const closing = new Map<number, Set<number>>();
  for (const component of components) closeRecursions(layout, awaited, component, closing);
  const rest = awaited.map((on, number) => {
    const left = closing.get(number);
    return left ? on.filter((one) => !left.has(one)) : on;
  });
  const illegal = cyclicComponents(rest);
  return {
    awaited: rest,
    feedback: new Map([...closing].map(([number, on]) => [number, [...on]])),
    tangled: new Set(illegal.flat()),
    findings: illegal.map((component) => describe(layout, rest, component)),
  };
}

/** Adds to `closing` the edges, waiting node to awaited ones, that close the recursions of one component. */
function closeRecursions(
  layout: Layout,
  awaited: Adjacency,
  component: readonly number[],
  closing: Map<number, Set<number>>,
): void {
  const waitsFor = new Map(component.map((number) => [number, new Set(awaited[number])]));
  const dependants = new Map<number, number[]>(component.map((number) => [number, []]));
  for (const [number, on] of waitsFor) for (const one of on) dependants.get(one)?.push(number);
  const close = (waiting: number, on: number): void => {
    const already = closing.get(waiting);
    if (already) already.add(on);
    else closing.set(waiting, new Set([on]));
  };
  for (const number of component) {
    const sources = sourcesOf(layout, number).filter((source) => waitsFor.has(source));
    let closed = false;
    for (const source of sources) {
      if (waitsFor.get(source)?.has(number)) close(source, number);
      else if (waitsFor.get(number)?.has(source)) close(number, source);
      else continue;
      closed = true;
    }
    if (sources.length > 0 && !closed) for (const other of dependants.get(number) ?? []) close(other, number);
  }
}

/** Numbers of the other nodes that a recursive node lists as its sources; none for any other node. */
function sourcesOf(layout: Layout, number: number): number[] {
  const node = layout.places[number]?.node;
  if (node?.type !== 'recursive') return [];
  return (node.recursive_sources ?? []).flatMap((id) => {
    const source = layout.indexOf.get(id);
    return source === undefined || source === number ? [] : [source];
  });
}

function describe(layout: Layout, awaited: Adjacency, component: readonly number[]): BlueprintFinding {
  const cycle = shortestCycle(awaited, component);
  const ids = cycle.map((number) => layout.places[number]?.node.id ?? '');
  const shown = ids.length > 20 ? [...ids.slice(0, 19), `… ${ids.length - 19} more`] : ids;
  const first = layout.places[cycle[0] ?? 0];
  const others = component.length - cycle.length;
  const more = others > 0 ? ` ${others} more nodes are entangled in it.` : '';
  return finding(
    'cycle',
    `${first?.pointer ?? ''}/dependencies`,
    `Blueprint contains circular dependencies: ${[...shown, ids[0]].join(' → ')} (each waits for the next).${more}`,
    { nodeId: first?.node.id },
  );
}

/** A shortest cycle through the first member of a strongly connected component. */
function shortestCycle(awaited: Adjacency, component: readonly number[]): number[] {
  const members = new Set(component);
  const start = Math.min(
    ...component.slice(0, 1),
    component.reduce((a, b) => Math.min(a, b)),
  );
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const number = queue[at] ?? start;
    for (const on of awaited[number] ?? []) {
      if (on === start) return backwards(cameFrom, start, number);
      if (!members.has(on) || cameFrom.has(on)) continue;
      cameFrom.set(on, number);
      queue.push(on);
    }
  }
  return [start];
}

function backwards(cameFrom: ReadonlyMap<number, number>, start: number, last: number): number[] {
  const path = [last];
  for (let at = last; at !== start;) {
    at = cameFrom.get(at) ?? start;
    path.push(at);
  }
  return path.reverse();
}

/** Strongly connected components of more than one node, by Tarjan's algorithm with its own stack. Linear. */
export function cyclicComponents(awaited: Adjacency): number[][] {
  const components: number[][] = [];
  const order = new Int32Array(awaited.length).fill(-1);
  const low = new Int32Array(awaited.length);
  const onStack = new Uint8Array(awaited.length);
  const stack: number[] = [];
  const calls: { number: number; next: number }[] = [];
  let count = 0;
  const enter = (number: number): void => {
    order[number] = low[number] = count++;
    onStack[number] = 1;
    stack.push(number);
    calls.push({ number, next: 0 });
  };
  const leave = (number: number): void => {
    calls.pop();
    const caller = calls.at(-1)?.number;
    if (caller !== undefined) low[caller] = Math.min(low[caller] ?? 0, low[number] ?? 0);
    if (low[number] !== order[number]) return;
    const component = stack.splice(stack.lastIndexOf(number));
    for (const member of component) onStack[member] = 0;
    if (component.length > 1) components.push(component);
  };
  for (let root = 0; root < awaited.length; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const on = awaited[call.number]?.[call.next++];
      if (on === undefined) leave(call.number);
      else if (order[on] === -1) enter(on);
      else if (onStack[on]) low[call.number] = Math.min(low[call.number] ?? 0, order[on] ?? 0);
    }
  }
  return components;
}
