import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const ROOT = '/api/v1/blueprints';
let server: SharedServer;
let org: TestOrg;
const ids: Record<string, string> = {};

const tool = (name: string, id = 'a') => ({ id, type: 'tool', tool_name: name });

async function store(name: string, nodes: object[], project?: string): Promise<void> {
  const { status, body } = await call(server, 'POST', `${ROOT}/`, {
    token: org.token,
    body: { schema_version: '1.2.0', nodes, metadata: { draft_name: name } },
    headers: { 'x-version-lock': '__new__', ...(project ? { 'x-project-id': project } : {}) },
  });
  expect(status).toBe(201);
  ids[name] = body.id as string;
}

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
  await store('Weekly report', [tool('echo_tool')], 'sales');
  await store('Daily REPORT', [tool('iceos/csv_reader@^1.0.0')]);
  await store('100%_sure', [
    { id: 'each', type: 'loop', items_source: 'inputs.list', body: [tool('echo_tool', 'inner')] },
    { id: 'flow', type: 'workflow', workflow_ref: 'iceos/getting_started.hello' },
  ]);
  await store('empty', []);
}, 300_000);

async function list(query: string): Promise<string[]> {
  const { status, body } = await call(server, 'GET', `${ROOT}/?${query}`, { token: org.token });
  expect(status).toBe(200);
  return body.items.map(({ name }: { name: string }) => name);
}

describe('the list of blueprints', () => {
  it.each([
    ['', ['empty', '100%_sure', 'Daily REPORT', 'Weekly report']],
    ['name=report', ['Daily REPORT', 'Weekly report']],
    ['name=%25_', ['100%_sure']],
    ['name=y%20r', ['Daily REPORT', 'Weekly report']],
    ['project_id=sales', ['Weekly report']],
    ['project_id=none', []],
    ['component=echo_tool', ['100%_sure', 'Weekly report']],
    ['component=iceos/echo_tool', []],
    ['component=csv_reader', ['Daily REPORT']],
    ['component=iceos%2Fcsv_reader', ['Daily REPORT']],
    ['component=getting_started.hello', ['100%_sure']],
    ['component=echo_tool&name=weekly', ['Weekly report']],
    ['updated_since=2000-01-01T00:00:00Z', ['empty', '100%_sure', 'Daily REPORT', 'Weekly report']],
    ['updated_since=2200-01-01T00:00:00%2B02:00', []],
    ['updated_before=2000-01-01T00:00:00Z', []],
  ])('with %s shows %j', async (query, names) => {
    expect(await list(query)).toEqual(names);
  });

  it('shows what is asked for without the bodies', async () => {
    const { body } = await call(server, 'GET', `${ROOT}/?name=sure`, { token: org.token });
    expect(body.items).toEqual([
      {
        id: ids['100%_sure'],
        name: '100%_sure',
        project_id: null,
        node_count: 2,
        components: ['echo_tool', 'getting_started.hello', 'iceos/getting_started.hello'],
        version: 1,
        version_lock: expect.any(String),
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
  });

  it('begins with the last changed where that is asked for, page by page', async () => {
    const id = ids['Weekly report'] ?? '';
    const { headers } = await call(server, 'GET', `${ROOT}/${id}`, { token: org.token });
    const before = new Date().toISOString();
    const patched = await call(server, 'PATCH', `${ROOT}/${id}`, {
      token: org.token,
      body: { nodes: [{ ...tool('iceos/csv_reader'), id: 'b' }] },
      headers: { 'x-version-lock': headers.get('x-version-lock') ?? '' },
    });
    expect(patched.status).toBe(200);
    expect(await list('component=csv_reader')).toEqual(['Daily REPORT', 'Weekly report']);
    expect(await list(`updated_since=${before}`)).toEqual(['Weekly report']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await call(server, 'GET', `${ROOT}/?sort=updated&limit=1${after}`, {
        token: org.token,
      });
      seen.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(['Weekly report', 'empty', '100%_sure', 'Daily REPORT']);
  });

  it.each([
    'sort=random',
    'updated_since=yesterday',
    'updated_since=2026-02-30T99:00:00Z',
    'name=',
    'component=',
    'project_id=a%20b',
    'surprise=1',
    'limit=501',
  ])('refuses %s', async (query) => {
    const { status, body } = await call(server, 'GET', `${ROOT}/?${query}`, { token: org.token });
    expect([status, body.code]).toEqual([422, 'request-invalid']);
  });

  it('refuses a cursor of the other order', async () => {
    const { body } = await call(server, 'GET', `${ROOT}/?limit=1`, { token: org.token });
    const path = `${ROOT}/?limit=1&sort=updated&cursor=${encodeURIComponent(body.next_cursor as string)}`;
    expect((await call(server, 'GET', path, { token: org.token })).status).toBe(400);
  });
});
