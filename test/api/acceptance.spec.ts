import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, type Answer } from '../harness/api.js';
import { sharedServer } from '../harness/shared-server.js';
import { startServer, type TestServer } from '../harness/start-server.js';

/** The rows of docs/acceptance.md that one request or a few show, as they stand there: `dev-token` unless it says else. */
const SAMPLE = { name: 'hello', nodes: [{ id: 'n1', type: 'tool' }], metadata: {} };
const ROOT = '/api/v1/blueprints';
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { ICE_ALLOW_DEV_TOKEN: '1', ICEOS_RUN_MIGRATIONS: '1' } });
}, 300_000);
afterAll(() => server.stop());

function send(method: string, path: string, body?: unknown, lock?: string): Promise<Answer> {
  return call(server, method, path, {
    token: 'dev-token',
    ...(body === undefined ? {} : { body }),
    headers: lock === undefined ? {} : { 'x-version-lock': lock },
  });
}

async function stored(body: object = SAMPLE): Promise<{ path: string; id: string; lock: string }> {
  const answer = await send('POST', `${ROOT}/`, body, '__new__');
  expect(answer.status).toBe(201);
  const { id, version_lock: lock } = answer.body;
  return { path: `${ROOT}/${id}`, id, lock };
}

const keys = ({ body }: Answer) => Object.keys(body as object).sort();

describe('health and auth', () => {
  it('H1: is alive', async () => {
    expect(await send('GET', '/livez')).toMatchObject({ status: 200, body: { status: 'live' } });
  });

  it('H2: is ready once started', async () => {
    expect(await send('GET', '/readyz')).toMatchObject({ status: 200, body: { ok: true, status: 'ready' } });
  });

  it('H3: is healthy, and logs that the start is complete', async () => {
    expect((await send('GET', '/healthz')).status).toBe(200);
    expect(server.logs()).toContain('startupComplete');
  });

  it('H4: tells the sandbox and its limits', async () => {
    expect(await send('GET', '/api/v1/meta/registry/health')).toMatchObject({
      status: 200,
      body: {
        wasm: { enabled: true, arch: process.arch },
        resource_governance: {
          defaults: { timeout_seconds: 30, memory_limit_mb: 512, cpu_limit_seconds: 10 },
        },
      },
    });
  });

  it('H5: tells where everything is kept', async () => {
    const { status, body } = await send('GET', '/api/v1/meta/storage');
    expect(status).toBe(200);
    expect(['postgres', 'redis', 'in-memory']).toContain(body.backend);
    expect(body).toMatchObject({ connected: true, migration_head: expect.any(String) });
  });

  it('A1: does not know dev-token where it is not allowed', async () => {
    const strict = await sharedServer();
    const headers = { 'x-version-lock': '__new__' };
    const answer = await call(strict, 'POST', `${ROOT}/`, { token: 'dev-token', body: SAMPLE, headers });
    expect([401, 403]).toContain(answer.status);
  });
});

describe('blueprints and their locks', () => {
  it('B1: are created under the lock __new__ alone', async () => {
    expect((await send('POST', `${ROOT}/`, SAMPLE)).status).toBe(428);
    expect((await send('POST', `${ROOT}/`, SAMPLE, 'wrong')).status).toBe(409);
    const created = await send('POST', `${ROOT}/`, SAMPLE, '__new__');
    expect([created.status, keys(created)]).toEqual([201, ['id', 'version_lock']]);
  });

  it('B2: are asked for the lock whatever they hold', async () => {
    expect((await send('POST', `${ROOT}/`, { nodes: [] })).status).toBe(428);
  });

  it('B3: are read with their lock, in body and header', async () => {
    const { path, lock } = await stored();
    const read = await send('GET', path);
    expect([read.status, keys(read)]).toEqual([200, ['data', 'version_lock']]);
    expect(read.body.data).toMatchObject({ nodes: SAMPLE.nodes });
    expect([read.body.version_lock, read.headers.get('x-version-lock')]).toEqual([lock, lock]);
  });

  it('B4, B5: lose a node by a patch, once', async () => {
    const { path, id, lock } = await stored();
    const patch = { nodes: [{ id: 'n1', type: '__delete__' }] };
    const patched = await send('PATCH', path, patch, lock);
    expect([patched.status, patched.body]).toEqual([200, { id, node_count: 0 }]);
    expect((await send('PATCH', path, patch, lock)).status).toBe(409);
  });

  it('B6: have a node replaced by a patch with its id', async () => {
    const { path, lock } = await stored();
    const node = { id: 'n1', type: 'tool', tool_name: 'echo_tool', name: 'other' };
    expect((await send('PATCH', path, { nodes: [node] }, lock)).status).toBe(200);
    expect((await send('GET', path)).body.data.nodes).toEqual([node]);
  });

  it('B7, B8: are replaced under their lock alone, which changes with them', async () => {
    const { path, id, lock } = await stored();
    const other = { ...SAMPLE, nodes: [{ id: 'n2', type: 'tool' }] };
    expect((await send('PUT', path, other)).status).toBe(428);
    const put = await send('PUT', path, other, lock);
    expect([put.status, keys(put), put.body.id]).toEqual([200, ['id', 'version_lock'], id]);
    expect(put.body.version_lock).not.toBe(lock);
    expect((await send('PUT', path, other, lock)).status).toBe(409);
  });

  it('B9: take what they were read as', async () => {
    const { path, lock } = await stored();
    const { body } = await send('GET', path);
    expect((await send('PUT', path, body.data, lock)).status).toBe(200);
  });

  it('B10: are deleted under their lock alone', async () => {
    const { path, lock } = await stored();
    expect((await send('DELETE', path)).status).toBe(428);
    expect((await send('DELETE', path, undefined, 'wrong')).status).toBe(409);
    expect((await send('DELETE', path, undefined, lock)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });

  it('B11: are cloned under another id', async () => {
    const { path, id, lock } = await stored();
    const cloned = await send('POST', `${path}/clone`);
    expect([cloned.status, keys(cloned)]).toEqual([201, ['id', 'version_lock']]);
    expect(cloned.body.id).not.toBe(id);
    expect(cloned.body.version_lock).toBe(lock);
  });

  it('B12: are there once when they were created once', async () => {
    const ids = async () =>
      (await send('GET', `${ROOT}/?limit=500`)).body.items.map((item: { id: string }) => item.id) as string[];
    const before = await ids();
    const { id } = await stored();
    expect((await ids()).sort()).toEqual([...before, id].sort());
  });

  it('B13: may hold an llm node without its configuration', async () => {
    await stored({ nodes: [{ id: 'a', type: 'llm', model: 'gpt-4o', prompt: 'hi' }] });
  });
});

describe('the catalogue', () => {
  it('M1: has the tools of the first kits, with hints', async () => {
    const { status, body } = await send('GET', '/api/v1/meta/nodes');
    expect(status).toBe(200);
    const names = body.tools.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['lookup_tool', 'writer_tool']));
    const hinted = body.tools.filter(({ ui_hints: hints }: { ui_hints: object | null }) => hints);
    expect(hinted.length).toBeGreaterThan(0);
  });

  it('M2: has types and their schemas', async () => {
    const types = await send('GET', '/api/v1/meta/nodes/types');
    expect(types.body).toEqual(expect.arrayContaining(['tool', 'agent']));
    expect((await send('GET', '/api/v1/meta/nodes/tool/schema')).status).toBe(200);
  });
});
