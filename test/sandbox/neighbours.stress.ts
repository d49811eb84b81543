import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CompiledComponent } from '@iceos/runtime/compiler';
import { componentFromJavaScript, returning, toolFromText } from './components.js';
import { startFixture, type Fixture } from './fixture.js';

const CALLS = 2000;
const ATTACKERS = 8;

let fixture: Fixture;
let tool: CompiledComponent;

beforeAll(async () => {
  fixture = await startFixture({ maxChildren: 12, limits: { wallMs: 3000, cpuMs: 1000 } });
  tool = await fixture.compile(
    componentFromJavaScript(
      'export const run = (input) => JSON.stringify({ sum: JSON.parse(input).a + 1 });',
    ),
  );
  for (let round = 0; round < 20; round++) await callTool();
});

afterAll(async () => {
  await fixture.close();
});

async function callTool(): Promise<number> {
  const begun = performance.now();
  const { output } = await fixture.sandbox.call({ component: tool, tenant: 'neighbour', args: ['{"a":1}'] });
  expect(output).toEqual({ sum: 2 });
  return performance.now() - begun;
}

/** The times of many calls of one tenant, sorted. */
async function timeCalls(): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < CALLS; round++) times.push(await callTool());
  return times.sort((a, b) => a - b);
}

/** Keeps `ATTACKERS` calls of another tenant under way until it is told to stop. */
function attack(component: CompiledComponent): { stop(): Promise<number> } {
  const over = new AbortController();
  let ended = 0;
  const again = async () => {
    while (!over.signal.aborted) {
      const call = { component, tenant: 'attacker', args: ['{}'], signal: over.signal };
      await fixture.sandbox.call(call).catch(() => undefined);
      ended += 1;
    }
  };
  const all = Promise.all(Array.from({ length: ATTACKERS }, again));
  return {
    async stop() {
      over.abort();
      await all;
      return ended;
    },
  };
}

const FOREVER = '(loop $again (br $again))';
const FILL = `(loop $again
  (if (i32.ne (memory.grow (i32.const 64)) (i32.const -1))
    (then
      (memory.fill (i32.shl (i32.sub (memory.size) (i32.const 64)) (i32.const 16)) (i32.const 1) (i32.const 4194304))
      (br $again)))) (unreachable)`;

it.each([
  ['spins', toolFromText(returning({ before: FOREVER }))],
  ['fills its memory', toolFromText(returning({ before: FILL }))],
  ['traps at once', toolFromText(returning({ before: '(unreachable)' }))],
])('every call of a tenant succeeds while another one %s', async (what, attacker) => {
  const component = await fixture.compile(attacker);
  const alone = await timeCalls();
  const attacked = attack(component);
  const together = await timeCalls();
  const ended = await attacked.stop();
  const p = (times: readonly number[], share: number) => times[Math.floor(times.length * share)] ?? 0;
  const told = (share: number) =>
    `${p(alone, share).toFixed(1)} ms alone, ${p(together, share).toFixed(1)} ms attacked (× ${(p(together, share) / p(alone, share)).toFixed(2)})`;
  process.stdout.write(`another tenant ${what} (${ended} calls): p50 ${told(0.5)}; p99 ${told(0.99)}\n`);
  expect(fixture.sandbox.stats()).toMatchObject({ running: 0, long: 0, waiting: 0 });
});
