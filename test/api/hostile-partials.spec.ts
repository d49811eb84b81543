import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import {
  fullNode,
  hostileRequests,
  sketchesOfHostileSchemas,
  type HostileRequest,
} from '../harness/hostile-partials.js';
import { startWatchedServer, type WatchedServer } from '../harness/loop-delay.js';

const MINUTES = 300_000;
const PARTIALS = '/api/mcp/blueprints/partial';
/** How long the main thread may hold up everybody in one go, of its own time: that of the machine is not ours to promise. */
const HOLD_UP_MS = 50;
const FINE = { id: 'a', type: 'tool', tool_name: 'echo_tool' };
let server: WatchedServer;
let attacker: TestOrg;
let bystander: TestOrg;

beforeAll(async () => {
  server = await startWatchedServer();
  attacker = await newOrg(server);
  bystander = await newOrg(server);
  await call(server, 'POST', PARTIALS, { token: bystander.token });
  await server.loopDelay();
}, MINUTES);
afterAll(async () => {
  await server.stop();
});

/** Does what the attacker does, while a bystander is served; answers what the bystander heard. */
async function bystandersDuring(attack: () => Promise<void>): Promise<readonly number[]> {
  const statuses: number[] = [];
  const state = { over: false };
  const attacked = attack().finally(() => (state.over = true));
  const { token } = bystander;
  while (!state.over) {
    const body = { blueprint: { nodes: [FINE] } };
    statuses.push((await call(server, 'POST', '/api/v1/builder/apply', { token, body })).status);
    statuses.push((await call(server, 'GET', '/api/v1/blueprints/', { token })).status);
  }
  await attacked;
  return statuses;
}

/** Sends one after the other; all are answered, or refused for what they are. */
async function attackWith(all: readonly HostileRequest[]): Promise<void> {
  for (const { name, path, body } of all) {
    const { status } = await call(server, 'POST', path, { token: attacker.token, body });
    expect([name, [200, 400, 413, 422].includes(status)]).toEqual([name, true]);
  }
}

async function expectUnharmed(what: string, others: readonly number[]): Promise<void> {
  expect(others.length).toBeGreaterThan(2);
  expect(others.every((status) => status === 200)).toBe(true);
  const delay = await server.loopDelay();
  console.log(`${what}: event loop ${JSON.stringify(delay)}`);
  expect(delay.connections).toEqual([]);
  expect(delay.busy.p99).toBeLessThan(HOLD_UP_MS);
}

describe('what strangers send to the builder', () => {
  it(
    'is answered or refused, and others are served meanwhile',
    async () => {
      await expectUnharmed('hostile requests', await bystandersDuring(() => attackWith(hostileRequests())));
    },
    MINUTES,
  );

  it(
    'holds no schema that anybody has to wait for',
    async () => {
      const others = await bystandersDuring(() => attackWith(sketchesOfHostileSchemas()));
      await expectUnharmed('sketches of hostile schemas', others);
    },
    MINUTES,
  );

  it.each([
    ['a hundred thousand nodes', { nodes: Array.from({ length: 100_000 }, () => 1) }, 413],
    ['a crowd in a node', { nodes: [{ type: 'loop', body: Array.from({ length: 501 }, () => ({})) }] }, 413],
    ['more than a mebibyte', { nodes: [], metadata: { text: 'x'.repeat(1_100_000) } }, 413],
    ['no list of nodes', { nodes: {} }, 422],
    ['no object of metadata', { nodes: [], metadata: [] }, 422],
  ])('of %s is refused before it is read', async (_, blueprint, status) => {
    const answer = await call(server, 'POST', '/api/v1/builder/apply', {
      token: attacker.token,
      body: { blueprint },
    });
    expect([answer.status, answer.body.code]).toEqual([
      status,
      status === 413 ? 'partial-too-large' : 'partial-invalid',
    ]);
  });
});

describe('a partial blueprint as full as it may be', () => {
  it(
    'is begun, read, changed and looked at while others are served',
    async () => {
      const { token } = attacker;
      const others = await bystandersDuring(async () => {
        let answer = await call(server, 'POST', PARTIALS, { token, body: fullNode() });
        const path = `${PARTIALS}/${answer.body.blueprint_id as string}`;
        for (const action of ['suggest', 'suggest', 'add_node', 'suggest']) {
          expect(answer.status).toBe(200);
          expect((await call(server, 'GET', path, { token })).status).toBe(200);
          const body = { action, ...(action === 'add_node' ? { node: FINE } : {}) };
          const headers = { 'x-version-lock': answer.body.version_lock as string };
          answer = await call(server, 'PUT', path, { token, body, headers });
        }
        expect((await call(server, 'POST', `${path}/suggest`, { token })).status).toBe(200);
      });
      await expectUnharmed('a full partial', others);
    },
    MINUTES,
  );
});
