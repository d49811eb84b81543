import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import { startServer, type TestServer } from '../harness/start-server.js';

const MINUTES = 300_000;
const ROOT = '/api/v1/builder';
let server: SharedServer;
let org: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, MINUTES);

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

function send(method: string, path: string, { body, headers = {}, token = org.token }: Asked = {}) {
  return call(server, method, `${ROOT}${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
}

const put = (key: string, body: unknown, match?: string, more: Asked = {}) =>
  send('PUT', `/drafts/${key}`, {
    ...more,
    body,
    headers: { ...more.headers, ...(match === undefined ? {} : { 'if-match': match }) },
  });

describe('a draft', () => {
  it('is kept as it was sent, deleted, and gone (D1)', async () => {
    const data = { canvas: { nodes: [{ id: 'a', x: 1.5 }], text: 'Grüße 🎨' }, empty: {}, none: null };
    expect(await put('first', { data })).toMatchObject({
      status: 200,
      body: { ok: true, key: 'first', version: 1 },
    });
    const read = await send('GET', '/drafts/first');
    expect(read).toMatchObject({ status: 200, body: { version: 1 } });
    expect(read.body.data).toEqual(data);
    expect(read.headers.get('etag')).toBe('"1"');
    for (const _ of [1, 2])
      expect(await send('DELETE', '/drafts/first')).toMatchObject({
        status: 200,
        body: { ok: true, version: 0 },
      });
    expect(await send('GET', '/drafts/first')).toMatchObject({
      status: 404,
      body: { detail: 'draft not found' },
    });
  });

  it('has a version above the one there is and the one that was sent', async () => {
    const versions: number[] = [];
    for (const version of [undefined, 10, 3, undefined])
      versions.push(
        (await put('counted', { data: {}, ...(version === undefined ? {} : { version }) })).body.version,
      );
    expect(versions).toEqual([1, 11, 12, 13]);
  });

  it('is changed only from the version that If-Match names', async () => {
    expect((await put('matched', { data: {} }, '1')).status).toBe(409);
    expect((await put('matched', { data: { a: 1 } }, '0')).status).toBe(200);
    expect((await put('matched', { data: { a: 2 } }, '0')).status).toBe(409);
    expect(await put('matched', { data: { a: 3 } }, '"1"')).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    expect((await put('matched', { data: { a: 4 } }, '1')).status).toBe(409);
    expect((await send('GET', '/drafts/matched')).body).toEqual({ data: { a: 3 }, version: 2 });
    for (const odd of ['x', '-1', '1.5', '*', '"', '99999999999'])
      expect([odd, (await put('matched', { data: {} }, odd)).status]).toEqual([odd, 400]);
  });

  it.each(['0', '1'])('of changes made at once from version %s takes exactly one', async (from) => {
    const key = `raced-${from}`;
    if (from !== '0') await put(key, { data: {} });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => put(key, { data: { at } }, from)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  });

  it('loses no change of those made at once without If-Match', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => put('all', { data: { at } })));
    const versions = answers.map(({ body }) => body.version as number).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 10 }, (_, at) => at + 1));
  });

  it('belongs to an org and a user', async () => {
    await put('mine', { data: { of: 'nobody' } });
    const other = await newOrg(server);
    expect((await send('GET', '/drafts/mine', { token: other.token })).status).toBe(404);
    const ada = { headers: { 'x-user-id': 'ada' } };
    expect((await send('GET', '/drafts/mine', ada)).status).toBe(404);
    expect(await put('mine', { data: { of: 'ada' } }, undefined, ada)).toMatchObject({
      body: { version: 1 },
    });
    await send('DELETE', '/drafts/mine', { token: other.token });
    expect((await send('GET', '/drafts/mine')).body.data).toEqual({ of: 'nobody' });
    expect((await send('GET', '/drafts/mine', ada)).body.data).toEqual({ of: 'ada' });
  });

  it.each([
    [{}],
    [{ data: [] }],
    [{ data: 'x' }],
    [{ data: null }],
    [{ data: {}, version: 'x' }],
    [{ data: {}, version: -1 }],
    [{ data: {}, version: 1e12 }],
    [{ data: {}, more: 1 }],
    [[]],
  ])('sent as %j is refused with 422', async (body) => {
    expect((await put('odd', body)).status).toBe(422);
    expect((await send('GET', '/drafts/odd')).status).toBe(404);
  });

  it('that is huge is refused, whatever its key', async () => {
    expect((await put('huge', { data: { text: 'x'.repeat(1_100_000) } })).status).toBe(413);
    expect((await put('%0A', { data: {} })).status).toBe(422);
    expect((await put('a'.repeat(201), { data: {} })).status).toBe(422);
    const odd = encodeURIComponent(`../'"; DROP TABLE builder_notes --`);
    expect((await put(odd, { data: {} })).status).toBe(200);
    expect((await send('GET', `/drafts/${odd}`)).status).toBe(200);
  });
});

describe('a session', () => {
  it('is kept, read and deleted, apart from drafts of the same name', async () => {
    expect((await send('GET', '/sessions/s')).body.detail).toBe('session not found');
    expect(await send('PUT', '/sessions/s', { body: { data: { step: 2 } } })).toMatchObject({
      status: 200,
      body: { session_id: 's', ok: true },
    });
    expect((await send('GET', '/sessions/s')).body).toEqual({ session_id: 's', data: { step: 2 } });
    expect((await send('GET', '/drafts/s')).status).toBe(404);
    for (const _ of [1, 2])
      expect((await send('DELETE', '/sessions/s')).body).toEqual({ session_id: 's', ok: true });
    expect((await send('GET', '/sessions/s')).status).toBe(404);
    const { token } = await newOrg(server);
    await send('PUT', '/sessions/t', { body: { data: {} } });
    expect((await send('GET', '/sessions/t', { token })).status).toBe(404);
  });
});

describe('a plan', () => {
  const suggest = (body: object) => send('POST', '/suggest', { body });

  it('gives back what the canvas said, with what its tokens cost (D2)', async () => {
    const hints = {
      questions: ['Which list?'],
      missing_fields: ['items'],
      usage: { prompt_tokens: 1000, completion_tokens: 500 },
      provider: 'openai',
      model: 'gpt-4o',
    };
    const { status, body } = await suggest({ text: 'Sum it up', canvas_state: { builder_hints: hints } });
    expect(status).toBe(200);
    expect(body).toMatchObject(hints);
    expect(body.cost_estimate_usd).toBeGreaterThan(0);
    const without = await suggest({ text: 'Sum it up' });
    expect(without.body.cost_estimate_usd).toBe(0);
    expect(without.body).not.toHaveProperty('questions');
  });

  it('is a model and a tool that writes down its answer, and the same again (D3)', async () => {
    const wish = { text: 'Say {{ hello }}', provider: 'anthropic', temperature: 0.2 };
    const { status, body } = await suggest(wish);
    expect(status).toBe(200);
    expect(body.patches).toMatchObject([
      {
        action: 'add_node',
        node: { id: 'llm', type: 'llm', temperature: 0.2, llm_config: { provider: 'anthropic' } },
      },
      { action: 'add_node', node: { id: 'writer', tool_name: 'writer_tool', dependencies: ['llm'] } },
    ]);
    expect(body.patches[0].node.prompt).not.toContain('{{');
    expect((await suggest(wish)).body).toEqual(body);
    const named = await suggest({ text: 'x', provider: 'openai', model: 'gpt-4o', temperature: 0 });
    expect(named.body.patches[0].node).toMatchObject({ model: 'gpt-4o', temperature: 0 });
    const canvas = { blueprint: { nodes: [{ id: 'llm' }, { id: 'writer' }] } };
    const beside = await suggest({ text: 'x', canvas_state: canvas });
    expect(beside.body.patches[1].node).toMatchObject({ id: 'writer_2', dependencies: ['llm_2'] });
  });

  it('can be applied, and is complete then (D4)', async () => {
    const { body } = await suggest({ text: 'Sum it up' });
    const empty = await send('POST', '/apply', { body: { blueprint: {}, patches: [] } });
    expect(empty.status).toBe(200);
    expect(empty.body.blueprint.schema_version).toMatch(/^1\./);
    const applied = await send('POST', '/apply', {
      body: { blueprint: empty.body.blueprint, patches: body.patches },
    });
    expect(applied.body.blueprint).toMatchObject({ is_complete: true, validation_errors: [] });
    const again = await send('POST', '/apply', {
      body: { blueprint: applied.body.blueprint, patches: [{ action: 'remove_node', node_id: 'llm' }] },
    });
    expect(again.body.blueprint.validation_errors).toEqual(['Node writer depends on non-existent node llm']);
    const proposed = await send('POST', '/propose', {
      body: { text: 'Sum it up', base: applied.body.blueprint },
    });
    expect(proposed.body.blueprint.nodes.map(({ id }: { id: string }) => id)).toEqual([
      'llm',
      'writer',
      'llm_2',
      'writer_2',
    ]);
    expect((await send('POST', '/propose', { body: { text: 'x' } })).body.blueprint.is_complete).toBe(true);
  });

  it.each([
    ['/suggest', {}, 422],
    ['/suggest', { text: '' }, 422],
    ['/suggest', { text: 'x', canvas_state: [] }, 422],
    ['/suggest', { text: 'x', temperature: 3 }, 422],
    ['/suggest', { text: 'x', model: 'no-such-model' }, 422],
    ['/suggest', { text: 'x', provider: 'nobody' }, 422],
    ['/suggest', { text: 'x', model: 'gpt-3.5-turbo' }, 403],
    ['/suggest', { text: 'x'.repeat(10_001) }, 422],
    ['/apply', {}, 422],
    ['/apply', { blueprint: [] }, 422],
    ['/apply', { blueprint: { nodes: 'x' } }, 422],
    ['/apply', { blueprint: { nodes: [{ id: 'a' }] } }, 422],
    ['/apply', { blueprint: {}, patches: {} }, 422],
    ['/apply', { blueprint: {}, patches: ['x'] }, 422],
    ['/apply', { blueprint: {}, patches: [{ action: 'explode' }] }, 422],
    ['/apply', { blueprint: {}, patches: [{ action: 'remove_node', node_id: 'a' }] }, 422],
    ['/apply', { blueprint: {}, patches: Array.from({ length: 51 }, () => ({ action: 'suggest' })) }, 422],
    ['/propose', { text: 'x', base: { nodes: [null] } }, 422],
  ])('asked for with POST %s is refused where it cannot be made (case %#)', async (path, body, status) => {
    const answer = await send('POST', path, { body });
    expect([answer.status, typeof answer.body.detail]).toEqual([status, 'string']);
  });

  it('names the place of a patch that cannot be applied', async () => {
    const node = { id: 'a', type: 'tool', retries: 'many' };
    const patches = [{ action: 'suggest' }, { action: 'add_node', node }];
    const { body } = await send('POST', '/apply', { body: { blueprint: {}, patches } });
    expect(body.errors[0].pointer).toBe('/patches/1/node/retries');
  });
});

describe('a preview of code', () => {
  const preview = (body: object) =>
    send('POST', '/preview/tool', { body: { language: 'javascript', ...body } });

  it(
    'runs in the sandbox and stores nothing (D6)',
    async () => {
      const before = (await call(server, 'GET', '/api/v1/executions/', { token: org.token })).body.executions;
      const parsed = await preview({
        code: 'return { value: JSON.parse("123") + inputs.a };',
        inputs: { a: 1 },
      });
      expect(parsed).toMatchObject({
        status: 200,
        body: { success: true, output: { value: 124 }, error: null },
      });
      const logged = await preview({ code: 'console.log("hi", 1); output = [1, 2];' });
      expect(logged.body).toMatchObject({ success: true, output: [1, 2], logs: ['info: hi 1'] });
      const typed = await preview({ language: 'typescript', code: 'const n: number = 7; return n;' });
      expect(typed.body).toMatchObject({ success: true, output: 7 });
      const after = (await call(server, 'GET', '/api/v1/executions/', { token: org.token })).body.executions;
      expect(after).toEqual(before);
    },
    MINUTES,
  );

  it.each([
    ['an import that code cannot have', { code: 'return 1;', imports: ['os'] }],
    ['an import statement', { code: 'import os from "os"; return 1;' }],
    ['a capability of tools only', { code: 'return 1;', imports: ['http'] }],
    ['a syntax error', { code: 'return {{;' }],
    ['Python', { language: 'python', code: 'import os' }],
    ['nothing but spaces', { code: '  ' }],
  ])(
    'is refused with 400 for %s (D5)',
    async (_, body) => {
      const { status, body: problem } = await preview(body);
      expect([status, problem.code, typeof problem.detail]).toEqual([400, 'preview-refused', 'string']);
    },
    MINUTES,
  );

  it.each([
    ['throws', { code: 'throw new Error("no");' }],
    ['never ends', { code: 'for (;;);', timeout_seconds: 1 }],
    ['reaches for the network', { code: 'return fetch("http://127.0.0.1/");' }],
    ['reaches for the process', { code: 'return process.env;' }],
    ['eats memory', { code: 'const a = []; for (;;) a.push(new Array(1e6).fill(1));' }],
  ])(
    'that %s is an answer',
    async (_, body) => {
      const answer = await preview(body);
      expect(answer).toMatchObject({
        status: 200,
        body: { success: false, output: null, error: expect.any(String) },
      });
      expect((await call(server, 'GET', '/livez')).status).toBe(200);
    },
    MINUTES,
  );

  it.each([
    [{}],
    [{ code: '' }],
    [{ code: 'x'.repeat(65_537) }],
    [{ code: 'return 1', timeout_seconds: 31 }],
    [{ code: 'return 1', timeout_seconds: 0 }],
    [{ code: 'return 1', language: 'perl' }],
    [{ code: 'return 1', imports: 'os' }],
    [{ code: 'return 1', inputs: [] }],
  ])('is refused with 422 when it is asked for with the wrong members (case %#)', async (body) => {
    expect((await preview(body)).status).toBe(422);
  });
});

describe('where the operator has turned nothing on', () => {
  let plain: TestServer;
  beforeAll(async () => {
    plain = await startServer({
      env: {
        ICEOS_ENABLE_LEGACY_BUILDER: '0',
        ICEOS_ENABLE_BUILDER_SESSIONS: '1',
        ICEOS_DISABLE_RUNTIME_AUTOREG: '1',
        ICE_BUILDER_PARTIAL_TTL_SECONDS: '1',
        ICE_BUILDER_DRAFT_TTL_SECONDS: '1',
      },
    });
  }, MINUTES);
  afterAll(() => plain.stop());

  const ask = (method: string, path: string, body?: unknown) =>
    call(plain, method, path, { token: plain.ownerToken, ...(body === undefined ? {} : { body }) });

  it('only what is turned on by itself is there', async () => {
    for (const [method, path, body] of [
      ['PUT', '/drafts/a', { data: {} }],
      ['GET', '/drafts/a', undefined],
      ['POST', '/suggest', { text: 'x' }],
      ['POST', '/preview/tool', { code: 'return 1' }],
    ] as const) {
      const answer = await ask(method, `${ROOT}${path}`, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'builder-disabled']);
    }
    expect((await ask('PUT', `${ROOT}/sessions/a`, { data: {} })).status).toBe(200);
  });

  it('is ready, since nothing registers itself while it runs (P6)', async () => {
    expect((await call(plain, 'GET', '/readyz')).status).toBe(200);
  });

  it(
    'what nobody changes expires',
    async () => {
      const begun = await ask('POST', '/api/mcp/blueprints/partial');
      await ask('PUT', `${ROOT}/sessions/b`, { data: {} });
      const gone = async (path: string) => {
        while ((await ask('GET', path)).status !== 404) await new Promise((done) => setTimeout(done, 100));
      };
      await gone(`/api/mcp/blueprints/partial/${begun.body.blueprint_id}`);
      await gone(`${ROOT}/sessions/b`);
      const put = await ask('PUT', `${ROOT}/sessions/b`, { data: {} });
      expect(put.status).toBe(200);
    },
    MINUTES,
  );
});
