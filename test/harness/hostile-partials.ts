import { hostileSchemas } from './hostile-schemas.js';

/** A request to a route of the builder that somebody wrote to hold up everybody else. */
export interface HostileRequest {
  readonly name: string;
  readonly path: string;
  readonly body: unknown;
}

const BUILDER = '/api/v1/builder';
const PARTIALS = '/api/mcp/blueprints/partial';

type Node = Record<string, unknown>;
const list = <Item>(length: number, item: (at: number) => Item): Item[] =>
  Array.from({ length }, (_, at) => item(at));
const tool = (id: string, more: object = {}): Node => ({
  id,
  type: 'tool',
  tool_name: 'echo_tool',
  ...more,
});
const loop = (id: string, body: unknown[]): Node => ({ id, type: 'loop', items_source: 'inputs.x', body });
const add = (node: unknown): object => ({ action: 'add_node', node });
const update = (id: string, updates: object): object => ({ action: 'update_node', node_id: id, updates });

/** Nodes that together hold as many values as a body may, and as many mistakes. */
function wrongNodes(): Node[] {
  return list(24, (at) => tool(`n${at}`, { dependencies: list(19_000, (index) => index) }));
}

function fullNodes(): Node[] {
  return list(24, (at) => tool(`n${at}`, { tool_args: { text: list(19_000, (index) => index % 10) } }));
}

function deep(levels: number): Node {
  let node = tool('inner');
  for (let level = 0; level < levels; level++) node = loop(`l${level}`, [node]);
  return node;
}

/** Five hundred nodes, each of which needs a hundred inputs that none of the many it waits for gives. */
function wantingNodes(): Node[] {
  const needed = list(100, (at) => `m${at}`);
  const schema = { type: 'object', required: needed };
  const given = {
    type: 'object',
    properties: Object.fromEntries(list(4, (at) => [`m${at}`, { type: 'null' }])),
  };
  return list(500, (at) =>
    tool(`${at}`, {
      dependencies: list(Math.min(at, 150), (index) => `${index}`),
      input_schema: schema,
      output_schema: given,
    }),
  );
}

/** Requests to every route of the builder that reads what it is sent. */
export function hostileRequests(): HostileRequest[] {
  const apply = (name: string, blueprint: object, patches: unknown[] = []): HostileRequest => ({
    name,
    path: `${BUILDER}/apply`,
    body: { blueprint, patches },
  });
  const propose = (name: string, base: object): HostileRequest => ({
    name,
    path: `${BUILDER}/propose`,
    body: { text: 'x', base },
  });
  const begin = (name: string, body: unknown): HostileRequest => ({ name, path: PARTIALS, body });
  const suggest = (name: string, canvas: object): HostileRequest => ({
    name,
    path: `${BUILDER}/suggest`,
    body: { text: 'x', canvas_state: canvas },
  });
  const preview = (name: string, more: object): HostileRequest => ({
    name,
    path: `${BUILDER}/preview/tool`,
    body: { code: 'return 1;', ...more },
  });
  const wide = (at: number): object => Object.fromEntries(list(5000, (index) => [`f${at}_${index}`, 1]));
  return [
    apply('a hundred thousand nodes', { nodes: list(100_000, () => ({})) }),
    apply('a hundred thousand nodes that are none', { nodes: list(100_000, () => 1) }),
    apply('nodes full of mistakes', { nodes: wrongNodes() }),
    apply('nodes full of values', { nodes: fullNodes() }),
    apply('nodes that want everything', { nodes: wantingNodes() }),
    apply('loops as deep as a body may be', { nodes: [deep(28)] }),
    apply('a huge text', { nodes: [tool('a', { tool_args: { text: 'x'.repeat(3_900_000) } })] }),
    apply('many templates', {
      nodes: list(30, (at) => tool(`n${at}`, { tool_args: { text: '{{ a.b.c }}'.repeat(3000) } })),
    }),
    apply(
      'fifty patches of large nodes',
      {},
      list(50, (at) => add(tool(`n${at}`, { tool_args: { text: list(9000, () => 1) } }))),
    ),
    apply(
      'fifty patches of one node',
      { nodes: [tool('a')] },
      list(50, (at) => update('a', wide(at))),
    ),
    apply(
      'fifty patches with ten thousand nodes inside',
      {},
      list(50, (at) =>
        add(
          loop(
            `l${at}`,
            list(9000, () => 0),
          ),
        ),
      ),
    ),
    propose('a base full of mistakes', { nodes: wrongNodes() }),
    propose('a base full of values', { nodes: fullNodes(), metadata: { notes: list(10_000, () => 'x') } }),
    begin('a first node full of mistakes', wrongNodes()[0]),
    begin('a first node with fields that there are not', { ...tool('a'), ...wide(0), ...wide(1) }),
    begin(
      'a first node with a crowd inside',
      loop(
        'a',
        list(90_000, () => ({ type: 'tool' })),
      ),
    ),
    begin('a first node with deep loops', deep(28)),
    suggest('a canvas full of nodes', { nodes: list(200_000, (at) => ({ id: `n${at}` })) }),
    suggest('a canvas full of hints', { builder_hints: { questions: list(400_000, () => 1) } }),
    preview('a preview with huge inputs', { inputs: { a: list(19_000, () => 'x'.repeat(100)) } }),
    preview('a preview of brackets', { code: '('.repeat(65_000) }),
    preview('a preview of templates', { code: `return \`${'${1}'.repeat(10_000)}\`;` }),
  ];
}

/** A node as large as a partial blueprint may be, made of as many values as that allows. */
export function fullNode(): object {
  return loop('full', fullNodes());
}

/** A sketch for each hostile schema that a request can carry. */
export function sketchesOfHostileSchemas(): HostileRequest[] {
  return hostileSchemas().map(({ name, schema }) => ({
    name,
    path: `${BUILDER}/apply`,
    body: { blueprint: { nodes: [tool('a', { input_schema: schema, output_schema: schema })] } },
  }));
}
