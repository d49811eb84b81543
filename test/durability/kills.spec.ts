import { createHash, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';

/** How often the server is killed; `ICE_TEST_KILLS=100` is the long campaign. */
const KILLS = Number(process.env['ICE_TEST_KILLS'] ?? 3);
const PER_KILL_MS = 60_000;
/** On Postgres the runs of a dead process are taken up when its lease has run out. */
const PATIENCE_MS = 60_000;
const LANES = 3;
const DEPTH = 5;
/** Tasks that one run may have under way, and so may have to repeat after a kill. */
const IN_FLIGHT = LANES;

let dataDir: string | undefined;
let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  if (dataDir !== undefined) await removeDataDir(dataDir);
}, PER_KILL_MS);

/** Lanes of nodes that wait for each other, and one that waits for all. Each answers with a number nobody can repeat. */
function lanes(): { schema_version: string; nodes: object[] } {
  const nodes: object[] = [];
  const node = (id: string, dependencies: string[]) => ({
    id,
    type: 'code',
    language: 'javascript',
    dependencies,
    code: 'let x = 0; for (let i = 0; i < 2e5; i++) x += i; return { once: Math.random() };',
    input_schema: { type: 'object' },
    output_schema: { type: 'object' },
  });
  for (let lane = 0; lane < LANES; lane += 1) {
    for (let step = 0; step < DEPTH; step += 1)
      nodes.push(node(`n${lane}_${step}`, step === 0 ? [] : [`n${lane}_${step - 1}`]));
  }
  const last = Array.from({ length: LANES }, (_, lane) => `n${lane}_${DEPTH - 1}`);
  return { schema_version: '1.2.0', nodes: [...nodes, node('end', last)] };
}

interface Published {
  readonly path: string;
  readonly archive: string;
}

/** What was acknowledged, and so must never be lost. */
interface Ledger {
  readonly published: Published[];
  readonly executions: string[];
}

/** Publishes and starts until the server is gone; notes what was acknowledged, and answers what was sent last. */
async function work(target: TestServer, publisher: Publisher, ledger: Ledger): Promise<void> {
  const publishing = (async () => {
    for (let last = false; !last;) {
      const version = `1.0.${ledger.published.length}-${randomInt(1e9)}`;
      const item = await makePackage(publisher, { name: 'ledger', version });
      const answer = await publish(target, publisher.token, item).catch(() => undefined);
      if (answer && answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      if (answer) {
        const { namespace, name } = item.manifest;
        const archive = createHash('sha256').update(item.archive).digest('hex');
        ledger.published.push({ path: `${namespace}/${name}/${version}`, archive });
      }
      last = answer === undefined;
    }
  })();
  const starting = (async () => {
    for (let count = 0; count < 3; count += 1) {
      const answer = await call(target, 'POST', '/api/v1/executions/', {
        token: publisher.token,
        body: { blueprint: lanes(), inputs: {} },
      }).catch(() => undefined);
      if (answer?.status === 202) ledger.executions.push(answer.body.execution_id as string);
      await sleep(randomInt(60));
    }
  })();
  await Promise.all([publishing, starting]);
}

/** Every acknowledged version is there, and its archive is what was sent, byte for byte. */
async function requirePublished(target: TestServer, token: string, published: readonly Published[]) {
  for (const { path, archive } of published) {
    const found = await call(target, 'GET', `/api/v1/packages/${path}`, { token });
    expect([path, found.status, found.body.archive_digest]).toEqual([path, 200, archive]);
    const response = await fetch(`${target.url}/api/v1/blobs/${archive}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(archive);
  }
}

interface Event {
  readonly seq: number;
  readonly event: string;
  readonly node_id: string;
  readonly payload: { readonly output?: { readonly once: number } };
}

async function ended(target: TestServer, token: string, id: string) {
  for (const begin = Date.now(); Date.now() - begin < PATIENCE_MS; await sleep(100)) {
    const { body } = await call(target, 'GET', `/api/v1/executions/${id}`, { token });
    if (body.status === 'completed' || body.status === 'failed') return body;
  }
  throw new Error(`The execution ${id} has not ended.`);
}

/**
 * The run completed, has one end, and its events are numbered without gaps. Answers how many nodes ran to their end twice:
 * what was told of them first is not what counts in the end.
 */
async function requireOneOutcome(target: TestServer, token: string, id: string): Promise<number> {
  const { status, result, error } = await ended(target, token, id);
  expect([id, status, error]).toEqual([id, 'completed', null]);
  const { body } = await call(target, 'GET', `/api/v1/executions/${id}/events?limit=1000`, { token });
  const events = body.items as Event[];
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ event }) => event === 'workflow.completed')).toHaveLength(1);
  expect(events.at(-1)?.event).toBe('workflow.completed');
  const completed = events.filter(({ event }) => event === 'node.completed');
  expect(completed).toHaveLength(LANES * DEPTH + 1);
  return completed.filter(({ node_id: node, payload }) => payload.output?.once !== result.output[node].once)
    .length;
}

/** What each node that had ended before the kill, and that another one had been started for, had answered. */
async function settled(target: TestServer, token: string, id: string): Promise<Map<string, number>> {
  const { body } = await call(target, 'GET', `/api/v1/executions/${id}/events?limit=1000`, { token });
  const events = body.items as Event[];
  const started = new Set(
    events.filter(({ event }) => event === 'node.started').map(({ node_id: node }) => node),
  );
  return new Map(
    events
      .filter(({ event, node_id: node }) => {
        const [lane, step] = node?.slice(1).split('_') ?? [];
        return event === 'node.completed' && started.has(`n${lane}_${Number(step) + 1}`);
      })
      .map(({ node_id: node, payload }) => [node, payload.output?.once ?? Number.NaN]),
  );
}

/** Waits until something was added to a list, for a while. */
async function untilMore(list: readonly unknown[]): Promise<void> {
  const known = list.length;
  for (let waited = 0; list.length === known && waited < 20_000; waited += 50) await sleep(50);
}

describe('a server that is killed', () => {
  it(
    `${KILLS} times at any moment loses nothing it acknowledged, tears nothing, and repeats no finished node`,
    async () => {
      dataDir = await copyTemplate();
      server = await startServer({ dataDir });
      const org = {
        id: 'local',
        token: server.ownerToken,
        tokenWith: () => Promise.reject(new Error('unused')),
      };
      const publisher = await publisherOf(server, org);
      const ledger: Ledger = { published: [], executions: [] };
      let checked = 0;
      let twice = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const working = work(server, publisher, ledger);
        // Every other kill comes after something was acknowledged, the rest at any moment.
        if (kill % 2 === 0) await untilMore(ledger.published);
        await sleep(randomInt(1500));
        const finished = new Map<string, Map<string, number>>();
        for (const id of ledger.executions.slice(checked))
          finished.set(id, await settled(server, publisher.token, id));
        await server.kill9();
        await working;
        server = await startServer({ dataDir });
        await requirePublished(server, publisher.token, ledger.published.slice(-20));
        for (const id of ledger.executions.slice(checked)) {
          const repeated = await requireOneOutcome(server, publisher.token, id);
          expect(repeated).toBeLessThanOrEqual(IN_FLIGHT);
          twice += repeated;
          const { result } = await ended(server, publisher.token, id);
          for (const [node, once] of finished.get(id) ?? [])
            expect([id, node, result.output[node].once]).toEqual([id, node, once]);
        }
        checked = ledger.executions.length;
      }
      await requirePublished(server, publisher.token, ledger.published);
      expect(ledger.published.length).toBeGreaterThan(0);
      expect(ledger.executions.length).toBeGreaterThan(0);
      process.stderr.write(
        `${KILLS} kills: ${ledger.published.length} publishes and ${ledger.executions.length} executions acknowledged, ` +
          `0 lost, 0 torn; ${twice} of ${ledger.executions.length * (LANES * DEPTH + 1)} nodes ended twice\n`,
      );
    },
    60_000 + KILLS * PER_KILL_MS,
  );
});
