import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DraftNode } from './blueprint.js';
import { buildGraph, criticalPath, type Graph } from './graph.js';

function tool(id: string, ...dependencies: string[]): DraftNode {
  return { id, type: 'tool', dependencies };
}

function loop(id: string, dependencies: string[], ...body: DraftNode[]): DraftNode {
  return { id, type: 'loop', items_source: 'x', dependencies, body };
}

function recursive(id: string, sources: string[], ...dependencies: string[]): DraftNode {
  return { id, type: 'recursive', recursive_sources: sources, dependencies };
}

function idsOf(graph: Graph, numbers: Iterable<number>): string[] {
  return [...numbers].map((number) => graph.places[number]!.node.id);
}

function levelsOf(nodes: readonly DraftNode[]): string[][] {
  const { graph } = buildGraph(nodes);
  return graph.scopes[0].levels.map((level) => idsOf(graph, level));
}

function codesOf(nodes: readonly DraftNode[]): string[] {
  return buildGraph(nodes).findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('buildGraph', () => {
  it('puts a node on the level of its longest path', () => {
    const nodes = [tool('d', 'b', 'a'), tool('a'), tool('b', 'c'), tool('c', 'a'), tool('e')];
    expect(levelsOf(nodes)).toEqual([['a', 'e'], ['c'], ['b'], ['d']]);
  });

  it('orders by dependency, and otherwise as listed', () => {
    const { graph, findings } = buildGraph([
      tool('a'),
      tool('b', 'a'),
      tool('c'),
      tool('d', 'e'),
      tool('e'),
      tool('f'),
    ]);
    expect(findings).toEqual([]);
    expect(idsOf(graph, graph.scopes[0].order)).toEqual(['a', 'b', 'c', 'e', 'd', 'f']);
  });

  it('counts a dependency that is listed twice once', () => {
    expect(buildGraph([tool('a'), tool('b', 'a', 'a')]).graph.awaited).toEqual([[], [0]]);
  });

  it('numbers nodes in pre-order and gives every list its scope', () => {
    const condition: DraftNode = {
      id: 'c',
      type: 'condition',
      expression: 'x',
      true_path: [tool('t1'), loop('t2', [], tool('deep'))],
      false_path: [tool('f')],
    };
    const parallel: DraftNode = { id: 'p', type: 'parallel', branches: [[tool('p1')], [tool('p2')]] };
    const { graph } = buildGraph([condition, parallel]);
    expect(graph.places.map(({ node, pointer }) => `${node.id} ${pointer}`)).toEqual([
      'c /nodes/0',
      't1 /nodes/0/true_path/0',
      't2 /nodes/0/true_path/1',
      'deep /nodes/0/true_path/1/body/0',
      'f /nodes/0/false_path/0',
      'p /nodes/1',
      'p1 /nodes/1/branches/0/0',
      'p2 /nodes/1/branches/1/0',
    ]);
    const members = Object.fromEntries(
      graph.scopes.map((scope) => [scope.pointer, idsOf(graph, scope.members)]),
    );
    expect(members).toEqual({
      '/nodes': ['c', 'p'],
      '/nodes/0/true_path': ['t1', 't2'],
      '/nodes/0/true_path/1/body': ['deep'],
      '/nodes/0/false_path': ['f'],
      '/nodes/1/branches/0': ['p1'],
      '/nodes/1/branches/1': ['p2'],
    });
  });

  it('lets a nested node wait for what its container stands beside', () => {
    const { graph, findings } = buildGraph([
      loop('l', [], loop('m', [], tool('x', 'load', 'y'), tool('y'))),
      tool('load'),
    ]);
    expect(findings).toEqual([]);
    expect(idsOf(graph, graph.scopes[0].order)).toEqual(['load', 'l']);
    const body = graph.scopes.find(({ pointer }) => pointer === '/nodes/0/body/0/body')!;
    expect(idsOf(graph, body.order)).toEqual(['y', 'x']);
  });

  it.each<[string, DraftNode[], string[]]>([
    ['a missing dependency', [tool('a', 'zzz')], ['dependency-missing /nodes/0/dependencies/0']],
    ['a dependency on itself', [tool('a'), tool('b', 'a', 'b')], ['dependency-self /nodes/1/dependencies/1']],
    ['a duplicate id', [tool('a'), tool('a')], ['id-duplicate /nodes/1/id']],
    ['a duplicate id in a body', [tool('a'), loop('l', [], tool('a'))], ['id-duplicate /nodes/1/body/0/id']],
    [
      'a dependency into a body',
      [loop('l', [], tool('x')), tool('a', 'x')],
      ['dependency-out-of-scope /nodes/1/dependencies/0'],
    ],
    [
      'a dependency between bodies',
      [loop('l', [], tool('x')), loop('m', [], tool('y', 'x'))],
      ['dependency-out-of-scope /nodes/1/body/0/dependencies/0'],
    ],
    [
      'a dependency on the container',
      [loop('l', [], tool('x', 'l'))],
      ['dependency-container /nodes/0/body/0/dependencies/0'],
    ],
    [
      'a dependency on a container further out',
      [loop('l', [], loop('m', [], tool('x', 'l')))],
      ['dependency-container /nodes/0/body/0/body/0/dependencies/0'],
    ],
    ['a cycle', [tool('a', 'b'), tool('b', 'a')], ['cycle /nodes/0/dependencies']],
    [
      'a cycle in a body',
      [loop('l', [], tool('a', 'b'), tool('b', 'a'))],
      ['cycle /nodes/0/body/0/dependencies'],
    ],
    [
      'a cycle through a body',
      [loop('l', [], tool('x', 'a')), tool('a', 'l')],
      ['cycle /nodes/0/dependencies'],
    ],
    [
      'a source that does not exist',
      [recursive('r', ['zzz'])],
      ['recursive-source-missing /nodes/0/recursive_sources/0'],
    ],
  ])('finds %s', (_what, nodes, expected) => {
    expect(codesOf(nodes)).toEqual(expected);
  });

  it('words its findings as people know them', () => {
    const details = buildGraph([tool('a', 'loda', 'a'), tool('load', 'b'), tool('b', 'load')]).findings.map(
      ({ detail }) => detail,
    );
    expect(details).toEqual([
      "Node 'a' references missing dependency 'loda'.",
      "Node 'a' cannot depend on itself.",
      'Blueprint contains circular dependencies: load → b → load (each waits for the next).',
    ]);
  });

  it('names a shortest cycle and says how many more nodes are entangled', () => {
    const nodes = [tool('a', 'b'), tool('b', 'c', 'a'), tool('c', 'a')];
    expect(buildGraph(nodes).findings[0]?.detail).toBe(
      'Blueprint contains circular dependencies: a → b → a (each waits for the next). 1 more nodes are entangled in it.',
    );
  });

  it('names what can never start, once', () => {
    const findings = buildGraph([tool('a', 'zzz'), tool('b', 'a'), tool('c', 'b'), tool('d')]).findings;
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'dependency-missing error',
      'node-unreachable warning',
    ]);
    expect(findings[1]?.detail).toBe("Can never start, because what they wait for cannot: 'b', 'c'.");
  });
});

describe('a recursive node', () => {
  it('closes a cycle with the source that waits for it', () => {
    const { graph, findings } = buildGraph([tool('a', 'r'), tool('b', 'a'), recursive('r', ['a'], 'b')]);
    expect(findings).toEqual([]);
    expect(idsOf(graph, graph.scopes[0].order)).toEqual(['a', 'b', 'r']);
    expect(graph.feedback).toEqual(new Map([[0, [2]]]));
    expect(graph.awaited).toEqual([[], [0], [1]]);
  });

  it('closes a cycle with the source it waits for when none waits for it', () => {
    const { graph, findings } = buildGraph([tool('a', 'b'), tool('b', 'r'), recursive('r', ['a'], 'a')]);
    expect(findings).toEqual([]);
    expect(idsOf(graph, graph.scopes[0].order)).toEqual(['r', 'b', 'a']);
  });

  it('closes a cycle at itself when its source is further away', () => {
    const nodes = [recursive('r', ['b'], 'a'), tool('a', 'b'), tool('b', 'c'), tool('c', 'r')];
    const { graph, findings } = buildGraph(nodes);
    expect(findings).toEqual([]);
    expect(idsOf(graph, graph.scopes[0].order)).toEqual(['c', 'b', 'a', 'r']);
  });

  it.each<[string, DraftNode[]]>([
    ['that lists only itself', [recursive('r', ['r'], 'a'), tool('a', 'r')]],
    ['whose source is outside the cycle', [recursive('r', ['x'], 'a'), tool('a', 'r'), tool('x')]],
    ['that is not part of the cycle', [recursive('r', ['a']), tool('a', 'b'), tool('b', 'a')]],
  ])('%s leaves the cycle illegal', (_what, nodes) => {
    expect(codesOf(nodes).map((code) => code.split(' ')[0])).toEqual(['cycle']);
  });

  it('legalises its own cycle and no other that shares a node with it', () => {
    const nodes = [tool('a', 'r', 'b'), tool('b', 'a'), recursive('r', ['a'], 'a')];
    const { findings } = buildGraph(nodes);
    expect(findings.filter(({ code }) => code === 'cycle').map(({ detail }) => detail)).toEqual([
      'Blueprint contains circular dependencies: a → b → a (each waits for the next).',
    ]);
  });
});

describe('criticalPath', () => {
  it('is the heaviest chain at the top', () => {
    const nodes = [tool('a'), tool('b', 'a'), tool('c', 'a'), tool('d', 'b', 'c'), tool('e')];
    const { graph } = buildGraph(nodes);
    expect(idsOf(graph, criticalPath(graph).numbers)).toEqual(['a', 'b', 'd']);
    const weighed = criticalPath(graph, ({ node }) => (node.id === 'e' ? 10 : node.id === 'c' ? 2 : 1));
    expect([idsOf(graph, weighed.numbers), weighed.weight]).toEqual([['e'], 10]);
  });

  it('is empty for an empty blueprint', () => {
    expect(criticalPath(buildGraph([]).graph)).toEqual({ numbers: [], weight: 0 });
  });
});

describe('any graph', () => {
  const edges = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 60 });
  const nodesOf = (pairs: readonly (readonly [number, number])[]): DraftNode[] =>
    Array.from({ length: 20 }, (_, id) =>
      tool(`n${id}`, ...pairs.filter(([from]) => from === id).map(([, to]) => `n${to}`)),
    );

  it('without cycles is ordered and levelled as the longest path has it', () => {
    fc.assert(
      fc.property(edges, (pairs) => {
        const acyclic = pairs.filter(([from, to]) => from > to);
        const { graph, findings } = buildGraph(nodesOf(acyclic));
        expect(findings).toEqual([]);
        const position = new Map(graph.scopes[0].order.map((number, at) => [number, at]));
        for (const [from, to] of acyclic) expect(position.get(to)!).toBeLessThan(position.get(from)!);
        const longest = (id: number): number =>
          Math.max(0, ...acyclic.filter(([from]) => from === id).map(([, to]) => longest(to) + 1));
        for (const [level, numbers] of graph.scopes[0].levels.entries()) {
          for (const number of numbers) expect(longest(number)).toBe(level);
        }
        expect(criticalPath(graph).weight).toBe(graph.scopes[0].levels.length);
      }),
    );
  });

  it('has a cycle finding exactly when it has a cycle, and each names one that is there', () => {
    fc.assert(
      fc.property(edges, (pairs) => {
        const proper = pairs.filter(([from, to]) => from !== to);
        const has = (from: string, to: string) => proper.some(([a, b]) => `n${a}` === from && `n${b}` === to);
        let left = proper;
        for (let before = -1; before !== left.length;) {
          before = left.length;
          left = left.filter(([, to]) => left.some(([from]) => from === to));
        }
        const cycles = buildGraph(nodesOf(proper)).findings.filter(({ code }) => code === 'cycle');
        expect(cycles.length > 0).toBe(left.length > 0);
        for (const { detail } of cycles) {
          const ids = detail.replace(/^.*: (.*) \(each.*$/, '$1').split(' → ');
          expect(ids.at(0)).toBe(ids.at(-1));
          for (const [at, id] of ids.slice(0, -1).entries()) expect(has(id, ids[at + 1]!)).toBe(true);
        }
      }),
    );
  });

  it('of 10,000 nodes overflows no stack, whatever its form', () => {
    const forms: Record<string, (id: number) => DraftNode> = {
      chain: (id) => tool(`n${id}`, ...(id ? [`n${id - 1}`] : [])),
      'backward chain': (id) => tool(`n${id}`, ...(id < 9999 ? [`n${id + 1}`] : [])),
      ring: (id) => tool(`n${id}`, `n${(id + 1) % 10_000}`),
      star: (id) => tool(`n${id}`, ...(id ? ['n0'] : [])),
      recursions: (id) => recursive(`n${id}`, [`n${(id + 7) % 10_000}`], `n${(id + 1) % 10_000}`),
    };
    for (const [form, node] of Object.entries(forms)) {
      const { graph, findings } = buildGraph(Array.from({ length: 10_000 }, (_, id) => node(id)));
      expect([form, findings.map(({ code }) => code)]).toEqual([form, form === 'ring' ? ['cycle'] : []]);
      expect(graph.scopes[0].order).toHaveLength(form === 'ring' ? 0 : 10_000);
    }
  });
});
