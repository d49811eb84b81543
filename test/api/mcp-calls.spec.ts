import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { MCP, publishTool, rpcOf, STREAM } from '../harness/mcp.js';
import { constantTool } from '../harness/packages.js';
import { type SharedServer, sharedServer } from '../harness/shared-server.js';
import { startServer, type TestServer } from '../harness/start-server.js';
import { returning, toolFromText } from '../sandbox/components.js';

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

/** A component that never answers. */
const endless = async () => (await toolFromText(returning({ before: '(loop $again (br $again))' }))).bytes;

describe('a call', () => {
  it.each([
    ['echo_tool', {}],
    ['tool:no_such_tool', {}],
    ['tool:getting_started.hello', {}],
    ['agent:no_such_agent', { context: {} }],
    ['workflow:no_such_workflow', { inputs: {} }],
    ['chain:anything', {}],
    ['tool:echo_tool@not a range', {}],
    ['tool:../../etc/passwd', {}],
    ['__', {}],
    ['', {}],
    ['tool:echo_tool', { inputs: {}, options: { shell: true } }],
  ])('of %j is refused with -32602', async (name, args) => {
    const { error, result } = await callTool(name, args);
    expect(result).toBeUndefined();
    expect(error).toMatchObject({ code: -32602, message: expect.stringMatching(/^Invalid params/) });
  });

  it('that a tool refuses is a result that says why', async () => {
    const { result } = await callTool('iceos__csv_loader', { path: 7 });
    expect(result.isError).toBe(true);
    const told = JSON.parse(result.content[0].text);
    expect(told).toMatchObject({ success: false, code: 'input-invalid', error: expect.any(String) });
  });

  it('of a component that breaks is a result, and the server goes on', async () => {
    const { bytes } = await toolFromText(returning({ before: 'unreachable' }));
    const { result } = await callTool(await publishTool(server, org, 'broken_tool', { wasm: bytes }), {});
    expect(result.isError).toBe(true);
    expect(JSON.parse(result.content[0].text)).toMatchObject({ success: false, code: 'component-trapped' });
    expect((await callTool('tool:echo_tool', { message: 'x' })).result.isError).toBeUndefined();
  });

  it('that gives what its schema does not allow is a result with an error', async () => {
    const name = await publishTool(server, org, 'odd_tool', {
      wasm: await constantTool('{"n":"text"}'),
      components: [
        {
          name: 'odd_tool',
          schema: { output: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } },
        },
      ],
    });
    const { result } = await callTool(name, {});
    expect(result.isError).toBe(true);
    expect(JSON.parse(result.content[0].text).code).toBe('output-invalid');
  });

  describe('that does not end', () => {
    let name: string;
    beforeAll(async () => {
      name = (await publishTool(server, org, 'endless_tool', { wasm: await endless() })).split('__')[1]!;
    }, 60_000);

    it('is ended when its time is over', async () => {
      const { result } = await callTool(`tool:${name}`, { inputs: {}, timeout: 0.5 });
      expect(result.isError).toBe(true);
      expect(JSON.parse(result.content[0].text)).toEqual({
        success: false,
        error: 'The call took longer than 0.5 s.',
        code: 'call-timeout',
      });
    });

    it('ends when its client takes it back', async () => {
      const begun = performance.now();
      const running = callTool(`tool:${name}`, { inputs: {}, timeout: 60 });
      const cancel = () =>
        post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } });
      const repeat = setInterval(() => void cancel(), 200);
      const { result } = await running.finally(() => clearInterval(repeat));
      expect(JSON.parse(result.content[0].text).code).toBe('run-canceled');
      expect(performance.now() - begun).toBeLessThan(8000);
    });
  });
});

describe('the client of a call that does not end', () => {
  /** A server of its own, which runs nothing else. */
  let own: TestServer;
  beforeAll(async () => {
    own = await startServer();
  }, 300_000);
  afterAll(async () => {
    await own?.stop();
  });

  const running = async () => {
    const { running: short, long } = (await call(own, 'GET', '/readyz')).body.checks.sandbox;
    return (short + long) as number;
  };
  async function until(count: number): Promise<void> {
    for (const begun = Date.now(); (await running()) !== count; await sleep(50))
      if (Date.now() - begun > 8000) throw new Error(`Not ${count} calls were running.`);
  }

  it.each(['application/json', STREAM])(
    'that accepts %s ends it by going away',
    async (accept) => {
      const owner = await newOrg(own);
      const name = await publishTool(own, owner, 'endless_tool', { wasm: await endless() });
      const gone = new AbortController();
      const asked = fetch(`${own.url}${MCP}`, {
        method: 'POST',
        signal: gone.signal,
        headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json', accept },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } }),
      })
        .then((response) => response.text())
        .catch((error: Error) => error.name);
      await until(1);
      gone.abort();
      expect(await asked).toBe('AbortError');
      await until(0);
      expect(await call(own, 'GET', '/livez')).toMatchObject({ status: 200 });
    },
    60_000,
  );
});

it('lists more components than fit on a page, each once and in order', async () => {
  const owner = await newOrg(server);
  const names = Array.from({ length: 520 }, (_, at) => `tool_${String(at).padStart(3, '0')}`);
  await publishTool(server, owner, 'large_kit', {
    components: names.map((name) => ({ name, description: 'One of many.' })),
  });
  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const { result } = (await rpc('tools/list', { cursor }, { token: owner.token })).body;
    listed.push(...result.tools.map((tool: { name: string }) => tool.name));
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  expect(listed).toEqual([...new Set(listed)].sort());
  expect(listed.filter((name) => name.startsWith(owner.id))).toEqual(
    names.map((name) => `${owner.id}__${name}`),
  );
  expect(listed).toContain('iceos__validate_blueprint');
}, 60_000);

describe('another org', () => {
  it("neither lists nor calls a private tool, and its owner's name tells it nothing", async () => {
    const owner = await newOrg(server);
    const name = await publishTool(server, owner, 'secret_tool');
    const listed = async (token: string) =>
      (await rpc('tools/list', {}, { token })).body.result.tools.map((tool: { name: string }) => tool.name);
    expect(await listed(owner.token)).toContain(name);
    expect(await listed(org.token)).not.toContain(name);
    expect((await callTool(name, {}, owner.token)).result.structuredContent).toEqual({ ok: true });
    const { error } = await callTool(name, {});
    const absent = await callTool(`${owner.id}__absent`, {});
    expect(error.code).toBe(-32602);
    expect(error.message.replaceAll('secret_tool', 'absent')).toBe(absent.error.message);
  });
});
