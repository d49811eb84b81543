import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DraftNode } from './blueprint.js';
import { buildGraph } from './graph.js';
import {
  analyseNodes,
  arrange,
  impactOf,
  measureGraph,
  PROFILES,
  type ArrangedNode,
} from './graph-metrics.js';

function tool(id: string, ...dependencies: string[]): DraftNode {
  return { id, type: 'tool', dependencies };
}

function loop(id: string, dependencies: string[], ...body: DraftNode[]): DraftNode {
  return { id, type: 'loop', items_source: 'x', dependencies, body };
}

const graphOf = (...nodes: DraftNode[]) => buildGraph(nodes).graph;
const measure = (...nodes: DraftNode[]) => measureGraph(graphOf(...nodes));
const chain = (length: number) =>
  Array.from({ length }, (_, at) => (at === 0 ? tool('n0') : tool(`n${at}`, `n${at - 1}`)));

/** Nodes `n0` …, each waiting for some of those before it. */
const dags = fc
  .integer({ min: 1, max: 14 })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, at) =>
        fc.subarray(Array.from({ length: at }, (_, before) => `n${before}`)),
      ),
    ),
  )
  .map((dependencies) => dependencies.map((on, at) => tool(`n${at}`, ...on)));

describe('what is counted', () => {
  it('of nothing is nothing', () => {
    expect(measure()).toEqual({
      nodes: 0,
      edges: 0,
      maxDepth: 0,
      nesting: 0,
      width: 0,
      parts: 0,
      types: new Map(),
      roots: [],
      leaves: [],
      levels: [],
      criticalPath: [],
      bottlenecks: [],
    });
  });

  it('of one node is one level', () => {
    expect(measure(tool('a'))).toMatchObject({
      nodes: 1,
      edges: 0,
      maxDepth: 0,
      width: 1,
      parts: 1,
      roots: ['a'],
      leaves: ['a'],
      levels: [{ level: 0, parallelSafe: ['a'], sequentialOnly: [] }],
      criticalPath: ['a'],
      bottlenecks: [],
    });
  });

  it('holds levels, the longest chain, and what everything leads through', () => {
    const agent: DraftNode = { id: 'c', type: 'agent', dependencies: ['a'] };
    const metrics = measure(tool('a'), agent, tool('d', 'c'), tool('e', 'd'), tool('f', 'd'));
    expect(metrics).toMatchObject({
      nodes: 5,
      edges: 4,
      maxDepth: 3,
      width: 2,
      parts: 1,
      roots: ['a'],
      leaves: ['e', 'f'],
      criticalPath: ['a', 'c', 'd', 'e'],
      bottlenecks: [{ nodeId: 'd', betweenness: 0.3333 }],
    });
    expect(metrics.levels[1]).toEqual({ level: 1, parallelSafe: [], sequentialOnly: ['c'] });
    expect([...metrics.types]).toEqual([
      ['agent', 1],
      ['tool', 4],
    ]);
  });

  it('counts nested nodes and their waits, and how deep they stand', () => {
    const inner = loop('inner', [], tool('x'), tool('y', 'x'));
    expect(measure(tool('a'), loop('outer', ['a'], inner), tool('alone'))).toMatchObject({
      nodes: 6,
      edges: 2,
      maxDepth: 1,
      nesting: 2,
      width: 2,
      parts: 2,
    });
  });

  it('does not look for bottlenecks where that takes too long', () => {
    expect(measure(...chain(1000)).bottlenecks).toBeInstanceOf(Array);
    const { bottlenecks, nodes, maxDepth } = measure(...chain(10_000));
    expect({ bottlenecks, nodes, maxDepth }).toEqual({
      bottlenecks: undefined,
      nodes: 10_000,
      maxDepth: 9999,
    });
  });

  it('finds the bottlenecks that counting every shortest way finds', () => {
    fc.assert(
      fc.property(dags, (nodes) => {
        const found = measure(...nodes).bottlenecks ?? [];
        expect(new Map(found.map(({ nodeId, betweenness }) => [nodeId, betweenness]))).toEqual(
          new Map([...countWays(nodes)].filter(([, share]) => share > 0.3).sort()),
        );
      }),
    );
  });
});

/** Betweenness by listing every shortest way. */
function countWays(nodes: readonly DraftNode[]): Map<string, number> {
  const followers = new Map(
    nodes.map(({ id }) => [
      id,
      nodes.filter(({ dependencies = [] }) => dependencies.includes(id)).map((n) => n.id),
    ]),
  );
  const shares = new Map(nodes.map(({ id }) => [id, 0]));
  for (const { id: from } of nodes) {
    let ways = (followers.get(from) ?? []).map((id) => [from, id]);
    const reached = new Set([from]);
    while (ways.length > 0) {
      const ends = new Set(ways.map((way) => way.at(-1)!));
      for (const end of ends) {
        if (reached.has(end)) continue;
        const shortest = ways.filter((way) => way.at(-1) === end);
        for (const way of shortest) {
          for (const between of way.slice(1, -1))
            shares.set(between, shares.get(between)! + 1 / shortest.length);
        }
      }
      const fresh = ways.filter((way) => !reached.has(way.at(-1)!));
      ends.forEach((end) => reached.add(end));
      ways = fresh.flatMap((way) => (followers.get(way.at(-1)!) ?? []).map((id) => [...way, id]));
    }
  }
  const pairs = (nodes.length - 1) * (nodes.length - 2);
  return new Map([...shares].map(([id, sum]) => [id, pairs > 0 ? Number((sum / pairs).toFixed(4)) : 0]));
}

describe('the analysis of nodes', () => {
  it('tells place, profile and neighbours of each', () => {
    const [a, , b] = analyseNodes(
      graphOf(tool('a'), loop('l', ['a'], { id: 'b', type: 'llm', dependencies: ['a'] })),
    );
    expect(a).toMatchObject({ nodeId: 'a', level: 0, ...PROFILES.tool, dependencies: [], dependants: ['l'] });
    expect(b).toMatchObject({ nodeId: 'b', level: 0, container: 'l', ...PROFILES.llm, critical: false });
  });
});

describe('the impact of a node', () => {
  const graph = graphOf(
    tool('a'),
    tool('b', 'a'),
    loop('l', ['b'], tool('x'), tool('y', 'x')),
    tool('c', 'l'),
    tool('d'),
  );

  it('is what waits for it, with what is inside that', () => {
    expect(impactOf(graph, 'b')).toEqual({
      nodeId: 'b',
      dependencies: ['a'],
      dependants: ['l'],
      upstream: ['a'],
      downstream: ['l', 'x', 'y', 'c'],
      inside: [],
      critical: true,
      share: 0.6667,
    });
  });

  it('of a nested node reaches what stands around it', () => {
    expect(impactOf(graph, 'x')).toMatchObject({
      upstream: ['a', 'b'],
      downstream: ['l', 'y', 'c'],
      critical: true,
    });
    expect(impactOf(graph, 'l')).toMatchObject({ downstream: ['c'], inside: ['x', 'y'], share: 0.5 });
  });

  it('of a node that there is not is none', () => {
    expect(impactOf(graph, 'nobody')).toBeUndefined();
    expect(impactOf(graphOf(tool('only')), 'only')).toMatchObject({ share: 0, downstream: [] });
  });
});

describe('the drawing', () => {
  const overlaps = (a: ArrangedNode, b: ArrangedNode) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  function check(nodes: DraftNode[]): void {
    const { graph } = buildGraph(nodes);
    const drawn = arrange(graph);
    expect(arrange(buildGraph(structuredClone(nodes)).graph)).toEqual(drawn);
    for (const scope of graph.scopes) {
      const members = scope.members.map((number) => drawn[number]!);
      for (const [at, one] of members.entries())
        for (const other of members.slice(at + 1)) expect(overlaps(one, other)).toBe(false);
    }
    for (const [number, node] of drawn.entries()) {
      for (const value of [node.x, node.y, node.width, node.height])
        expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
      for (const on of graph.awaited[number] ?? [])
        expect(drawn[on]!.x + drawn[on]!.width).toBeLessThan(node.x);
      const container = drawn.find(({ nodeId }) => nodeId === node.container);
      if (!container) continue;
      expect(node.x + node.width).toBeLessThan(container.width);
      expect(node.y + node.height).toBeLessThan(container.height);
    }
  }

  it('goes from left to right and lets nothing overlap', () => {
    fc.assert(fc.property(dags, check));
  });

  it('puts what is nested inside', () => {
    const branch = (id: string) => [
      tool(`${id}1`),
      tool(`${id}2`, `${id}1`),
      loop(`${id}3`, [], tool(`${id}4`)),
    ];
    check([
      tool('a'),
      { id: 'p', type: 'parallel', dependencies: ['a'], branches: [branch('x'), [], branch('y')] },
      loop('empty', ['p']),
      tool('z', 'p'),
    ]);
  });

  it('shows also what can never start', () => {
    const drawn = arrange(graphOf(tool('a'), tool('b', 'c'), tool('c', 'b')));
    expect(drawn.map(({ nodeId, level }) => [nodeId, level])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 1],
    ]);
  });

  it('puts a node beside those it waits for', () => {
    const drawn = arrange(graphOf(tool('a'), tool('b'), tool('c', 'b'), tool('d', 'a')));
    const y = new Map(drawn.map((node) => [node.nodeId, node.y]));
    expect(y.get('c')).toBe(y.get('b'));
    expect(y.get('d')).toBe(y.get('a'));
  });
});
