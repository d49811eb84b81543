import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const MINUTES = 300_000;
const ROOT = '/api/v1/executions';
const ANY = { input_schema: { type: 'object' }, output_schema: { type: 'object' } };
let server: SharedServer;
let org: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, MINUTES);

const code = (id: string, text: string, more: object = {}) => ({
  id,
  type: 'code',
  code: text,
  language: 'javascript',
  ...ANY,
  ...more,
});
const echo = (id: string, more: object = {}) => ({
  id,
  type: 'tool',
  tool_name: 'echo_tool',
  tool_args: { text: id },
  ...more,
});
const LONG = 'for (let i = 0; i < 1e10; i++); return {};';

function start(body: object, { wait = 60, token = org.token, headers = {} } = {}) {
  return call(server, 'POST', `${ROOT}/?wait_seconds=${wait}`, { token, body, headers });
}
const run = (nodes: object[], inputs: object = {}, more: object = {}) =>
  start({ blueprint: { schema_version: '1.2.0', nodes, ...more }, inputs });

/** The error of the one node that fails. */
async function nodeError(nodes: object[], inputs: object = {}): Promise<unknown> {
  const { body } = await run(nodes, inputs);
  expect(body.status).toBe('failed');
  const { body: events } = await call(server, 'GET', `${ROOT}/${body.execution_id}/events`, {
    token: org.token,
  });
  return events.items.find(({ event }: { event: string }) => event === 'node.failed').payload.error;
}

describe('an execution', () => {
  it(
    'runs every kind of node, and gives the declared outputs',
    async () => {
      const { status, body } = await run(
        [
          echo('tool', { tool_args: { text: '{{ inputs.name }}' } }),
          code('js', 'return { twice: inputs.n * 2 };'),
          code('ts', 'const n: number = inputs.n; return { half: n / 2 };', { language: 'typescript' }),
          {
            id: 'llm',
            type: 'llm',
            model: 'echo-1',
            prompt: 'hi {{ inputs.name }}',
            llm_config: { provider: 'echo', model: 'echo-1' },
          },
          {
            id: 'if',
            type: 'condition',
            expression: 'n > 3',
            true_path: [echo('yes')],
            false_path: [echo('no')],
            ...ANY,
          },
          {
            id: 'each',
            type: 'loop',
            items_source: 'inputs.list',
            body: [echo('one', { tool_args: { text: '{{ item }}' } })],
          },
          { id: 'sub', type: 'workflow', workflow_ref: 'iceos/getting_started.hello' },
        ],
        { name: 'Ada', n: 4, list: ['x', 'y'] },
        {
          inputs: { optional: ['name', 'n', 'list'] },
          outputs: { greeting: '{{ llm.response }}', items: '{{ each }}' },
        },
      );
      expect({ status, ended: body.status, error: body.error }).toEqual({
        status: 202,
        ended: 'completed',
        error: null,
      });
      expect(body.result.outputs).toEqual({
        greeting: 'ECHO::hi Ada',
        items: [{ text: 'x' }, { text: 'y' }],
      });
      expect(body.result.output).toMatchObject({
        tool: { text: 'Ada' },
        js: { twice: 8 },
        ts: { half: 2 },
        if: { result: true, branch: 'true' },
      });
    },
    MINUTES,
  );

  it(
    'takes both forms of a body, by id or by name, and answers again for the same key',
    async () => {
      const created = await call(server, 'POST', '/api/v1/blueprints/', {
        token: org.token,
        body: { schema_version: '1.2.0', nodes: [echo('a')] },
        headers: { 'x-version-lock': '__new__' },
      });
      const blueprint_id = created.body.id as string;
      const headers = { 'idempotency-key': randomUUID() };
      const flat = await start({ blueprint_id }, { headers });
      const again = await start({ blueprint_id }, { headers });
      expect(flat.body.status).toBe('completed');
      expect(again.body.execution_id).toBe(flat.body.execution_id);
      expect((await start({ payload: { blueprint_id, inputs: {} } })).body.status).toBe('completed');
      expect((await start({ blueprint_id: randomUUID() })).status).toBe(404);
      expect((await start({})).status).toBe(422);
      expect(
        (
          await start({
            blueprint: { schema_version: '1.2.0', nodes: [echo('a', { dependencies: ['gone'] })] },
          })
        ).status,
      ).toBe(422);
    },
    MINUTES,
  );

  it(
    'fails with a node, skips what depends on it, and goes on with the rest',
    async () => {
      const { body } = await run([
        code('bad', 'throw new Error("no luck");'),
        echo('after', { dependencies: ['bad'] }),
        echo('beside'),
      ]);
      expect(body).toMatchObject({
        status: 'failed',
        result: { success: false, output: { beside: { text: 'beside' } } },
      });
      expect(body.error).toContain('no luck');
      const { body: events } = await call(server, 'GET', `${ROOT}/${body.execution_id}/events`, {
        token: org.token,
      });
      const told = events.items.map(
        ({ event, node_id: node }: { event: string; node_id: string }) => `${event} ${node}`,
      );
      expect(told).toEqual(
        expect.arrayContaining(['node.failed bad', 'node.skipped after', 'node.completed beside']),
      );
      expect(told).not.toContain('node.started after');
    },
    MINUTES,
  );

  it(
    'tries again as often as the node says, and no attempt takes longer than it may',
    async () => {
      const { body } = await run([code('slow', LONG, { timeout_seconds: 1, retries: 1 })]);
      expect(body.status).toBe('failed');
      expect(body.error).toBe('slow: slow was not done within 1 s.');
      expect(body.result.token_stats.node_metrics.slow.attempts).toBe(2);
    },
    MINUTES,
  );

  it(
    'refuses Python, and capabilities that there are not, with the reason and the place',
    async () => {
      expect(await nodeError([code('py', 'return 1', { language: 'python' })])).toMatchObject({
        code: 'node-incomplete',
        data: { faults: ['code-language-unsupported'] },
        message: expect.stringContaining('no Python interpreter here is a sandbox'),
        hint: expect.stringContaining('JavaScript or TypeScript'),
      });
      expect(await nodeError([code('js', 'return 1', { imports: ['kv', 'pandas', 'http'] })])).toMatchObject({
        data: { faults: ['code-import-unknown', 'code-import-unknown'] },
        message: expect.stringMatching(/'pandas'.*'http'/),
      });
    },
    MINUTES,
  );

  it(
    'checks input and output of code, and names the place that does not fit',
    async () => {
      const schema = (name: string) => ({
        type: 'object',
        properties: { [name]: { type: 'array', items: { type: 'integer' } } },
        required: [name],
      });
      const input = await nodeError([code('in', 'return { b: [] };', { input_schema: schema('a') })], {
        a: [1, 'x'],
      });
      expect(input).toMatchObject({ code: 'input-invalid', data: { pointer: '/a/1' } });
      const output = await nodeError([
        code('out', 'return { b: [1, 2, "x"] };', { output_schema: schema('b') }),
      ]);
      expect(output).toMatchObject({ code: 'output-invalid', data: { pointer: '/b/2' } });
    },
    MINUTES,
  );

  it(
    'keeps what code writes to its console, also where it fails, and the line at which it does',
    async () => {
      const source =
        'interface A { a: number }\nconst a: A = { a: 1 };\nconsole.warn("before", a);\nthrow new TypeError("no");';
      const { body } = await run([code('bad', source, { language: 'typescript' })]);
      expect(body.error).toContain('TypeError: no (line 4)');
      const { body: events } = await call(server, 'GET', `${ROOT}/${body.execution_id}/events`, {
        token: org.token,
      });
      expect(events.items).toContainEqual(
        expect.objectContaining({
          event: 'node.log',
          payload: expect.objectContaining({ level: 'warn', message: 'before {"a":1}' }),
        }),
      );
    },
    MINUTES,
  );

  it(
    'lets code call what its imports name and nothing else',
    async () => {
      const write = code('write', 'host.kv.set("k", "v"); return { now: host.clock.now() > 0 };', {
        imports: ['kv'],
      });
      const read = code('read', 'return { v: host.call("kv", "get", "k") };', {
        imports: ['kv'],
        dependencies: ['write'],
      });
      expect((await run([write, read])).body.result.output).toEqual({
        write: { now: true },
        read: { v: 'v' },
      });
      expect(await nodeError([code('bare', 'return { v: host.kv.get("k") };')])).toMatchObject({
        data: { tool_error: { code: 'permission-missing', retryable: false } },
      });
    },
    MINUTES,
  );

  it(
    'ends soon after it was canceled, and stays so',
    async () => {
      const { body: started } = await start(
        {
          blueprint: {
            schema_version: '1.2.0',
            nodes: [code('slow', LONG, { timeout_seconds: 30 }), echo('after', { dependencies: ['slow'] })],
          },
        },
        { wait: 0 },
      );
      const path = `${ROOT}/${started.execution_id}`;
      expect(started.status).toBe('accepted');
      for (let tries = 0; tries < 100; tries += 1, await sleep(50)) {
        const { body } = await call(server, 'GET', path, { token: org.token });
        if (body.events.some(({ event }: { event: string }) => event === 'node.started')) break;
      }
      expect((await call(server, 'POST', `${path}/cancel`, { token: org.token })).body).toEqual({
        status: 'canceled',
      });
      let last = { status: '', error: '' };
      for (let tries = 0; last.status !== 'failed' && tries < 200; tries += 1, await sleep(50))
        last = (await call(server, 'GET', path, { token: org.token })).body;
      expect(last).toMatchObject({ status: 'failed', error: 'canceled' });
      expect((await call(server, 'POST', `${path}/cancel`, { token: org.token })).status).toBe(200);
      expect((await call(server, 'GET', path, { token: org.token })).body).toMatchObject({
        status: 'failed',
        error: 'canceled',
      });
    },
    MINUTES,
  );

  it(
    'ends with its event when it is canceled before it began, for streams too',
    async () => {
      const blueprint = {
        schema_version: '1.2.0',
        nodes: [code('slow', LONG, { timeout_seconds: 30 })],
      };
      // More than one process carries, so that the last ones have not begun.
      const ids: string[] = [];
      for (let count = 0; count < 70; count++)
        ids.push((await start({ blueprint }, { wait: 0 })).body.execution_id as string);
      const stream = fetch(`${server.url}${ROOT}/${ids.at(-1)}/events`, {
        headers: { authorization: `Bearer ${org.token}`, accept: 'text/event-stream' },
      }).then((response) => response.text());
      for (const id of ids.toReversed())
        expect((await call(server, 'POST', `${ROOT}/${id}/cancel`, { token: org.token })).status).toBe(200);
      const last = (await call(server, 'GET', `${ROOT}/${ids.at(-1)}`, { token: org.token })).body;
      expect(last).toMatchObject({
        status: 'failed',
        error: 'canceled',
        started_at: null,
        result: { success: false, error: 'canceled' },
        events: [{ seq: 1, event: 'workflow.completed', payload: { status: 'failed', error: 'canceled' } }],
      });
      expect(await stream).toContain('id: 1\nevent: workflow.completed\n');
      for (const id of ids) {
        let { body } = await call(server, 'GET', `${ROOT}/${id}`, { token: org.token });
        for (let tries = 0; body.status !== 'failed' && tries < 400; tries += 1, await sleep(50))
          ({ body } = await call(server, 'GET', `${ROOT}/${id}`, { token: org.token }));
        expect(body.events.at(-1)).toMatchObject({ event: 'workflow.completed' });
      }
    },
    MINUTES,
  );

  it(
    'does not exist for another org',
    async () => {
      const { body } = await run([echo('a')]);
      const { token } = await newOrg(server);
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/events'],
        ['POST', '/cancel'],
      ] as const) {
        expect((await call(server, method, `${ROOT}/${body.execution_id}${path}`, { token })).status).toBe(
          404,
        );
      }
      expect((await call(server, 'GET', ROOT, { token })).body.executions).toEqual([]);
    },
    MINUTES,
  );
});

describe('the events of an execution', () => {
  it(
    'are numbered, are sent on from where the client was, and end with the last one',
    async () => {
      const { body } = await run([echo('a'), echo('b', { dependencies: ['a'] })]);
      const stream = async (last?: number) => {
        const response = await fetch(`${server.url}${ROOT}/${body.execution_id}/events`, {
          headers: {
            authorization: `Bearer ${org.token}`,
            accept: 'text/event-stream',
            ...(last === undefined ? {} : { 'last-event-id': String(last) }),
          },
        });
        expect(response.headers.get('content-type')).toContain('text/event-stream');
        const text = await response.text();
        return [...text.matchAll(/^id: (\d+)\nevent: (.+)$/gm)].map(([, id, event]) => ({
          id: Number(id),
          event,
        }));
      };
      const all = await stream();
      expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index + 1));
      expect(all.at(-1)?.event).toBe('workflow.completed');
      expect(await stream(3)).toEqual(all.slice(3));
    },
    MINUTES,
  );
});

it(
  'the seller assistant lists its nine products',
  async () => {
    const { body } = await start({ blueprint_id: 'seller_assistant' });
    expect(body.result.outputs).toMatchObject({ total: 9, success: 9, failures: 0 });
    expect(body.result.outputs.items).toHaveLength(9);
    expect(body.result.outputs.items[0]).toMatchObject({
      price: 750,
      listing_id: expect.stringMatching(/^LOC-refrigerator-/),
    });
  },
  MINUTES,
);
