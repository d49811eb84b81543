import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type Answer, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const MINUTES = 300_000;
const ROOT = '/api/v1/blueprints';
let server: SharedServer;
let org: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, MINUTES);

const blueprint = (text: string) => ({
  schema_version: '1.2.0',
  nodes: [{ id: 'a', type: 'tool', tool_name: 'echo_tool', tool_args: { text } }],
  metadata: { draft_name: `Draft ${text}` },
});

function send(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return call(server, method, `${ROOT}${path}`, {
    token: org.token,
    ...(body ? { body } : {}),
    headers,
  });
}

async function stored(text: string): Promise<{ id: string; lock: string }> {
  const { body } = await send('POST', '/', blueprint(text), { 'x-version-lock': '__new__' });
  return { id: body.id, lock: body.version_lock };
}

async function changed(id: string, lock: string, text: string): Promise<string> {
  const { status, body } = await send('PUT', `/${id}`, blueprint(text), { 'x-version-lock': lock });
  expect(status).toBe(200);
  return body.version_lock as string;
}

describe('the versions of a blueprint', () => {
  it('are kept with every change, listed page by page, the present one first', async () => {
    const { id, lock: one } = await stored('one');
    const two = await changed(id, one, 'two');
    const three = await changed(id, two, 'three');
    const { body } = await send('GET', `/${id}/versions`);
    expect(body.items).toEqual(
      [
        { version: 3, version_lock: three, name: 'Draft three', current: true },
        { version: 2, version_lock: two, name: 'Draft two', current: false },
        { version: 1, version_lock: one, name: 'Draft one', current: false },
      ].map((version) => ({
        ...version,
        node_count: 1,
        changed_by: expect.stringMatching(/^[0-9a-f]{64}$/),
        changed_at: expect.any(String),
      })),
    );
    const first = await send('GET', `/${id}/versions?limit=2`);
    expect(first.headers.get('link')).toContain('rel="next"');
    const cursor = encodeURIComponent(first.body.next_cursor as string);
    const rest = await send('GET', `/${id}/versions?limit=2&cursor=${cursor}`);
    expect(rest.body).toEqual({ items: [body.items[2]], next_cursor: null });
    const other = await stored('other');
    expect((await send('GET', `/${other.id}/versions?cursor=${cursor}`)).status).toBe(400);
  });

  it('are read by their lock, with their body', async () => {
    const { id, lock: one } = await stored('one');
    const two = await changed(id, one, 'two');
    const old = await send('GET', `/${id}/versions/${one}`);
    expect(old).toMatchObject({ status: 200, body: { version: 1, current: false, data: blueprint('one') } });
    expect(old.headers.get('x-version-lock')).toBe(one);
    expect((await send('GET', `/${id}/versions/${two}`)).body).toMatchObject({ version: 2, current: true });
    expect(await send('GET', `/${id}/versions/${'a'.repeat(64)}`)).toMatchObject({
      status: 404,
      body: { code: 'blueprint-version-not-found' },
    });
    expect((await send('GET', `/${id}/versions/latest`)).status).toBe(422);
  });

  it('do not grow by what changes nothing', async () => {
    const { id, lock } = await stored('one');
    const { body: read } = await send('GET', `/${id}`);
    const again = await send('PUT', `/${id}`, read.data as object, { 'x-version-lock': lock });
    expect(again).toMatchObject({ status: 200, body: { id, version_lock: lock } });
    expect((await send('GET', `/${id}/versions`)).body.items).toHaveLength(1);
  });

  it('are restored by whoever names the present lock; what was there is kept', async () => {
    const { id, lock: one } = await stored('one');
    const two = await changed(id, one, 'two');
    const path = `/${id}/versions/${one}/restore`;
    expect((await send('POST', path)).status).toBe(428);
    expect((await send('POST', path, undefined, { 'x-version-lock': one })).status).toBe(409);
    const nowhere = `/${id}/versions/${'a'.repeat(64)}/restore`;
    expect((await send('POST', nowhere)).status).toBe(404);
    const restored = await send('POST', path, undefined, { 'if-match': `"${two}"` });
    expect(restored).toMatchObject({ status: 200, body: { id, version_lock: one } });
    expect(restored.headers.get('x-version-lock')).toBe(one);
    expect((await send('GET', `/${id}`)).body).toEqual({ data: blueprint('one'), version_lock: one });
    const { items } = (await send('GET', `/${id}/versions`)).body;
    expect(items.map(({ version_lock: lock }: { version_lock: string }) => lock)).toEqual([one, two, one]);
  });

  it('of a change that lost the race are none', async () => {
    const { id, lock } = await stored('start');
    const writes = ['a', 'b', 'c', 'd', 'e'].map((text) =>
      send('PUT', `/${id}`, blueprint(text), { 'x-version-lock': lock }),
    );
    const statuses = (await Promise.all(writes)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409, 409, 409, 409]);
    expect((await send('GET', `/${id}/versions`)).body.items).toHaveLength(2);
  });
});

describe('the lock of a blueprint', () => {
  it.each([
    ['X-Version-Lock', (lock: string) => ({ 'x-version-lock': lock }), 200],
    ['If-Match, bare', (lock: string) => ({ 'if-match': lock }), 200],
    ['If-Match, an entity tag', (lock: string) => ({ 'if-match': `"${lock}"` }), 200],
    ['If-Match, one of several', (lock: string) => ({ 'if-match': `"${'b'.repeat(64)}", "${lock}"` }), 200],
    ['both', (lock: string) => ({ 'x-version-lock': lock, 'if-match': `"${lock}"` }), 200],
    ['If-Match, a weak tag', (lock: string) => ({ 'if-match': `W/"${lock}"` }), 409],
    ['If-Match, any version', () => ({ 'if-match': '*' }), 409],
    ['two that contradict', (lock: string) => ({ 'x-version-lock': lock, 'if-match': '"x"' }), 409],
    ['nothing', () => ({}), 428],
  ] as const)('as %s is obeyed by every change', async (_name, headers, expected) => {
    const { id, lock } = await stored('one');
    const named: Record<string, string> = headers(lock);
    const node = blueprint('two').nodes[0];
    const patch = await send('PATCH', `/${id}`, { nodes: [node] }, named);
    expect(patch.status).toBe(expected);
    const put = await stored('one');
    expect((await send('PUT', `/${put.id}`, blueprint('three'), named)).status).toBe(expected);
    const restore = await send('POST', `/${put.id}/versions/${lock}/restore`, undefined, named);
    expect(restore.status).toBe(expected === 200 ? 409 : expected);
    const gone = await stored('one');
    const removed = await send('DELETE', `/${gone.id}`, undefined, named);
    expect(removed.status).toBe(expected === 200 ? 204 : expected);
  });

  it('is compared before the body is read, and after the blueprint was found', async () => {
    const { id } = await stored('one');
    const wrong = { nodes: 'none' };
    expect((await send('PUT', `/${id}`, wrong)).status).toBe(428);
    expect((await send('PUT', `/${id}`, wrong, { 'x-version-lock': 'a' })).status).toBe(409);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await send('PUT', `/${nobody}`, wrong)).status).toBe(404);
    expect((await send('PATCH', `/${nobody}`, wrong)).status).toBe(404);
    expect((await send('DELETE', `/${nobody}`)).status).toBe(404);
    expect((await send('POST', '/', wrong, { 'x-version-lock': 'a' })).status).toBe(409);
  });

  it('stands in every answer that has one, and as its entity tag', async () => {
    const created = await send('POST', '/', blueprint('one'), { 'x-version-lock': '__new__' });
    const { id, version_lock: lock } = created.body;
    const node = { ...blueprint('one').nodes[0], name: 'other' };
    const patched = await send('PATCH', `/${id}`, { nodes: [node] }, { 'x-version-lock': lock });
    const now = patched.headers.get('x-version-lock') ?? '';
    const put = await send('PUT', `/${id}`, blueprint('one'), { 'x-version-lock': now });
    for (const answer of [created, put, await send('GET', `/${id}`), await send('POST', `/${id}/clone`)]) {
      expect(answer.headers.get('x-version-lock')).toBe(lock);
      expect(answer.headers.get('etag')).toBe(`"${lock}"`);
    }
    const same = await send('GET', `/${id}`, undefined, { 'if-none-match': `"${lock}"` });
    expect([same.status, same.body]).toEqual([304, '']);
    expect((await send('GET', `/${id}`, undefined, { 'if-none-match': `"${now}"` })).status).toBe(200);
  });

  it('makes a clone one of that version, where it is named', async () => {
    const { id, lock } = await stored('one');
    expect((await send('POST', `/${id}/clone`, undefined, { 'if-match': '"other"' })).status).toBe(409);
    const cloned = await send('POST', `/${id}/clone`, undefined, { 'if-match': `"${lock}"` });
    expect(cloned).toMatchObject({ status: 201, body: { version_lock: lock } });
  });
});

describe('a blueprint that executions need', () => {
  const endless = {
    schema_version: '1.2.0',
    nodes: [
      {
        id: 'a',
        type: 'code',
        language: 'javascript',
        code: 'for (let i = 0; i < 1e12; i++); return {};',
        input_schema: { type: 'object' },
        output_schema: { type: 'object' },
      },
    ],
  };
  const post = (path: string, body: object) =>
    call(server, 'POST', `/api/v1/executions${path}`, { token: org.token, body });

  async function storedEndless(): Promise<{ id: string; headers: Record<string, string> }> {
    const { body } = await send('POST', '/', endless, { 'x-version-lock': '__new__' });
    return { id: body.id as string, headers: { 'x-version-lock': body.version_lock as string } };
  }

  it(
    'is not deleted before they have ended; they are named',
    async () => {
      const { id, headers } = await storedEndless();
      const started = await post('/', { blueprint_id: id.toUpperCase() });
      expect(started.status).toBe(202);
      const execution = started.body.execution_id as string;
      expect(await send('DELETE', `/${id}`, undefined, headers)).toMatchObject({
        status: 409,
        body: { code: 'blueprint-in-use', executions: [execution], more: false },
      });
      expect((await send('GET', `/${id}`)).status).toBe(200);
      await post(`/${execution}/cancel`, {});
      let removed = await send('DELETE', `/${id}`, undefined, headers);
      for (let tries = 0; removed.status === 409 && tries < 100; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        removed = await send('DELETE', `/${id}`, undefined, headers);
      }
      expect(removed.status).toBe(204);
      const kept = await call(server, 'GET', `/api/v1/executions/${execution}`, { token: org.token });
      expect(kept.body).toMatchObject({ status: 'failed', blueprint_id: id });
    },
    MINUTES,
  );

  it(
    'is either deleted or run, when both are asked for at once',
    async () => {
      const all = await Promise.all(Array.from({ length: 4 }, storedEndless));
      const outcomes = all.map(async ({ id, headers }) => {
        const [started, removed] = await Promise.all([
          post('/', { blueprint_id: id }),
          send('DELETE', `/${id}`, undefined, headers),
        ]);
        if (started.status === 202) await post(`/${started.body.execution_id as string}/cancel`, {});
        return `${started.status} ${removed.status}`;
      });
      for (const outcome of await Promise.all(outcomes)) expect(['202 409', '404 204']).toContain(outcome);
    },
    MINUTES,
  );
});
