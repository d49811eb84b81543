import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { announceBody, call, newOrg, type Answer, type TestOrg } from '../harness/api.js';
import {
  blueprintsOfHostileSchemas,
  heavyBlueprints,
  oversizedBlueprints,
  type HostileBlueprint,
} from '../harness/hostile-blueprints.js';
import { startWatchedServer, type WatchedServer } from '../harness/loop-delay.js';

const MINUTES = 300_000;
const VALIDATE = '/api/v1/blueprints/validate';
/** How long the main thread may hold up everybody in one go, of its own time: that of the machine is not ours to promise. */
const HOLD_UP_MS = 50;
/** Requests of the attacker at the same time. */
const AT_A_TIME = 4;
let server: WatchedServer;
let attacker: TestOrg;
let bystander: TestOrg;

beforeAll(async () => {
  server = await startWatchedServer();
  attacker = await newOrg(server);
  bystander = await newOrg(server);
  await call(server, 'POST', VALIDATE, { token: bystander.token, body: FINE });
  await server.loopDelay();
}, MINUTES);

afterAll(async () => {
  await server.stop();
});

const FINE = { nodes: [{ id: 'a', type: 'tool', tool_name: 'echo_tool' }] };

function attack({ text }: HostileBlueprint): Promise<Answer> {
  return call(server, 'POST', VALIDATE, { token: attacker.token, body: text });
}

/** Sends everything, a few at a time, and answers by name. */
async function attackWith(all: readonly HostileBlueprint[]): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const waiting = [...all];
  const sendOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) answers.set(next.name, await attack(next));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, sendOn));
  return answers;
}

/** Answers to a bystander, asked one after the other until `over`. */
async function bystandersUntil(over: Promise<unknown>): Promise<number[]> {
  const statuses: number[] = [];
  const state = { over: false };
  void over.finally(() => (state.over = true));
  while (!state.over) {
    const token = bystander.token;
    statuses.push((await call(server, 'GET', '/api/v1/blueprints/', { token })).status);
    statuses.push((await call(server, 'POST', VALIDATE, { token, body: FINE })).status);
  }
  return statuses;
}

describe('schemas that were written to hurt', () => {
  it(
    'are each answered with findings, while others are served and nothing is fetched',
    async () => {
      const all = blueprintsOfHostileSchemas();
      expect(all.length).toBeGreaterThan(200);
      const attacked = attackWith(all);
      const others = await bystandersUntil(attacked);
      const answers = await attacked;
      for (const { name } of all) {
        const { status, body } = answers.get(name) as Answer;
        // Some cannot even be the body of a request.
        expect([name, status === 200 ? Array.isArray(body.errors) : [400, 422].includes(status)]).toEqual([
          name,
          true,
        ]);
      }
      const [remote] = all;
      expect(answers.get(remote?.name ?? '')?.body.errors).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            code: 'schema-invalid',
            pointer: '/nodes/0/input_schema/properties/a/$ref',
            detail: expect.stringContaining('nothing is fetched'),
          }),
        ]),
      );
      expect(others.length).toBeGreaterThan(4);
      expect(others.every((status) => status === 200)).toBe(true);
      const delay = await server.loopDelay();
      console.log(`${all.length} hostile schemas: event loop ${JSON.stringify(delay)}`);
      expect(delay.connections).toEqual([]);
      expect(delay.busy.p99).toBeLessThan(HOLD_UP_MS);
    },
    MINUTES,
  );
});

describe('blueprints as heavy as a body may be', () => {
  it(
    'are checked beside everybody else: who asks meanwhile is answered before they are',
    async () => {
      const attacked = attackWith(heavyBlueprints());
      const others = await bystandersUntil(attacked);
      for (const [name, { status }] of await attacked)
        expect([name, [200, 422].includes(status)]).toEqual([name, true]);
      expect(others.length).toBeGreaterThan(4);
      expect(others.every((status) => status === 200)).toBe(true);
      const delay = await server.loopDelay();
      console.log(`heavy blueprints: event loop ${JSON.stringify(delay)}`);
      expect(delay.connections).toEqual([]);
      expect(delay.busy.p99).toBeLessThan(HOLD_UP_MS);
    },
    MINUTES,
  );

  it.each(oversizedBlueprints())('$name: $refused', async (one) => {
    const { status, body } = await attack(one);
    const [expected, code] = one.refused;
    const codes: string[] =
      status === 200 ? body.errors.map((found: { code: string }) => found.code) : [body.code];
    expect([status, ...(code === '' ? [] : codes)]).toEqual([expected, ...(code === '' ? [] : [code])]);
    expect((await call(server, 'GET', '/api/v1/blueprints/', { token: bystander.token })).status).toBe(200);
  });

  it('more than a body may hold is refused before it is sent', async () => {
    const { status, body } = await announceBody(server, VALIDATE, attacker.token, 30 * 1024 * 1024);
    expect([status, body.code]).toEqual([413, 'body-too-large']);
  });
});
