import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallLimits, SandboxResult } from '@iceos/runtime/sandbox';
import type { CompileRequest } from '@iceos/runtime/compiler';
import { componentFromJavaScript, returning, toolFromText } from './components.js';
import { limitOrCodeOf, Neighbour, startFixture, type Fixture } from './fixture.js';

/** Tools that take all of the machine that they can get, beside a tenant whose calls go on. */

let fixture: Fixture;
let neighbour: Neighbour;
let underWay: { finish(): Promise<SandboxResult> };

beforeAll(async () => {
  fixture = await startFixture();
  neighbour = await Neighbour.move(fixture);
});

afterAll(() => fixture.close());

beforeEach(async () => {
  underWay = await neighbour.begin();
});

afterEach(async () => {
  expect((await underWay.finish()).output).toEqual({ n: 1, kv: 'mine' });
});

const outcomeOf = async (request: Promise<CompileRequest>, limits: Partial<CallLimits>) => {
  const component = await fixture.compile(request);
  return limitOrCodeOf(fixture.sandbox.call({ component, tenant: 'hostile', args: ['{}'], limits }));
};

describe('a tool of the stress suite is stopped', () => {
  it('when it asks for 1 GB under 512 MB', async () => {
    const source = `export const run = () => { const a = new Uint8Array(1024 * 1024 * 1024).fill(1); return String(a.length); };`;
    expect(await outcomeOf(componentFromJavaScript(source), { wallMs: 20_000 })).toMatch(
      /^component-trapped$|^limit-exceeded memoryBytes$/,
    );
  });

  it('when it fills 1 GB bit by bit under 512 MB', async () => {
    const fill = `(loop $again
      (if (i32.ne (memory.grow (i32.const 256)) (i32.const -1))
        (then
          (memory.fill (i32.shl (i32.sub (memory.size) (i32.const 256)) (i32.const 16)) (i32.const 1) (i32.const 16777216))
          (br $again))
        (else (unreachable))))`;
    expect(await outcomeOf(toolFromText(returning({ before: fill })), { wallMs: 20_000 })).toMatch(
      /^component-trapped$|^limit-exceeded memoryBytes$/,
    );
  });

  it('when it spins, after a second of processor time or three by the clock', async () => {
    const source = `export const run = () => { for (;;); };`;
    expect(await outcomeOf(componentFromJavaScript(source), { wallMs: 3000, cpuMs: 1000 })).toMatch(
      /^limit-exceeded (?:cpuMs|wallMs)$/,
    );
  });

  it('when it starts as many jobs as it can', async () => {
    const source = `
      export const run = () => {
        const more = () => { Promise.resolve().then(more); Promise.resolve().then(more); };
        more();
        for (;;);
      };`;
    expect(await outcomeOf(componentFromJavaScript(source), { wallMs: 3000, cpuMs: 1000 })).toMatch(
      /^limit-exceeded (?:cpuMs|wallMs|memoryBytes)$/,
    );
  });

  it('when it keeps all that it makes', async () => {
    const source = `export const run = () => { const all = []; for (;;) all.push(new Array(100000).fill(1)); };`;
    expect(await outcomeOf(componentFromJavaScript(source), { wallMs: 20_000 })).toMatch(
      /^component-trapped$|^limit-exceeded memoryBytes$/,
    );
  });
});
