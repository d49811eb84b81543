import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const MINUTES = 300_000;
let server: SharedServer;
let org: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, MINUTES);

const echo = (id: string, text = id) => ({ id, type: 'tool', tool_name: 'echo_tool', tool_args: { text } });
const blueprint = (...nodes: object[]) => ({ schema_version: '1.2.0', nodes });

function send(method: string, path: string, body?: unknown, token = org.token) {
  return call(server, method, `/api/mcp${path}`, { token, ...(body === undefined ? {} : { body }) });
}

async function ended(run: string): Promise<{ success: boolean; output: Record<string, unknown> }> {
  for (;;) {
    const { status, body } = await send('GET', `/runs/${run}`);
    if (status === 200) return body;
    if (status !== 202) throw new Error(JSON.stringify(body));
    await new Promise((done) => setTimeout(done, 50));
  }
}

describe('a registered blueprint', () => {
  it('has a name made of what it says, and is stored once', async () => {
    const first = await send('POST', '/blueprints', blueprint(echo('a')));
    expect(first).toMatchObject({
      status: 201,
      body: { blueprint_id: expect.stringMatching(/^bp_[0-9a-f]{12}$/), status: 'accepted' },
    });
    const { blueprint_id: id } = first.body;
    const again = await Promise.all(
      Array.from({ length: 6 }, () => send('POST', '/blueprints', blueprint(echo('a')))),
    );
    for (const { status, body } of again) expect([status, body.blueprint_id]).toEqual([201, id]);
    const fresh = await Promise.all(
      Array.from({ length: 6 }, () => send('POST', '/blueprints', blueprint(echo('raced')))),
    );
    expect(new Set(fresh.map(({ status, body }) => `${status} ${body.blueprint_id}`)).size).toBe(1);
    const read = await send('GET', `/blueprints/${id}`);
    expect(read.body).toMatchObject({ content_id: id, nodes: [{ id: 'a' }] });
    const list = await call(server, 'GET', '/api/v1/blueprints/', { token: org.token });
    expect(list.body.items).toHaveLength(2);
  });

  it('never changes, and can be deleted', async () => {
    const { body } = await send('POST', '/blueprints', blueprint(echo('fixed')));
    const path = `/api/v1/blueprints/${body.blueprint_id}`;
    const { token } = org;
    const lock = (await call(server, 'GET', path, { token })).headers.get('x-version-lock') ?? '';
    const headers = { 'x-version-lock': lock };
    for (const method of ['PUT', 'PATCH']) {
      const changed = await call(server, method, path, { token, body: blueprint(echo('b')), headers });
      expect([changed.status, changed.body.code]).toEqual([409, 'blueprint-immutable']);
    }
    const copy = await call(server, 'POST', `${path}/clone`, { token });
    const other = `/api/v1/blueprints/${copy.body.id}`;
    expect((await call(server, 'PUT', other, { token, body: blueprint(echo('b')), headers })).status).toBe(
      200,
    );
    expect((await call(server, 'DELETE', path, { token, headers })).status).toBe(204);
    expect((await send('GET', `/blueprints/${body.blueprint_id}`)).status).toBe(404);
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['no nodes', blueprint()],
    ['a cycle', blueprint({ ...echo('a'), dependencies: ['b'] }, { ...echo('b'), dependencies: ['a'] })],
    ['an unknown tool', blueprint({ ...echo('a'), tool_name: 'no_such_tool' })],
    ['an incomplete node', blueprint({ id: 'a', type: 'tool' })],
    ['another version', { ...blueprint(echo('a')), schema_version: '9.0.0' }],
    ['a duplicate id', blueprint(echo('a'), echo('a'))],
  ])('of %s is refused with 400', async (_, body) => {
    const { status, body: problem } = await send('POST', '/blueprints', body);
    expect([status, problem.code]).toEqual([400, 'blueprint-rejected']);
    expect(problem.errors.length).toBeGreaterThan(0);
  });

  it('does not exist for another org', async () => {
    const { body } = await send('POST', '/blueprints', blueprint(echo('secret')));
    const { token } = await newOrg(server);
    expect((await send('GET', `/blueprints/${body.blueprint_id}`, undefined, token)).status).toBe(404);
    expect((await send('POST', '/runs', { blueprint_id: body.blueprint_id }, token)).status).toBe(404);
    for (const odd of ['bp_', 'bp_zzzzzzzzzzzz', '%27', 'partial'])
      expect((await send('GET', `/blueprints/${odd}`)).status).toBe(404);
  });
});

describe('a run', () => {
  it(
    'is started, looked at and followed at the addresses that it is answered with',
    async () => {
      const inline = { blueprint: blueprint(echo('a', '{{ inputs.word }}')), inputs: { word: 'hello' } };
      const { status, body } = await send('POST', '/runs', { ...inline, options: { max_parallel: 2 } });
      expect(status).toBe(202);
      const path = (endpoint: string) => endpoint.replace('/api/mcp', '');
      const frames = (await send('GET', path(body.events_endpoint))).body as string;
      const last = frames.trim().split('\n\n').at(-1);
      expect(last).toBe(`event: workflow.finished\ndata: {"run_id":"${body.run_id}","success":true}`);
      expect(frames).toMatch(/event: node\.completed\ndata: \{/);
      const run = await send('GET', path(body.status_endpoint));
      expect(run).toMatchObject({
        status: 200,
        body: { run_id: body.run_id, success: true, output: { a: { text: 'hello' } }, error: null },
      });
      const execution = await call(server, 'GET', `/api/v1/executions/${body.run_id}`, { token: org.token });
      expect(execution.body.status).toBe('completed');
      const other = await newOrg(server);
      for (const endpoint of [body.status_endpoint, body.events_endpoint])
        expect((await send('GET', path(endpoint), undefined, other.token)).status).toBe(404);
    },
    MINUTES,
  );

  it.each([
    [{}, 422],
    [{ blueprint_id: 'x', blueprint: {} }, 422],
    [{ blueprint_id: 7 }, 422],
    [{ blueprint_id: 'bp_000000000000', surprise: 1 }, 422],
    [{ blueprint: blueprint(echo('a')), options: { max_parallel: 21 } }, 422],
    [{ blueprint: blueprint(echo('a')), options: { max_parallel: 0 } }, 422],
    [{ blueprint: blueprint(echo('a')), options: [] }, 422],
    [{ blueprint: blueprint(echo('a')), options: { speed: 1 } }, 422],
    [{ blueprint_id: 'bp_000000000000' }, 404],
    [{ blueprint: { nodes: 'x' } }, 400],
    [{ blueprint: blueprint({ ...echo('a'), dependencies: ['a'] }) }, 400],
    [{ blueprint: { ...blueprint(echo('a')), schema_version: '9' } }, 400],
  ])('asked for with %j is refused', async (body, status) => {
    expect((await send('POST', '/runs', body)).status).toBe(status);
  });

  it('that nobody started is 404', async () => {
    expect((await send('GET', '/runs/run_00000000')).status).toBe(404);
    expect((await send('GET', '/runs/run_00000000/events')).status).toBe(404);
  });
});

describe('components', () => {
  it('are listed: what the org has published, and what it may use (C1)', async () => {
    const fresh = await newOrg(server);
    const publisher = await publisherOf(server, fresh);
    const own = await makePackage(publisher, { name: 'listed', components: [{ name: 'listed_tool' }] });
    expect((await publish(server, fresh.token, own)).status).toBe(201);
    const { status, body } = await send('GET', '/components', undefined, fresh.token);
    expect(status).toBe(200);
    expect(body.stored).toEqual([
      {
        type: 'tool',
        name: 'listed_tool',
        namespace: fresh.id,
        version: '1.0.0',
        package: `${fresh.id}/listed@1.0.0`,
      },
    ]);
    expect(body.registered).toEqual(
      expect.arrayContaining([
        { type: 'tool', name: 'listed_tool', namespace: fresh.id },
        { type: 'tool', name: 'writer_tool', namespace: 'iceos' },
      ]),
    );
    const first = await send('GET', '/components?limit=2', undefined, fresh.token);
    const rest = await send('GET', `/components?cursor=${first.body.next_cursor}`, undefined, fresh.token);
    expect([...first.body.registered, ...rest.body.registered]).toEqual(body.registered);
    const other = await newOrg(server);
    const theirs = await send('GET', '/components', undefined, other.token);
    expect(theirs.body.stored).toEqual([]);
  });

  it('are listed by type, and shown one by one as they were signed', async () => {
    const fresh = await newOrg(server);
    const publisher = await publisherOf(server, fresh, 'k-shown');
    const own = await makePackage(publisher, { name: 'shown', components: [{ name: 'shown_tool' }] });
    expect((await publish(server, fresh.token, own)).status).toBe(201);
    const ask = (path: string, token = fresh.token) => send('GET', `/components${path}`, undefined, token);
    const { body } = await ask('/tool');
    expect(body.components).toEqual(expect.arrayContaining(['shown_tool', 'writer_tool']));
    expect((await ask('/workflow')).body.components).toContain('getting_started.hello');
    const shown = await ask('/tool/shown_tool');
    expect(shown).toMatchObject({
      status: 200,
      body: {
        definition: { name: 'shown_tool', node_type: 'tool', schema: { input: expect.any(Object) } },
        namespace: fresh.id,
        version: '1.0.0',
        package: `${fresh.id}/shown@1.0.0`,
      },
    });
    const signed = await call(server, 'GET', `/api/v1/manifests/${shown.body.manifest_digest}`, {
      token: fresh.token,
    });
    expect(signed.body.components).toContainEqual(shown.body.definition);
    expect((await ask(`/tool/${fresh.id}%2Fshown_tool`)).body).toEqual(shown.body);
    const other = await newOrg(server);
    for (const path of ['/tool/shown_tool', `/tool/${fresh.id}%2Fshown_tool`, '/agent/writer_tool'])
      expect(await ask(path, other.token)).toMatchObject({
        status: 404,
        body: { code: 'component-not-found' },
      });
    for (const path of ['/chain', '/chain/x', '/tool/NOT%20A%20NAME'])
      expect([path, (await ask(path)).status]).toEqual([path, 422]);
    const blind = await fresh.tokenWith('runs:read');
    for (const path of ['/tool', '/tool/shown_tool'])
      expect([path, (await ask(path, blind)).status]).toEqual([path, 403]);
  });

  it('are scaffolded as source that passes validation (P5)', async () => {
    const tool = await send('POST', '/components/scaffold', { type: 'tool', name: 'counting_tool' });
    expect(tool.status).toBe(200);
    expect(tool.body.tool_class_code).toContain("name: 'counting_tool'");
    const definition = { type: 'tool', name: 'counting_tool', tool_class_code: tool.body.tool_class_code };
    const checked = await send('POST', '/components/validate', definition);
    expect(checked).toMatchObject({ status: 200, body: { valid: true, registered: false } });
    const workflow = await send('POST', '/components/scaffold', { type: 'workflow', name: 'first' });
    const stored = await send('POST', '/blueprints', JSON.parse(workflow.body.workflow_code as string));
    expect(stored.status).toBe(201);
    const { body } = await send('POST', '/components/scaffold', { type: 'code', name: 'count' });
    expect(body.code_factory_code).toContain('return');
  });

  it.each([
    ['/components/scaffold', {}],
    ['/components/scaffold', { type: 'chain', name: 'x_tool' }],
    ['/components/scaffold', { type: 'tool', name: '../../etc/passwd' }],
    ['/components/scaffold', { type: 'tool', name: 'x' }],
    ['/components/validate', undefined],
    ['/components/validate', []],
    ['/components/validate', { type: 'magic', name: 'x' }],
  ])('asked for with POST %s and %j are refused with 422', async (path, body) => {
    expect((await send('POST', path, body)).status).toBe(422);
  });

  it('that are wrong are told so, and nothing registers one', async () => {
    const wrong = { type: 'agent', name: '1', agent_tools: ['no_such_tool'], agent_llm_config: {} };
    const { status, body } = await send('POST', '/components/validate', wrong);
    expect([status, body.valid]).toEqual([200, false]);
    expect(body.errors.length).toBeGreaterThan(2);
    expect((await send('POST', '/components/register', wrong)).status).toBe(404);
  });
});

it(
  'a published tool goes from a partial blueprint to the end of a run (P5)',
  async () => {
    const publisher = await publisherOf(server, org);
    const sent = await publish(
      server,
      org.token,
      await makePackage(publisher, { name: 'stepwise', components: [{ name: 'stepwise_tool' }] }),
    );
    expect(sent.status).toBe(201);
    const begun = await send('POST', '/blueprints/partial');
    const id = begun.body.blueprint_id as string;
    const node = { id: 'a', type: 'tool', tool_name: 'stepwise_tool' };
    const added = await call(server, 'PUT', `/api/mcp/blueprints/partial/${id}`, {
      token: org.token,
      body: { action: 'add_node', node },
      headers: { 'x-version-lock': begun.headers.get('x-version-lock') ?? '' },
    });
    expect(added.status).toBe(200);
    const done = await call(server, 'POST', `/api/mcp/blueprints/partial/${id}/finalize`, {
      token: org.token,
      headers: { 'x-version-lock': added.headers.get('x-version-lock') ?? '' },
    });
    expect(done.status).toBe(200);
    const run = await send('POST', '/runs', { blueprint_id: done.body.blueprint_id });
    expect(run.status).toBe(202);
    expect(await ended(run.body.run_id as string)).toMatchObject({
      success: true,
      output: { a: { ok: true } },
    });
  },
  MINUTES,
);
