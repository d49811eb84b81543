import { Client, ProtocolError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { FAULTS, FAULTY, MCP, pointersOf, rpcOf, STREAM } from '../harness/mcp.js';
import { type SharedServer, sharedServer } from '../harness/shared-server.js';

let server: SharedServer;
let org: TestOrg;
let rpc: ReturnType<typeof rpcOf>;
beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
  rpc = rpcOf(server, org);
}, 300_000);

const post = (body: unknown, headers = {}) => call(server, 'POST', MCP, { token: org.token, body, headers });
const callTool = async (name: string, args: unknown, token = org.token) =>
  (await rpc('tools/call', { name, arguments: args }, { token })).body;

describe.each([
  ['of the revision 2026-07-28', 'modern', { pin: '2026-07-28' }],
  ['of 2025 and before', 'legacy', 'legacy'],
] as const)('the official client %s', (_, era, mode) => {
  let client: Client | undefined;
  afterEach(() => client?.close());

  async function connected(path = MCP): Promise<Client> {
    client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
    const requestInit = { headers: { authorization: `Bearer ${org.token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(path, server.url), { requestInit }));
    return client;
  }

  it.each([MCP, '/api/v1/mcp', '/api/mcp/', '/api/mcp'])('connects at %s', async (path) => {
    const connection = await connected(path);
    expect(connection.getProtocolEra()).toBe(era);
    expect(connection.getServerVersion()).toMatchObject({ name: 'iceOS' });
  });

  it('lists components with the schemas of their manifests, in the order of their names', async () => {
    const { tools } = await (await connected()).listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('iceos__seller_assistant.list_products');
    expect(names).not.toContain('iceos__code_runner');
    expect(tools.find(({ name }) => name === 'iceos__aggregator')).toMatchObject({
      title: 'Aggregator',
      description: expect.stringMatching(/succeeded and failed/),
      inputSchema: { type: 'object', required: ['results'], properties: { results: { type: 'array' } } },
      outputSchema: { type: 'object', required: ['total', 'success', 'failures', 'items'] },
    });
  });

  it('calls a tool, and gets its output as text and as data', async () => {
    const connection = await connected();
    const result = await connection.callTool({ name: 'iceos__echo_tool', arguments: { message: 'hello' } });
    expect(result.structuredContent).toEqual({ message: 'hello' });
    expect(result.content).toEqual([{ type: 'text', text: '{\n  "message": "hello"\n}' }]);
    expect(result.isError).toBeUndefined();
  });

  it('calls a workflow', async () => {
    const result = await (
      await connected()
    ).callTool({ name: 'iceos__getting_started.hello', arguments: { name: 'Ada' } });
    expect(result.structuredContent).toMatchObject({ greeting: expect.stringContaining('Ada') });
  });

  it('validates a blueprint, and hears of every fault and where it is', async () => {
    const connection = await connected();
    const result = await connection.callTool({
      name: 'iceos__validate_blueprint',
      arguments: { blueprint: FAULTY },
    });
    expect(result.structuredContent).toMatchObject({ valid: false });
    const { errors } = result.structuredContent as { errors: { pointer: string }[] };
    expect(pointersOf(errors)).toEqual(FAULTS);
  });

  it('hears of a tool that is not there by the code -32602', async () => {
    const connection = await connected();
    const asked = connection.callTool({ name: 'iceos__no_such_tool', arguments: {} });
    await expect(asked).rejects.toBeInstanceOf(ProtocolError);
    await expect(asked).rejects.toMatchObject({ code: -32602 });
  });
});

describe('a plain client', () => {
  it('gets one JSON document to every message', async () => {
    const params = {
      protocolVersion: '2024-11-05',
      capabilities: {},
      clientInfo: { name: 'p', version: '1' },
    };
    const { status, headers, body } = await rpc('initialize', params);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toMatchObject({ jsonrpc: '2.0', id: 7, result: { protocolVersion: '2024-11-05' } });
    expect(body.result.serverInfo.name).toBe('iceOS');
    expect(body.result.capabilities).not.toHaveProperty('prompts');
    expect(body.result.capabilities).not.toHaveProperty('resources');
  });

  it('needs no initialize before it calls', async () => {
    expect((await rpc('ping')).body).toEqual({ jsonrpc: '2.0', id: 7, result: {} });
    expect((await rpc('ping', {}, { path: '/api/mcp' })).body.result).toEqual({});
  });

  it.each(['notifications/initialized', 'initialized', 'tools/call'])(
    'gets 202 and nothing more for %s without an id',
    async (method) => {
      for (const extra of [{}, { id: null }])
        expect(await post({ jsonrpc: '2.0', method, ...extra })).toMatchObject({ status: 202, body: '' });
    },
  );

  it('gets a stream when it accepts one', async () => {
    const { headers, body } = await rpc('ping', {}, { headers: { accept: STREAM } });
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(headers.get('x-request-id')).not.toBeNull();
    expect(body).toContain('data: {"result":{}');
  });

  it.each([
    ['tool:echo_tool', { inputs: { message: 'x' } }],
    ['tool:echo_tool', { inputs: { message: 'x' }, options: { timeout_seconds: 20 }, timeout: 30 }],
    ['tool:iceos/echo_tool@^1.0.0', { message: 'x' }],
  ])('calls %s with %j', async (name, args) => {
    const { result } = await callTool(name, args);
    expect(JSON.parse(result.content[0].text)).toEqual({ message: 'x' });
  });

  it('calls a workflow, a bundle and a stored blueprint by the alias of workflows', async () => {
    const { result } = await callTool('workflow:getting_started', { inputs: { name: 'Ada' } });
    expect(result.structuredContent.greeting).toContain('Ada');
    const created = await call(server, 'POST', '/api/v1/blueprints/', {
      token: org.token,
      headers: { 'x-version-lock': '__new__' },
      body: { nodes: [{ id: 'a', type: 'tool', tool_name: 'echo_tool', tool_args: { message: 'y' } }] },
    });
    const stored = await callTool(`workflow:${created.body.id}`, {});
    expect(stored.result.structuredContent).toEqual({ a: { message: 'y' } });
  });
});
