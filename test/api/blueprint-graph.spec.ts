import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type Answer, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const ROOT = '/api/v1/blueprints';
let server: SharedServer;
let org: TestOrg;
let id: string;
let lock: string;

const tool = (name: string, ...dependencies: string[]) => ({
  id: name,
  type: 'tool',
  tool_name: 'echo_tool',
  dependencies,
});

async function store(nodes: object[]): Promise<Answer> {
  const stored = await call(server, 'POST', `${ROOT}/`, {
    token: org.token,
    body: { schema_version: '1.2.0', nodes },
    headers: { 'x-version-lock': '__new__' },
  });
  expect(stored.status).toBe(201);
  return stored;
}

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
  const llm = { id: 'ask', type: 'llm', model: 'gpt-4o', prompt: 'hi', dependencies: ['load'] };
  const loop = {
    id: 'each',
    type: 'loop',
    items_source: 'ask.items',
    dependencies: ['ask'],
    body: [tool('inner')],
  };
  const { body } = await store([tool('load'), llm, loop, tool('save', 'each'), tool('apart/…')]);
  ({ id, version_lock: lock } = body);
}, 300_000);

const get = (path: string, headers: Record<string, string> = {}, token = org.token) =>
  call(server, 'GET', `${ROOT}/${id}/${path}`, { token, headers });

describe('the graph of a blueprint', () => {
  it('is measured', async () => {
    const { status, body, headers } = await get('graph/metrics');
    expect([status, headers.get('x-version-lock')]).toEqual([200, lock]);
    expect(body).toEqual({
      blueprint_id: id,
      version_lock: lock,
      total_nodes: 6,
      total_edges: 3,
      max_depth: 3,
      level_count: 4,
      max_width: 2,
      nesting: 1,
      parts: 2,
      node_types: { llm: 1, loop: 1, tool: 4 },
      roots: ['load', 'apart/…'],
      leaves: ['save', 'apart/…'],
      critical_path: ['load', 'ask', 'each', 'save'],
      bottlenecks: [],
      levels: [
        { level: 0, parallel_safe: ['load', 'apart/…'], sequential_only: [], total: 2 },
        { level: 1, parallel_safe: ['ask'], sequential_only: [], total: 1 },
        { level: 2, parallel_safe: ['each'], sequential_only: [], total: 1 },
        { level: 3, parallel_safe: ['save'], sequential_only: [], total: 1 },
      ],
    });
  });

  it('is analysed node by node', async () => {
    const { body } = await get('graph/analysis');
    expect(body).toMatchObject((await get('graph/metrics')).body);
    expect(body.nodes).toHaveLength(6);
    expect(body.nodes[1]).toEqual({
      node_id: 'ask',
      type: 'llm',
      level: 1,
      container: null,
      cluster: 'ai_processing',
      complexity: 2,
      parallel_safe: true,
      on_critical_path: true,
      dependencies: ['load'],
      dependants: ['each'],
    });
    expect(body.nodes[3]).toMatchObject({ node_id: 'inner', level: 0, container: 'each' });
  });

  it('is drawn, in the same way each time', async () => {
    const { body } = await get('graph/layout');
    expect((await get('graph/layout')).body).toEqual(body);
    expect(body.nodes[0]).toEqual({
      node_id: 'load',
      container: null,
      position: { x: 0, y: expect.any(Number) },
      styling: { color: '#4CAF50', size: { width: 180, height: 80 }, cluster: 'data_processing' },
      metadata: { type: 'tool', level: 0, complexity: 1 },
      connections: ['ask'],
    });
  });

  it('tells what hangs on a node', async () => {
    expect((await get('nodes/ask/impact')).body).toEqual({
      blueprint_id: id,
      version_lock: lock,
      node_id: 'ask',
      dependencies: ['load'],
      dependants: ['each'],
      upstream: ['load'],
      downstream: ['each', 'inner', 'save'],
      inside: [],
      on_critical_path: true,
      impact: 0.6,
    });
    expect((await get(`nodes/${encodeURIComponent('apart/…')}/impact`)).body).toMatchObject({ impact: 0 });
    expect(await get('nodes/nobody/impact')).toMatchObject({ status: 404, body: { code: 'node-not-found' } });
    expect((await get('nodes/__proto__/impact')).status).toBe(404);
  });

  it('is not sent again to whoever has that version', async () => {
    for (const path of ['graph/metrics', 'graph/layout', 'graph/analysis', 'nodes/ask/impact'])
      expect([path, (await get(path, { 'if-none-match': `"${lock}"` })).status]).toEqual([path, 304]);
  });

  it('of nothing is nothing, and of 10,000 nodes is told all the same', async () => {
    for (const count of [0, 10_000]) {
      const nodes = Array.from({ length: count }, (_, at) =>
        at === 0 ? tool('n0') : tool(`n${at}`, `n${at - 1}`, ...(at > 2 ? [`n${Math.floor(at / 2)}`] : [])),
      );
      const stored = (await store(nodes)).body.id as string;
      for (const path of ['metrics', 'layout', 'analysis']) {
        const { status, body } = await call(server, 'GET', `${ROOT}/${stored}/graph/${path}`, {
          token: org.token,
        });
        expect([path, status, body.nodes?.length ?? body.total_nodes]).toEqual([path, 200, count]);
      }
    }
  }, 120_000);
});
