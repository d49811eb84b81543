import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExecutionKv, type HostGrants } from '@iceos/runtime/capabilities';
import type { CompiledComponent } from '@iceos/runtime/compiler';
import { componentFromJavaScript } from './components.js';
import { componentFromGlue } from './glue.js';
import { failureOf, startFixture, type Fixture } from './fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  process.env['ICEOS_PROBE'] = 'a value of the host';
  fixture = await startFixture();
});

afterAll(async () => {
  delete process.env['ICEOS_PROBE'];
  await fixture.close();
});

/** Looks for everything that it was not granted, and tells what it found. */
const PROBE = `
  import { get, list } from 'iceos:host/kv@0.1.0';
  const reach = (path) => path.split('.').reduce((value, name) => value?.[name], globalThis);
  export function run() {
    Object.prototype.polluted = 'yes';
    Array.prototype.toJSON = undefined;
    return JSON.stringify({
      environment: ['process.env', 'Deno.env', 'std.getenv', 'os.environ'].filter((path) => reach(path) !== undefined),
      files: ['require', 'std.open', 'os.open', 'Deno.readFile', 'loadFile'].filter((path) => reach(path) !== undefined),
      network: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'os.connect'].filter((path) => reach(path) !== undefined),
      processes: ['os.exec', 'Worker', 'os.Worker', 'Deno.run', 'WebAssembly'].filter((path) => reach(path) !== undefined),
      keys: list(''),
      foreign: get('secret') ?? null,
    });
  }`;

async function run(component: CompiledComponent, tenant: string, host: HostGrants = {}): Promise<unknown> {
  return (await fixture.sandbox.call({ component, tenant, args: ['{}'], host })).output;
}

describe('a component that looks around', () => {
  it('finds nothing of the machine or of other tenants', async () => {
    const probe = await fixture.compile(componentFromJavaScript(PROBE, ['kv']));
    const theirs = new ExecutionKv([['secret', 'theirs']]);
    const own = new ExecutionKv([['mine', '1']]);
    const foreign = await run(probe, 'other', { kv: theirs });
    expect(foreign).toMatchObject({ keys: ['secret'], foreign: 'theirs' });
    expect(await run(probe, 'probe', { kv: own })).toEqual({
      environment: [],
      files: [],
      network: [],
      processes: [],
      keys: ['mine'],
      foreign: null,
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['new Date().getTime()', 'Date.now()'])(
    'without the clock gets no further than %s',
    async (asked) => {
      const source = `export const run = () => JSON.stringify({ told: ${asked} });`;
      const component = await fixture.compile(componentFromJavaScript(source));
      const call = fixture.sandbox.call({ component, tenant: 'probe', args: ['{}'] });
      expect(await failureOf(call)).toMatchObject({ code: 'component-trapped' });
    },
  );

  it('finds nothing in its child either', async () => {
    const body = `
      const seen = [];
      const walk = (value, depth) => {
        if (depth > 2 || value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
        for (const name of Reflect.ownKeys(value)) {
          const member = (() => { try { return value[name]; } catch { return undefined; } })();
          if (typeof member === 'string' && (member.includes('a value of the host') || member.includes('/home/'))) seen.push(String(name));
          if (member !== value) walk(member, depth + 1);
        }
      };
      walk(globalThis, 0);
      Object.prototype.then = () => undefined;
      delete Object.prototype.then;
      return JSON.stringify({ seen, stack: new Error('here').stack.includes('a value of the host') });`;
    expect(await run(componentFromGlue(body), 'probe')).toEqual({ seen: [], stack: false });
  });

  it('changes nothing for whoever is called next by changing what all objects share', async () => {
    const body = `
      Object.prototype.outcome = 'tool-error';
      Object.prototype.error = { code: 'forged', message: 'forged', retryable: true };
      Object.prototype.call = 'forged';
      return JSON.stringify({ own: true });`;
    expect(await run(componentFromGlue(body), 'probe')).toEqual({ own: true });
    expect(await run(componentFromGlue('return JSON.stringify({ next: true });'), 'next')).toEqual({
      next: true,
    });
  });
});
