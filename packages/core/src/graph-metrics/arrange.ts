import type { Graph, Scope } from '../graph.js';
import type { NodeType } from '../blueprint/types.js';
import { dependantsOf, idOf, idsOf } from './dependants.js';

/** Where a node is drawn. */
export interface ArrangedNode {
  readonly nodeId: string;
  readonly type: NodeType;
  readonly level: number;
  /** Id of the node that it stands in, whose upper left corner its position is measured from. */
  readonly container: string | undefined;
  /** Ids of the nodes that wait for it. */
  readonly dependants: readonly string[];
  /** Upper left corner, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 180;
const HEIGHT = 80;
/** Between columns, between the nodes of one, around what is nested, and above it for the name of the node. */
const GAP = { x: 80, y: 40, inside: 20, title: 40 } as const;
/** Times that the nodes of every column are put beside those they are connected with. */
const ROUNDS = 3;

interface Box {
  readonly width: number;
  readonly height: number;
}

type Adjacency = readonly (readonly number[])[];

/**
 * Draws a graph from left to right: a column for each level, in it each node near those it is connected with; nested
 * lists inside their nodes, one below the other. Nothing overlaps, and the same graph is drawn in the same way everywhere.
 * Near-linear.
 */
export function arrange(graph: Graph): ArrangedNode[] {
  const dependants = dependantsOf(graph);
  const boxes: Box[] = graph.places.map(() => ({ width: WIDTH, height: HEIGHT }));
  const spots = graph.places.map(() => ({ x: 0, y: 0, level: 0 }));
  const lists = graph.scopes.map((scope) => ({ scope, box: { width: 0, height: 0 } }));
  const listsOf = new Map<number, number[]>();
  for (const [at, { container }] of graph.scopes.entries()) {
    if (container === undefined) continue;
    const known = listsOf.get(container);
    if (known) known.push(at);
    else listsOf.set(container, [at]);
  }
  const means = { place: new Float64Array(boxes.length), mean: new Float64Array(boxes.length) };
  // Lists come after the one that their node stands in, so the innermost are drawn first.
  for (const [at, list] of [...lists.entries()].toReversed()) {
    for (const number of list.scope.members) {
      const inner = listsOf.get(number);
      if (inner) boxes[number] = stack(inner.map((one) => lists[one]?.box ?? { width: 0, height: 0 }));
    }
    const columns = sortColumns(columnsOf(list.scope), graph.awaited, dependants, means);
    lists[at] = { scope: list.scope, box: putColumns(columns, boxes, spots) };
  }
  shiftNested(lists, listsOf, spots);
  return graph.places.map(({ node, container }, number) => ({
    nodeId: node.id,
    type: node.type,
    container: container === undefined ? undefined : idOf(graph, container),
    dependants: idsOf(graph, dependants[number] ?? []),
    ...(spots[number] ?? { x: 0, y: 0, level: 0 }),
    ...(boxes[number] ?? { width: WIDTH, height: HEIGHT }),
  }));
}

/** The levels of a list; what can never start stands in a column of its own at the end. */
function columnsOf({ levels, order, members }: Scope): number[][] {
  const columns = levels.map((level) => [...level]);
  if (order.length === members.length) return columns;
  const ordered = new Set(order);
  return [...columns, members.filter((number) => !ordered.has(number))];
}

/** Puts the nodes of each column into the order of the mean place of those they are connected with, to and fro. */
function sortColumns(
  columns: number[][],
  awaited: Adjacency,
  dependants: Adjacency,
  means: Means,
): number[][] {
  const { place, mean } = means;
  const settle = (column: readonly number[]) =>
    column.forEach((number, at) => (place[number] = (at + 0.5) / column.length));
  const sortBy = (column: number[], neighbours: Adjacency) => {
    if (column.length < 2) return;
    for (const number of column) {
      const near = neighbours[number] ?? [];
      const sum = near.reduce((total, one) => total + (place[one] ?? 0), 0);
      mean[number] = near.length > 0 ? sum / near.length : (place[number] ?? 0);
    }
    column.sort((a, b) => (mean[a] ?? 0) - (mean[b] ?? 0) || a - b);
    settle(column);
  };
  columns.forEach(settle);
  for (let round = 0; round < ROUNDS; round++) {
    for (const column of columns) sortBy(column, awaited);
    for (const column of columns.toReversed()) sortBy(column, dependants);
  }
  return columns;
}

/** By number: where a node is in its column, from 0 to 1, and where those are that it is connected with. */
interface Means {
  readonly place: Float64Array;
  readonly mean: Float64Array;
}

/** Gives every node its spot in the list, columns centred on each other, and answers how large the list is. */
function putColumns(
  columns: readonly (readonly number[])[],
  boxes: readonly Box[],
  spots: { x: number; y: number; level: number }[],
): Box {
  const heights = columns.map((column) =>
    column.reduce((sum, number, at) => sum + (at > 0 ? GAP.y : 0) + (boxes[number]?.height ?? 0), 0),
  );
  const height = heights.reduce((most, one) => Math.max(most, one), 0);
  let x = 0;
  for (const [level, column] of columns.entries()) {
    let y = Math.floor((height - (heights[level] ?? 0)) / 2);
    let width = 0;
    for (const number of column) {
      spots[number] = { x, y, level };
      y += (boxes[number]?.height ?? 0) + GAP.y;
      width = Math.max(width, boxes[number]?.width ?? 0);
    }
    x += width + GAP.x;
  }
  return { width: Math.max(x - GAP.x, 0), height };
}

/** The box of a node with lists of these sizes in it, one below the other. */
function stack(inner: readonly Box[]): Box {
  const width = inner.reduce((most, box) => Math.max(most, box.width), 0);
  const height = inner.reduce((sum: number, box) => sum + box.height + GAP.inside, GAP.title);
  return { width: Math.max(width + 2 * GAP.inside, WIDTH), height: Math.max(height, HEIGHT) };
}

/** Moves what is nested to its list's place in the node. */
function shiftNested(
  lists: readonly { readonly scope: Scope; readonly box: Box }[],
  listsOf: ReadonlyMap<number, readonly number[]>,
  spots: { x: number; y: number; level: number }[],
): void {
  for (const inner of listsOf.values()) {
    let top: number = GAP.title;
    for (const at of inner) {
      const list = lists[at];
      for (const number of list?.scope.members ?? []) {
        const spot = spots[number];
        if (spot) spots[number] = { ...spot, x: spot.x + GAP.inside, y: spot.y + top };
      }
      top += (list?.box.height ?? 0) + GAP.inside;
    }
  }
}
