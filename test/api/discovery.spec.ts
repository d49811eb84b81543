import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type Answer, type TestOrg } from '../harness/api.js';
import { publishTool } from '../harness/mcp.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const META = '/api/v1/meta';
let server: SharedServer;
let org: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, 300_000);

const get = (path: string, token?: string): Promise<Answer> =>
  call(server, 'GET', path, token === undefined ? {} : { token });
const named = (items: { name: string }[], name: string) => items.find((item) => item.name === name);

describe('the catalogue of components', () => {
  it('has the first-party tools, with their schemas and hints for forms', async () => {
    const { status, body } = await get(`${META}/nodes`, org.token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ agents: [], chains: [], next_cursor: null });
    expect(body.workflows).toEqual(expect.arrayContaining(['getting_started.hello']));
    const names = body.tools.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['lookup_tool', 'writer_tool', 'echo_tool']));
    expect(named(body.tools, 'writer_tool')).toMatchObject({
      title: 'Writer',
      package: expect.stringMatching(/^iceos\/writer_tool@\d/),
      verified: true,
      deprecated: false,
      input_schema: { type: 'object', required: ['notes'] },
      output_schema: { type: 'object', required: ['summary'] },
      ui_hints: { max_chars: { widget: 'number' } },
    });
  });

  it('is read page by page', async () => {
    const whole = (await get(`${META}/nodes`, org.token)).body;
    const tools: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await get(`${META}/nodes?limit=3${after}`, org.token);
      tools.push(...body.tools.map(({ name }: { name: string }) => name));
      cursor = body.next_cursor;
    }
    expect(tools).toEqual(whole.tools.map(({ name }: { name: string }) => name));
  });

  it('names each by what a blueprint has to write for it, and shows nobody what is private', async () => {
    const other = await newOrg(server);
    await publishTool(server, org, 'echo_tool', { manifest: { name: 'own_echo' } });
    await publishTool(server, org, 'only_mine');
    const { tools } = (await get(`${META}/nodes`, org.token)).body;
    expect(named(tools, 'echo_tool')).toMatchObject({ package: `${org.id}/own_echo@1.0.0` });
    expect(named(tools, 'iceos/echo_tool')).toMatchObject({ package: expect.stringContaining('iceos/') });
    expect(named(tools, 'only_mine')).toMatchObject({ package: expect.stringContaining(`${org.id}/`) });
    const foreign = (await get(`${META}/nodes`, other.token)).body.tools;
    expect(named(foreign, 'echo_tool')).toMatchObject({ package: expect.stringContaining('iceos/') });
    expect(JSON.stringify(foreign)).not.toContain(org.id);
    for (const name of ['only_mine', `${org.id}%2Fonly_mine`])
      expect((await get(`${META}/nodes/tool/${name}`, other.token)).status).toBe(404);
    expect((await get(`${META}/nodes/tool/only_mine`, org.token)).status).toBe(200);
  });

  it('tells one tool by any reference that means it', async () => {
    const other = await newOrg(server);
    const bare = await get(`${META}/nodes/tool/writer_tool`, other.token);
    expect(bare).toMatchObject({ status: 200, body: { name: 'writer_tool' } });
    const full = await get(`${META}/nodes/tool/iceos%2Fwriter_tool%40%5E1.0.0`, other.token);
    expect(full.body).toEqual(bare.body);
    for (const name of ['no_such_tool', 'getting_started.hello'])
      expect(await get(`${META}/nodes/tool/${name}`, other.token)).toMatchObject({
        status: 404,
        body: { code: 'component-not-found' },
      });
    expect((await get(`${META}/nodes/tool/NOT%20A%20NAME`, other.token)).status).toBe(422);
  });

  it('is there as lists of names, too', async () => {
    const { token } = await newOrg(server);
    const { body } = await get(`${META}/components`, token);
    expect(body.tools).toContain('writer_tool');
    expect(body.tools).toEqual([...body.tools].sort());
    for (const type of ['tools', 'agents', 'workflows'])
      expect((await get(`/api/v1/${type}`, token)).body).toEqual(body[type]);
    const health = await get(`${META}/registry/health`, token);
    expect(health).toMatchObject({
      status: 200,
      body: {
        tools_count: body.tools.length,
        tools: body.tools,
        agents_count: 0,
        wasm: { enabled: true, arch: process.arch },
        resource_governance: {
          defaults: { timeout_seconds: 30, memory_limit_mb: 512, cpu_limit_seconds: 10 },
        },
      },
    });
  });

  it('needs a token that may read components', async () => {
    const blind = await org.tokenWith('runs:read');
    for (const path of ['/nodes', '/nodes/tool/echo_tool', '/components', '/registry/health']) {
      expect([path, (await get(`${META}${path}`)).status]).toEqual([path, 401]);
      expect([path, (await get(`${META}${path}`, blind)).status]).toEqual([path, 403]);
    }
  });
});

describe('what everybody may read', () => {
  it('is the twelve node types, each with its schema and its ports', async () => {
    const { body: types } = await get(`${META}/nodes/types`);
    expect(types).toHaveLength(12);
    expect(types).toEqual(['agent', ...types.slice(1)].sort());
    expect(types).toEqual(expect.arrayContaining(['tool', 'agent']));
    for (const type of types) {
      const { status, body } = await get(`${META}/nodes/${type}/schema`);
      expect([type, status, body.type]).toEqual([type, 200, type]);
      expect(body.json_schema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        required: expect.arrayContaining(['id', 'type']),
        properties: { type: { const: type } },
        additionalProperties: false,
      });
      expect(body.ports.inputs).toHaveLength(1);
    }
    const ports = async (type: string) => (await get(`${META}/nodes/${type}/schema`)).body.ports;
    expect(await ports('tool')).toEqual({
      inputs: [{ name: 'in', max: 'many' }],
      outputs: [{ name: 'out', max: 'many' }],
    });
    expect((await ports('condition')).outputs.map(({ name }: { name: string }) => name)).toEqual([
      'true',
      'false',
    ]);
    expect((await ports('loop')).outputs.map(({ name }: { name: string }) => name)).toEqual(['body', 'out']);
  });

  it('has no schema for a type that there is not', async () => {
    for (const type of ['magic', '__proto__', 'constructor'])
      expect(await get(`${META}/nodes/${type}/schema`)).toMatchObject({
        status: 404,
        body: { code: 'node-type-not-found' },
      });
  });

  it('is the models, all of which checking takes', async () => {
    const { status, body } = await get(`${META}/models`);
    expect(status).toBe(200);
    expect(body.defaults).toEqual({ provider: 'openai', model: 'gpt-4o' });
    expect(body.models.map(({ id }: { id: string }) => id)).toContain(body.defaults.model);
    expect(body.providers.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['openai', 'anthropic', 'deepseek']),
    );
    const nodes = body.models.map(({ id, provider }: { id: string; provider: string }, at: number) => ({
      id: `n${at}`,
      type: 'llm',
      model: id,
      prompt: 'hi',
      llm_config: { provider, model: id, max_tokens: 16 },
    }));
    const checked = await call(server, 'POST', '/api/v1/blueprints/validate', {
      token: org.token,
      body: { schema_version: '1.2.0', nodes },
    });
    expect(checked.body.errors).toEqual([]);
  });

  it('is where everything is kept', async () => {
    expect(await get(`${META}/storage`)).toMatchObject({
      status: 200,
      body: {
        backend: 'postgres',
        engine: expect.stringMatching(/^(?:embedded|server)$/),
        status: 'ready',
        connected: true,
        migration_head: expect.stringMatching(/^[A-Z]\w+\d{13}$/),
      },
    });
  });
});

describe('hints for links', () => {
  const hints = (body: object, token: string | undefined = org.token) =>
    call(server, 'POST', `${META}/nodes/link-hints`, { ...(token ? { token } : {}), body });

  it('are the names that templates use and nothing gives', async () => {
    const { status, body } = await hints({
      node_id: 'n',
      target_prompt: 'Hi {{ inputs.name }}, {{ search.results[0].title }} {single}',
      target_args: { deep: [{ text: "{{ facts.a or 'none' }}" }], plain: 1, own: '{{ n.x }}' },
      upstream_ids: ['search'],
    });
    expect([status, body]).toEqual([200, { suggestions: ['facts'] }]);
  });

  it('are none where a template cannot be read yet', async () => {
    const half = { node_id: 'n', target_prompt: '{{ a.', target_args: { x: '{{ b }}' }, upstream_ids: [] };
    expect((await hints(half)).body).toEqual({ suggestions: ['b'] });
  });

  it('take a request in its form, from somebody with a token', async () => {
    expect((await hints({ node_id: 'n', upstream_ids: 'a' })).status).toBe(422);
    expect((await call(server, 'POST', `${META}/nodes/link-hints`, { body: {} })).status).toBe(401);
  });
});

describe('templates', () => {
  it('are the workflows that were published', async () => {
    const { status, body } = await get('/api/v1/templates/', org.token);
    expect(status).toBe(200);
    const hello = body.templates.find(({ id }: { id: string }) => id === 'getting_started.hello');
    expect(hello).toEqual({
      id: 'getting_started.hello',
      bundle: expect.stringMatching(/^iceos\/getting_started@\d/),
      path: expect.stringMatching(/\.json$/),
      description: expect.stringContaining('Says hello'),
    });
    const first = await get('/api/v1/templates/?limit=1', org.token);
    const cursor = encodeURIComponent(first.body.next_cursor as string);
    const second = await get(`/api/v1/templates/?limit=1&cursor=${cursor}`, org.token);
    expect([...first.body.templates, ...second.body.templates]).toEqual(body.templates.slice(0, 2));
  });

  it.each(['seller_assistant.list_products', 'iceos/seller_assistant'])(
    'are stored as blueprints by %s, whose names mean what they meant',
    async (workflow_id) => {
      const owner = await newOrg(server);
      // The bare names of the copy would mean this one.
      await publishTool(server, owner, 'csv_loader');
      const copied = await call(server, 'POST', '/api/v1/templates/from-workflow', {
        token: owner.token,
        body: { workflow_id, path_hint: '../../etc/passwd' },
      });
      expect(copied).toMatchObject({ status: 201, body: { id: expect.any(String) } });
      const { id, version_lock: lock } = copied.body;
      expect(copied.headers.get('x-version-lock')).toBe(lock);
      const { data } = (await get(`/api/v1/blueprints/${id}`, owner.token)).body;
      expect(data.metadata).toMatchObject({
        title: 'List products',
        workflow: 'iceos/seller_assistant.list_products',
        bundle: expect.stringMatching(/^iceos\/seller_assistant@\d/),
      });
      const [load, listings] = data.nodes;
      expect(load.tool_name).toMatch(/^iceos\/csv_loader@/);
      expect(listings.body[0].tool_name).toMatch(/^iceos\/\w+@/);
      const frozen = await call(server, 'POST', '/api/v1/blueprints/freeze', {
        token: owner.token,
        body: data,
      });
      expect(frozen.status).toBe(200);
      expect(JSON.stringify(frozen.body)).not.toContain(`${owner.id}/csv_loader`);
    },
    120_000,
  );

  it('of a workflow that there is not are none', async () => {
    for (const workflow_id of ['no.such_workflow', 'echo_tool', 'iceos/nothing'])
      expect(
        await call(server, 'POST', '/api/v1/templates/from-workflow', {
          token: org.token,
          body: { workflow_id },
        }),
      ).toMatchObject({ status: 404, body: { code: 'blueprint-not-found' } });
  });
});
