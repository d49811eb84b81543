import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../src/http/scopes.js';
import { announceBody, call, newOrg, type TestOrg } from '../harness/api.js';
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

describe('the door', () => {
  it.each([
    [undefined, 'token-missing'],
    [`ice_${'x'.repeat(43)}`, 'token-invalid'],
  ])('answers 401 to the token %s', async (token, code) => {
    const body = { jsonrpc: '2.0', id: 1, method: 'ping' };
    const answer = await call(server, 'POST', MCP, { ...(token ? { token } : {}), body });
    expect(answer).toMatchObject({ status: 401, body: { code } });
  });

  it.each<[string, unknown, Scope]>([
    ['tools/list', {}, 'components:read'],
    ['tools/call', { name: 'iceos__echo_tool', arguments: { message: 'x' } }, 'runs:write'],
    ['tools/call', { name: 'iceos__validate_blueprint', arguments: { blueprint: {} } }, 'blueprints:read'],
    ['components/validate', { blueprint: FAULTY }, 'blueprints:read'],
  ])('answers 403 to %s %j without %s', async (method, params, scope) => {
    const token = await org.tokenWith();
    for (const headers of [{}, { accept: STREAM }])
      expect(await rpc(method, params, { token, headers })).toMatchObject({
        status: 403,
        body: { code: 'scope-missing', scopes: [scope] },
      });
    const allowed = await rpc(method, params, { token: await org.tokenWith(scope) });
    expect(allowed).toMatchObject({ status: 200, body: { result: expect.anything() } });
  });

  it.each(['https://evil.example', 'http://localhost.evil.example', 'null', 'http://127.0.0.1.nip.io'])(
    'answers 403 to a page from %s',
    async (origin) => {
      expect(await rpc('ping', {}, { headers: { origin } })).toMatchObject({
        status: 403,
        body: { code: 'origin-not-trusted' },
      });
    },
  );

  it.each(['http://localhost:3000', 'http://127.0.0.1:6274', 'http://[::1]'])(
    'lets a page from %s in',
    async (origin) => {
      expect((await rpc('ping', {}, { headers: { origin } })).status).toBe(200);
    },
  );

  it('has no stream to open', async () => {
    const { status, headers } = await call(server, 'GET', MCP, { headers: { accept: 'text/event-stream' } });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('a frame', () => {
  const frame = { jsonrpc: '2.0', id: 7, method: 'ping' };

  it.each([
    ['that is not JSON', '{"jsonrpc":', null, -32700],
    ['that is empty', '', null, -32700],
    ['nested 100,000 levels', `{"params":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, null, -32700],
    ['with __proto__', '{"jsonrpc":"2.0","id":7,"method":"ping","__proto__":{}}', null, -32700],
    ['that is a batch', [frame, frame], null, -32600],
    ['that is a text', '"ping"', null, -32600],
    ['of another version', { ...frame, jsonrpc: '1.0' }, 7, -32600],
    ['without a version', { id: 7, method: 'ping' }, 7, -32600],
    ['without a method', { jsonrpc: '2.0', id: 7 }, 7, -32600],
    ['whose method is a number', { ...frame, method: 1 }, 7, -32600],
    ['whose parameters are a list', { ...frame, params: [] }, 7, -32600],
    ['whose id is an object', { ...frame, id: {} }, null, -32600],
    ['of a method that is not there', { ...frame, method: 'no/such' }, 7, -32601],
    ['of a method that every object has', { ...frame, method: 'constructor' }, 7, -32601],
    ['that opens a subscription', { ...frame, method: 'subscriptions/listen' }, 7, -32601],
    ['of a call without a name', { ...frame, method: 'tools/call', params: {} }, 7, -32602],
    ['with a wrong cursor', { ...frame, method: 'tools/list', params: { cursor: 'x' } }, 7, -32602],
  ])('%s is answered with its code', async (_, body, id, code) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 200, body: { jsonrpc: '2.0', id, error: { code } } });
    expect(answer.body).not.toHaveProperty('result');
  });

  it('that cannot be read gets the status of the transport where a stream is accepted', async () => {
    expect(await post('{', { accept: STREAM })).toMatchObject({
      status: 400,
      body: { error: { code: -32700 } },
    });
    expect(await post([], { accept: STREAM })).toMatchObject({
      status: 400,
      body: { error: { code: -32600 } },
    });
  });

  it('of more than 4 MiB is refused before it is sent', async () => {
    const answer = await announceBody(server, MCP, org.token, 4 * 1024 * 1024 + 1);
    expect(answer).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
  });
});

describe('components/validate', () => {
  const validate = async (params: unknown) => (await rpc('components/validate', params)).body;

  it('says that a blueprint is valid', async () => {
    const nodes = [{ id: 'a', type: 'tool', tool_name: 'echo_tool', tool_args: { message: 'x' } }];
    expect((await validate({ blueprint: { nodes } })).result).toMatchObject({ valid: true, errors: [] });
  });

  it('points at the faults of a workflow where they stand in its definition', async () => {
    const definition = { type: 'workflow', name: 'my_flow', workflow_nodes: FAULTY.nodes };
    const { result } = await validate({ definition });
    expect(result).toMatchObject({ valid: false, registered: false, component_id: 'workflow_my_flow' });
    expect(pointersOf(result.errors)).toEqual(FAULTS.map((at) => at.replace('/nodes', '/workflow_nodes')));
  });

  it.each([
    [{ type: 'tool', name: 'my_tool', tool_input_schema: { type: 'object' } }, []],
    [
      { type: 'tool', name: '1', tool_input_schema: { type: 'nothing' } },
      ['/name', '/tool_input_schema/type'],
    ],
    [{ type: 'tool', name: 'my_tool' }, ['']],
    [{ type: 'code', name: 'my_code', code_class_code: 'x'.repeat(70_000) }, ['/code_class_code']],
    [
      { type: 'agent', name: 'my_agent', agent_tools: ['echo_tool', 'nope', 7] },
      ['/agent_tools/1', '/agent_tools/2'],
    ],
    [
      { type: 'agent', name: 'my_agent', agent_system_prompt: 'x', agent_llm_config: { provider: 'echo' } },
      ['/agent_llm_config/model'],
    ],
    [{ type: 'workflow', name: 'my_flow' }, ['']],
  ])('finds what is wrong with a definition', async (definition, pointers) => {
    const { result } = await validate({ definition });
    expect(pointersOf(result.errors)).toEqual(pointers);
    expect(result.valid).toBe(pointers.length === 0);
  });

  it.each([{}, { definition: 7 }, { definition: { type: 'sandwich', name: 'ab' } }])(
    'refuses %j with -32602',
    async (params) => {
      expect((await validate(params)).error.code).toBe(-32602);
    },
  );
});
