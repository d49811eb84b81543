import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf } from '../harness/packages.js';
import { startServer, type TestServer } from '../harness/start-server.js';
import { componentFromJavaScript, toolFromText } from './components.js';
import { childrenOf, read } from './fixture.js';

const ENDLESS = '(func (export "run") (param i32 i32) (result i32) (loop $again (br $again)) (unreachable))';
/** One tool that answers, logs when it is told to, and never ends when it is told to. */
const TOOL = `
  import { write } from 'iceos:host/log@0.1.0';
  export function run(input) {
    const { messages = 0, endless = false } = JSON.parse(input);
    for (let i = 0; i < messages; i++) write('info', 'x'.repeat(1000));
    while (endless);
    return JSON.stringify({ ok: true });
  }`;

let server: TestServer;
let org: TestOrg;
let tool: string;

async function publishTool(wasm: Uint8Array, name: string, component: object): Promise<string> {
  const publisher = await publisherOf(server, org, name);
  const made = await makePackage(publisher, { name, wasm, components: [{ name, ...component }] });
  const { status, body } = await publish(server, org.token, made);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return `${org.id}/${name}`;
}

beforeAll(async () => {
  server = await startServer({
    env: { ICEOS_ENABLE_METRICS: '1', ICE_SANDBOX_MAX_QUEUED: '2', ICE_SANDBOX_MAX_CHILDREN: '2' },
  });
  org = await newOrg(server);
  const { bytes, permissions } = await componentFromJavaScript(TOOL, ['log']);
  tool = await publishTool(bytes, 'chatty_tool', {
    permissions,
    limits: { log_bytes: 20_000, cpu_seconds: 2 },
  });
}, 120_000);

afterAll(async () => {
  await server.stop();
}, 60_000);

interface Run {
  readonly status: string;
  readonly events: readonly { readonly event: string; readonly payload: Record<string, any> }[]; // oxlint-disable-line typescript/no-explicit-any -- events of every shape
}

async function run(inputs: object, node: object = {}): Promise<Run> {
  const nodes = [{ id: 'n', type: 'tool', tool_name: tool, tool_args: inputs, dependencies: [], ...node }];
  const { body } = await call(server, 'POST', '/api/v1/executions?wait_seconds=30', {
    token: org.token,
    body: { blueprint: { schema_version: '1.2.0', nodes }, inputs: {} },
  });
  return (await call(server, 'GET', `/api/v1/executions/${body.execution_id}`, { token: org.token }))
    .body as Run;
}

function payloadOf({ events }: Run, name: string) {
  return events.find(({ event }) => event === name)?.payload;
}

describe('a run', () => {
  it('tells with its node what the sandbox spent on it', async () => {
    const usage = payloadOf(await run({ messages: 3 }), 'node.completed')?.['sandbox'];
    expect(usage).toMatchObject({ calls: 1, host_calls: 3 });
    for (const member of ['queued_ms', 'wall_ms', 'cpu_ms', 'peak_bytes']) {
      expect(usage[member]).toBeGreaterThan(0);
    }
  });

  it('names the limit that its manifest lowered, and does not try again what cannot get better', async () => {
    const policy = { retry_policy: { max_attempts: 3, backoff_seconds: 0 } };
    const failed = payloadOf(await run({ messages: 30 }, policy), 'node.failed');
    expect(failed).toMatchObject({
      error: { code: 'limit-exceeded', retryable: false, data: { limit: 'logBytes', allowed: 20_000 } },
      attempts: 1,
      sandbox: { calls: 1 },
    });
    expect(payloadOf(await run({ endless: true }), 'node.failed')).toMatchObject({
      error: { code: 'limit-exceeded', data: { limit: 'cpuMs', allowed: 2000 } },
    });
  });
});

describe('the metrics', () => {
  it('tell what calls took, what waits and which children there are', async () => {
    await run({ messages: 1 });
    const { body } = await call(server, 'GET', '/metrics');
    const told = body.replaceAll(/,?otel_scope_name="iceos",?/g, '') as string;
    for (const line of [
      'sandbox_call_duration_seconds_count{node_type="tool",outcome="succeeded"}',
      'sandbox_call_duration_seconds_count{node_type="tool",outcome="limit-exceeded"}',
      'sandbox_call_duration_seconds_bucket{node_type="tool",outcome="succeeded"le="2.5"}',
      'sandbox_cpu_seconds_count{node_type="tool"}',
      'sandbox_max_rss_bytes_count{node_type="tool"}',
      'sandbox_queue_wait_seconds_count{node_type="tool"}',
      'sandbox_limit_exceeded_total{limit="logBytes"}',
      'sandbox_host_calls_total{interface="iceos:host/log",failed="false"}',
      'sandbox_queue_length{}',
      'sandbox_calls{state="long"}',
      'sandbox_children{state="busy"}',
      'sandbox_children_ended_total{reason="limit"}',
    ]) {
      expect(told).toContain(`\n${line} `);
    }
  });
});

describe('the readiness', () => {
  it('names the level of the sandbox and what is missing', async () => {
    const { body } = await call(server, 'GET', '/readyz');
    const { level, lacks } = body.checks.sandbox;
    expect(lacks.length === 0).toBe(level === 'hardened');
  });
});

describe('an overloaded sandbox', () => {
  it('answers 503 to those who wait, and takes what nobody waits for', async () => {
    const blueprint = {
      schema_version: '1.2.0',
      nodes: [{ id: 'n', type: 'tool', tool_name: tool, tool_args: { endless: true }, dependencies: [] }],
    };
    const { token } = org;
    const start = () =>
      call(server, 'POST', '/api/v1/executions', { token, body: { blueprint, inputs: {} } });
    const stats = async () => (await call(server, 'GET', '/readyz')).body.checks.sandbox;
    const until = Date.now() + 30_000;
    let refused = await call(server, 'GET', '/livez');
    while (refused.status !== 503 && Date.now() < until) {
      if ((await stats()).queued < 2) expect((await start()).status).toBe(202);
      await sleep(20);
      if ((await stats()).queued < 2) continue;
      refused = await call(server, 'POST', '/api/v1/mcp/', {
        token,
        body: {
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'tool:echo_tool', arguments: {} },
        },
      });
    }
    expect(refused).toMatchObject({ status: 503, body: { code: 'sandbox-overloaded', retryable: true } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    let waiting = await call(server, 'GET', '/livez');
    while (waiting.status !== 503 && Date.now() < until + 30_000) {
      if ((await stats()).queued < 2) await start();
      waiting = await call(server, 'POST', '/api/v1/executions?wait_seconds=1', {
        token,
        body: { blueprint, inputs: {} },
      });
    }
    expect(waiting).toMatchObject({ status: 503, body: { code: 'sandbox-overloaded' } });
    expect(waiting.headers.get('retry-after')).not.toBeNull();
  }, 90_000);
});

describe('a server that is killed', () => {
  it('leaves no child behind, not even one that never listens', async () => {
    const victim = await startServer();
    const own = await newOrg(victim);
    const name = 'endless_tool';
    const publisher = await publisherOf(victim, own, name);
    const { bytes: wasm } = await toolFromText(ENDLESS);
    await publish(victim, own.token, await makePackage(publisher, { name, wasm, components: [{ name }] }));
    await call(victim, 'POST', '/api/v1/executions', {
      token: own.token,
      body: { tool: `${own.id}/${name}`, inputs: {} },
    });
    while ((await call(victim, 'GET', '/readyz')).body.checks.sandbox.long !== 1) await sleep(20);
    const children = childrenOf(victim.pid).map((line) => Number(line.split(' ', 1)[0]));
    expect(children.length).toBeGreaterThan(0);
    await victim.kill9();
    const left = () => children.filter((pid) => alive(String(pid)));
    for (let round = 0; left().length > 0 && round < 500; round++) await sleep(20);
    expect(left()).toEqual([]);
  }, 90_000);

  it('in good order drains and leaves none either', async () => {
    const victim = await startServer();
    const children = childrenOf(victim.pid).map((line) => Number(line.split(' ', 1)[0]));
    expect(children.length).toBeGreaterThan(0);
    expect(await victim.stop()).toBe(0);
    expect(children.filter((pid) => alive(String(pid)))).toEqual([]);
  }, 90_000);
});

/** Whether a process of this id does anything: the dead that nobody has asked about do not. */
function alive(pid: string): boolean {
  const state = read(`/proc/${pid}/stat`).replace(/^.*\) /, '')[0];
  return state !== undefined && state !== 'Z';
}
