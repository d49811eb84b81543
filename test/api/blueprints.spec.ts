import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const MINUTES = 300_000;
const ROOT = '/api/v1/blueprints';
let server: SharedServer;
let org: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, MINUTES);

const echo = (id: string, dependencies: string[] = []) => ({
  id,
  type: 'tool',
  tool_name: 'echo_tool',
  tool_args: { text: id },
  dependencies,
});
const blueprint = (...nodes: object[]) => ({ schema_version: '1.2.0', nodes });

function send(method: string, path: string, body?: unknown, lock?: string, token = org.token) {
  return call(server, method, `${ROOT}${path}`, {
    token,
    ...(body === undefined ? {} : { body }),
    headers: lock === undefined ? {} : { 'x-version-lock': lock },
  });
}

async function stored(): Promise<{ id: string; lock: string }> {
  const { status, body } = await send('POST', '/', blueprint(echo('a'), echo('b', ['a'])), '__new__');
  expect(status).toBe(201);
  return { id: body.id, lock: body.version_lock };
}

describe('a stored blueprint', () => {
  it('is changed by whoever names the lock it has now, and by nobody else', async () => {
    const { id, lock } = await stored();
    const read = await send('GET', `/${id}`);
    expect(read.headers.get('x-version-lock')).toBe(lock);
    expect(read.body).toMatchObject({ version_lock: lock, data: { nodes: [{ id: 'a' }, { id: 'b' }] } });

    const other = blueprint(echo('c'));
    expect((await send('PUT', `/${id}`, other)).status).toBe(428);
    expect((await send('PUT', `/${id}`, other, 'f'.repeat(64))).status).toBe(409);
    const replaced = await send('PUT', `/${id}`, other, lock);
    expect(replaced.status).toBe(200);
    expect(replaced.body.version_lock).not.toBe(lock);

    const patch = { nodes: [echo('d', ['c']), { ...echo('c'), name: 'again' }] };
    const patched = await call(server, 'PATCH', `${ROOT}/${id}`, {
      token: org.token,
      body: patch,
      headers: { 'if-match': `"${replaced.body.version_lock}"` },
    });
    expect(patched).toMatchObject({ status: 200, body: { id, node_count: 2 } });
    const now = patched.headers.get('x-version-lock') ?? '';
    const cloned = await send('POST', `/${id}/clone`);
    expect(cloned).toMatchObject({ status: 201, body: { version_lock: now } });
    expect((await send('DELETE', `/${id}`)).status).toBe(428);
    expect((await send('DELETE', `/${id}`, undefined, lock)).status).toBe(409);
    expect((await send('DELETE', `/${id}`, undefined, now)).status).toBe(204);
    expect((await send('GET', `/${id}`)).status).toBe(404);
  });

  it('does not exist for another org, whatever else is wrong with the request', async () => {
    const { id, lock } = await stored();
    const { token } = await newOrg(server);
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', {}],
      ['PATCH', {}],
      ['DELETE', undefined],
    ] as const) {
      expect([method, (await send(method, `/${id}`, body, lock, token)).status]).toEqual([method, 404]);
      expect([method, (await send(method, `/${id}`, body, undefined, token)).status]).toEqual([method, 404]);
    }
    const { items } = (await send('GET', '/?limit=100', undefined, undefined, token)).body;
    expect(items).toEqual([]);
  });

  it('is listed page by page, the newest first', async () => {
    const fresh = await newOrg(server);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.unshift((await send('POST', '/', blueprint(echo('a')), '__new__', fresh.token)).body.id as string);
    const first = await send('GET', '/?limit=2', undefined, undefined, fresh.token);
    const cursor = encodeURIComponent(first.body.next_cursor as string);
    const second = await send('GET', `/?limit=2&cursor=${cursor}`, undefined, undefined, fresh.token);
    const seen = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
    expect({ seen, end: second.body.next_cursor }).toEqual({ seen: ids, end: null });
    const foreign = await send('GET', `/?limit=2&cursor=${cursor}`);
    expect(foreign.status).toBe(400);
  });
});

describe('what is wrong with a blueprint', () => {
  it('is told all at once, each with its place and a way to mend it', async () => {
    const { status, body } = await send('POST', '/validate', {
      schema_version: '1.2.0',
      nodes: [
        echo('a', ['b']),
        echo('b', ['a']),
        echo('b'),
        echo('c', ['c', 'gone']),
        { id: 'd', type: 'tool', tool_name: 'no_such_tool' },
        { id: 'e', type: 'condition', expression: 'a.b ==' },
        { id: 'f', type: 'llm', model: 'gpt-3.5-turbo', prompt: '{{ nobody }}', llm_config: {} },
      ],
    });
    expect(status).toBe(200);
    expect(body.valid).toBe(false);
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining([
        '/nodes/2/id',
        '/nodes/3/dependencies/0',
        '/nodes/3/dependencies/1',
        '/nodes/4/tool_name',
        '/nodes/5/expression',
        '/nodes/6/model',
      ]),
    );
    expect(body.errors.some(({ code }: { code: string }) => /cycle/.test(code))).toBe(true);
    for (const found of body.errors)
      expect(found).toMatchObject({ code: expect.any(String), detail: expect.any(String) });
  });

  it('is told together with what its components may ask of the host', async () => {
    const keeper = { id: 'run', type: 'workflow', workflow_ref: 'seller_assistant.list_products' };
    const { body } = await send('POST', '/validate', blueprint(echo('a'), keeper));
    expect(body).toMatchObject({ valid: true, errors: [] });
    const interfaces = body.permissions.map((one: { interface: string }) => one.interface);
    expect(interfaces).toContain('iceos:host/files');
    for (const { components } of body.permissions as { components: string[] }[]) {
      for (const name of components) expect(name).toMatch(/^iceos\/\w+@\d+\.\d+\.\d+$/);
    }
  });

  const chain = (count: number) =>
    Array.from({ length: count }, (_, index) => echo(`n${index}`, index === 0 ? [] : [`n${index - 1}`]));
  const deep = () => {
    let text = JSON.stringify(echo('leaf'));
    for (let level = 0; level < 10_000; level += 1)
      text = `{"id":"l${level}","type":"loop","items_source":"inputs.x","body":[${text}]}`;
    return `{"schema_version":"1.2.0","nodes":[${text}]}`;
  };

  it.each([
    ['a cycle', () => blueprint(echo('a', ['b']), echo('b', ['a']))],
    ['a dangling dependency', () => blueprint(echo('a', ['gone']))],
    ['a duplicate id', () => blueprint(echo('a'), echo('a'))],
    ['a node that waits for itself', () => blueprint(echo('a', ['a']))],
    ['an unknown tool', () => blueprint({ ...echo('a'), tool_name: 'no_such_tool' })],
    ['an unknown type', () => blueprint({ id: 'a', type: 'magic' })],
    ['an unknown member', () => blueprint({ ...echo('a'), surprise: 1 })],
    ['another schema version', () => ({ ...blueprint(echo('a')), schema_version: '9.0.0' })],
    ['no nodes at all', () => ({ schema_version: '1.2.0' })],
    ['an empty id', () => blueprint(echo(''))],
    ['10,000 levels', deep],
    ['a list', () => []],
    ['a text', () => '"nodes"'],
    [
      'an id that is a prototype',
      () => '{"schema_version":"1.2.0","nodes":[{"id":"a","type":"tool","__proto__":{"x":1}}]}',
    ],
  ])('%s is refused, and stores nothing', async (_name, make) => {
    const fresh = await newOrg(server);
    const { status, body } = await send('POST', '/', make(), '__new__', fresh.token);
    expect([status >= 400 && status < 500, typeof body.code]).toEqual([true, 'string']);
    expect((await send('GET', '/', undefined, undefined, fresh.token)).body.items).toEqual([]);
  });

  it(
    '10,000 nodes are bounded: answered in good time, one way or the other',
    async () => {
      const { status, body } = await send('POST', '/validate', blueprint(...chain(10_000)));
      expect([200, 413, 422]).toContain(status);
      if (status === 200) expect(typeof body.valid).toBe('boolean');
      expect((await call(server, 'GET', '/livez')).status).toBe(200);
    },
    MINUTES,
  );

  it('may be an incompleteness: that can be stored, and not be run', async () => {
    const draft = blueprint({ id: 'a', type: 'tool' });
    expect((await send('POST', '/', draft, '__new__')).status).toBe(201);
    expect((await send('POST', '/validate', draft)).body.valid).toBe(false);
    expect((await send('POST', '/validate?level=draft', draft)).body.valid).toBe(true);
    expect((await send('POST', '/', draft)).status).toBe(428);
    expect((await send('POST', '/', draft, 'a'.repeat(64))).status).toBe(409);
  });
});

it('the same blueprint is frozen into the same bytes, with the digest of every component', async () => {
  const first = await send('POST', '/freeze', blueprint(echo('a'), echo('b', ['a'])));
  const second = await send('POST', '/freeze', blueprint(echo('a'), echo('b', ['a'])));
  expect(first.status).toBe(200);
  expect(second.body).toEqual(first.body);
  expect(JSON.stringify(first.body)).toMatch(/iceos\/echo_tool@1\.0\.0/);
});
