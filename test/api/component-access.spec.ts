import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, type Answer } from '../harness/api.js';
import { MCP } from '../harness/mcp.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';

const MINUTES = 300_000;
const POLICY = { ICE_DENIED_TOOLS: 'writer_tool, other/*', ICE_ALLOWED_AGENTS: 'iceos/critic' };
let dataDir: string;
let server: TestServer;

const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  call(server, method, path, { token: server.ownerToken, ...(body ? { body } : {}), headers });
const tool = (name: string, id = 'a') => ({ id, type: 'tool', tool_name: name });
const blueprint = (...nodes: object[]) => ({ schema_version: '1.2.0', nodes });
const store = (...nodes: object[]): Promise<Answer> =>
  send('POST', '/api/v1/blueprints/', blueprint(...nodes), { 'x-version-lock': '__new__' });
const slow = {
  id: 'slow',
  type: 'code',
  language: 'javascript',
  code: 'for (let i = 0; i < 1e12; i++); return {};',
  input_schema: { type: 'object' },
  output_schema: { type: 'object' },
};

/** Stored, and started, before there was a policy. */
let earlier: Answer;
let running: Answer;

beforeAll(async () => {
  dataDir = await copyTemplate();
  server = await startServer({ dataDir });
  earlier = await store(tool('writer_tool'));
  const writer = { ...tool('writer_tool'), tool_args: { notes: 'x' }, dependencies: ['slow'] };
  running = await send('POST', '/api/v1/executions/', { blueprint: blueprint(slow, writer) });
  for (let status = ''; status !== 'running'; await sleep(50))
    ({ status } = (await send('GET', `/api/v1/executions/${running.body.execution_id}`)).body);
  await server.kill9();
  server = await startServer({ dataDir, env: POLICY });
}, MINUTES);
afterAll(async () => {
  await server.stop();
  await removeDataDir(dataDir);
});

describe('a tool that the operator denies', () => {
  const forbidden = (pointer: string) => ({
    status: 403,
    body: { code: 'component-forbidden', errors: [{ code: 'component-forbidden', pointer }] },
  });

  it('is forbidden in what is stored, wherever it stands', async () => {
    expect(await store(tool('writer_tool'))).toMatchObject(forbidden('/nodes/0/tool_name'));
    expect(await store(tool('iceos/writer_tool@^1.0.0'))).toMatchObject(forbidden('/nodes/0/tool_name'));
    const loop = {
      id: 'l',
      type: 'loop',
      items_source: 'inputs.x',
      max_iterations: 3,
      body: [tool('writer_tool')],
    };
    expect(await store(tool('echo_tool', 'b'), loop)).toMatchObject(forbidden('/nodes/1/body/0/tool_name'));
    const { body } = await store(tool('echo_tool'));
    const lock = { 'x-version-lock': body.version_lock as string };
    const path = `/api/v1/blueprints/${body.id as string}`;
    const nodes = [tool('writer_tool', 'b')];
    expect(await send('PATCH', path, { nodes }, lock)).toMatchObject(forbidden('/nodes/1/tool_name'));
    expect(await send('PUT', path, blueprint(...nodes), lock)).toMatchObject(forbidden('/nodes/0/tool_name'));
    expect((await send('PUT', path, blueprint(...nodes))).status).toBe(428);
  });

  it('is told by checking, and not frozen', async () => {
    const checked = await send(
      'POST',
      '/api/v1/blueprints/validate?level=draft',
      blueprint(tool('writer_tool')),
    );
    expect(checked).toMatchObject({
      status: 200,
      body: { valid: false, errors: [{ code: 'component-forbidden', pointer: '/nodes/0/tool_name' }] },
    });
    const frozen = await send('POST', '/api/v1/blueprints/freeze', blueprint(tool('writer_tool')));
    expect(frozen).toMatchObject({ status: 403, body: { code: 'component-forbidden' } });
  });

  it('is not started, even in what was stored before', async () => {
    for (const body of [{ tool: 'writer_tool' }, { blueprint_id: earlier.body.id as string }])
      expect(await send('POST', '/api/v1/executions/', body)).toMatchObject({
        status: 403,
        body: { code: 'component-forbidden' },
      });
  });

  it(
    'ends the run that is taken up with it',
    async () => {
      const path = `/api/v1/executions/${running.body.execution_id as string}`;
      let run = await send('GET', path);
      for (; run.body.status === 'running' || run.body.status === 'accepted'; await sleep(200))
        run = await send('GET', path);
      expect(run.body.status).toBe('failed');
      expect(run.body.error).toContain('iceos/writer_tool may not be used here');
    },
    MINUTES,
  );

  it('is not found by search, with what is asked for or without', async () => {
    for (const query of ['q=writer_tool', 'q=iceos/writer_tool', 'kind=tool', 'limit=100']) {
      const { status, body } = await send('GET', `/api/v1/search?${query}`);
      expect([query, status]).toEqual([query, 200]);
      expect(JSON.stringify(body.items)).not.toContain('writer_tool');
    }
    const { body } = await send('GET', '/api/v1/search?q=lookup_tool');
    expect(body.items[0]).toMatchObject({ name: 'lookup_tool' });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await send('GET', `/api/v1/search?limit=2${after}`)).body;
      seen.push(...page.items.map(({ name }: { name: string }) => name));
      cursor = page.next_cursor;
    }
    expect(seen).toContain('lookup_tool');
    expect(seen).not.toContain('writer_tool');
  });

  it('is hidden from every list, and not called by MCP', async () => {
    const nodes = await send('GET', '/api/v1/meta/nodes');
    expect(JSON.stringify(nodes.body)).toContain('lookup_tool');
    expect(JSON.stringify(nodes.body)).not.toContain('writer_tool');
    expect((await send('GET', '/api/v1/tools')).body).not.toContain('writer_tool');
    expect((await send('GET', '/api/v1/meta/nodes/tool/writer_tool')).status).toBe(403);
    const rpc = (method: string, params: object) =>
      send('POST', MCP, { jsonrpc: '2.0', id: 1, method, params });
    expect(JSON.stringify((await rpc('tools/list', {})).body)).not.toContain('iceos__writer_tool');
    for (const name of ['iceos__writer_tool', 'tool:writer_tool']) {
      const { body } = await rpc('tools/call', { name, arguments: { notes: 'x' } });
      expect(body.result).toMatchObject({ isError: true });
      expect(JSON.stringify(body.result)).toContain('component-forbidden');
    }
  });
});
