import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { CompiledComponent } from '@iceos/runtime/compiler';
import { ExecutionKv, type HostGrants } from '@iceos/runtime/capabilities';
import { SandboxError, type CallLimits } from '@iceos/runtime/sandbox';
import { findLaunch, startProgram } from '../../packages/runtime/dist/process/launch.js';
import { testIsolation } from '../../packages/runtime/dist/sandbox/self-test.js';
import { componentFromJavaScript } from './components.js';
import { componentFromGlue } from './glue.js';
import { failureOf, startFixture, type Fixture } from './fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
});

afterAll(async () => {
  await fixture.close();
});

async function run(component: CompiledComponent, host: HostGrants = {}, limits: Partial<CallLimits> = {}) {
  const { output } = await fixture.sandbox.call({
    component,
    tenant: 'probe',
    args: ['{}'],
    host,
    limits: { wallMs: 5000, ...limits },
  });
  return output;
}

async function outcomeOf(component: CompiledComponent, host: HostGrants = {}): Promise<string> {
  const error = await failureOf(run(component, host));
  if (!(error instanceof SandboxError)) throw error;
  return error.limit === undefined ? error.code : `${error.code} ${error.limit}`;
}

function grantOf({ get, set, delete: forget, list }: ExecutionKv): NonNullable<HostGrants['kv']> {
  return { get, set, delete: forget, list };
}

describe('a component finds nothing of the machine', () => {
  it('in the world it is built for', async () => {
    const component = await fixture.compile(
      componentFromJavaScript(`
        const names = ['process', 'require', 'std', 'os', 'fetch', 'Deno', 'Bun', 'XMLHttpRequest', 'WebSocket', 'scriptArgs'];
        export const run = () => JSON.stringify(names.filter((name) => typeof globalThis[name] !== 'undefined'));`),
    );
    expect(await run(component)).toEqual([]);
  });

  it('in the globals of its child', async () => {
    const names = ['process', 'fetch', 'WebSocket', 'EventSource', 'Buffer', 'require', 'navigator'];
    const body = `return JSON.stringify(${JSON.stringify(names)}.filter((name) => name in globalThis));`;
    expect(await run(componentFromGlue(body))).toEqual([]);
  });

  it('by importing it', async () => {
    const body = `
      const found = [];
      for (const name of ['node:fs', 'fs', 'node:net', 'node:child_process', 'node:process', 'node:module', 'file:///etc/passwd',
        'data:text/javascript,export default 1']) {
        await import(name).then(() => found.push(name), () => undefined);
      }
      return JSON.stringify(found);`;
    expect(await run(componentFromGlue(body))).toEqual([]);
  });

  it('by making code of texts', async () => {
    const body = `
      const ways = [
        () => eval('1'),
        () => new Function('return 1')(),
        () => (async () => {}).constructor('return 1')(),
        () => (function* () {}).constructor('yield 1')(),
      ];
      return JSON.stringify(ways.map((way) => { try { way(); return 'ran'; } catch (error) { return error.name; } }));`;
    expect(await run(componentFromGlue(body))).toEqual(Array(4).fill('EvalError'));
  });
});

describe('what a component leaves behind', () => {
  it('does not reach the next call of its own', async () => {
    const component = await fixture.compile(
      componentFromJavaScript(`
        let calls = 0;
        export const run = () => { Object.prototype.left = 'behind'; return JSON.stringify({ calls: ++calls, own: {}.left }); };`),
    );
    const first = await run(component);
    expect(first).toEqual({ calls: 1, own: 'behind' });
    expect(await run(component)).toEqual(first);
    expect(({} as Record<string, unknown>).left).toBeUndefined();
  });

  it('does not reach another tenant with the same component', async () => {
    const component = componentFromGlue(
      `globalThis.seen = (globalThis.seen ?? 0) + 1; return String(globalThis.seen);`,
    );
    const seen = async (tenant: string) =>
      (await fixture.sandbox.call({ component, tenant, args: ['{}'] })).output;
    expect(await seen('a')).toBe(1);
    expect(await seen('b')).toBe(1);
    expect(await seen('a')).toBeLessThanOrEqual(2);
  });

  it('does not reach another component of its tenant', async () => {
    await run(componentFromGlue(`Object.prototype.left = 1; globalThis.left = 1; return '1';`));
    expect(
      await run(componentFromGlue(`return JSON.stringify([{}.left ?? null, globalThis.left ?? null]);`)),
    ).toEqual([null, null]);
  });
});

describe('a child that was taken over', () => {
  const kv = new ExecutionKv([['k', 'v']]);

  it('may call what was granted', async () => {
    const body = `return JSON.stringify(await imports['iceos:host/kv@0.1.0'].get('k'));`;
    expect(await run(componentFromGlue(body), { kv })).toBe('v');
  });

  it.each([
    ['of another type', `get(1)`],
    ['in another number', `get()`],
    ['that are more than there are', `get('k', 'k')`],
    ['that hide a list', `get(['k'])`],
  ])('is ended when it sends arguments %s', async (_, call) => {
    const body = `await imports['iceos:host/kv@0.1.0'].${call}; return '{}';`;
    expect(await outcomeOf(componentFromGlue(body), { kv })).toBe('component-trapped');
  });

  it('is ended when it calls what was not granted', async () => {
    const body = `await imports['iceos:host/kv@0.1.0'].get('k'); return '{}';`;
    const before = fixture.sandbox.stats()?.children.ended.ungranted ?? 0;
    expect(await outcomeOf(componentFromGlue(body))).toBe('component-trapped');
    expect(fixture.sandbox.stats()?.children.ended.ungranted).toBe(before + 1);
  });

  it('is ended when it calls while it waits, which no component can', async () => {
    const slow = {
      ...grantOf(kv),
      get: () => new Promise<string>((resolve) => setTimeout(resolve, 200, 'v')),
    };
    const body = `const { get } = imports['iceos:host/kv@0.1.0']; await Promise.all([get('k'), get('k')]); return '{}';`;
    expect(await outcomeOf(componentFromGlue(body), { kv: slow })).toBe('component-trapped');
  });

  it('has no say after its call has ended', async () => {
    const body = `
      const { set } = imports['iceos:host/kv@0.1.0'];
      setTimeout(() => { set('late', 'x').catch(() => undefined); }, 30);
      return '{}';`;
    expect(await run(componentFromGlue(body), { kv })).toEqual({});
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(kv.get('late')).toBeUndefined();
  });

  it('takes nobody with it when it runs out of heap', async () => {
    const body = `const all = []; for (;;) all.push(new Array(1000).fill({}));`;
    expect(await outcomeOf(componentFromGlue(body))).toBe('limit-exceeded memoryBytes');
  });

  it('takes nobody with it when its engine gives up', async () => {
    const module = await parse(`(module
      (type $a (array (mut i64)))
      (func (export "run") (local $kept (ref null $a))
        (loop $again (local.set $kept (array.new_default $a (i32.const 100000000))) (br $again))))`);
    const body = `instantiateCore(moduleOf('m'), {}).exports.run(); return '{}';`;
    expect(await outcomeOf(componentFromGlue(body, [{ name: 'm', bytes: module }]))).toMatch(
      /^component-trapped$|^limit-exceeded memoryBytes$/,
    );
  });

  it('cannot have a larger memory or table than the flags of its process allow', async () => {
    const module = await parse(`(module (memory (export "memory") 1) (table (export "table") 1 funcref))`);
    const body = `
      const { memory, table } = instantiateCore(moduleOf('m'), {}).exports;
      const grow = (thing, by) => { try { for (;;) thing.grow(by); } catch (error) { return error.name; } };
      grow(memory, 1024); grow(table, 1000);
      return JSON.stringify([memory.buffer.byteLength, table.length]);`;
    const [memory, table] = (await run(componentFromGlue(body, [{ name: 'm', bytes: module }]))) as [
      number,
      number,
    ];
    expect(memory).toBeLessThanOrEqual(512 * 1024 * 1024);
    expect(table).toBeLessThanOrEqual(131_072);
  });
});

describe('the test at the start', () => {
  const caps = {
    memoryBytes: 2 ** 26,
    tableEntries: 1000,
    heapBytes: 2 ** 26,
    messageBytes: 2 ** 20,
    cpuMs: 1000,
  };

  it('tells the level that was reached, not the one that was meant', async () => {
    expect(await testIsolation({ level: 'hardened', lacks: [], wrapper: [] }, caps)).toEqual({
      level: 'basic',
      lacks: ['a network name space of its own'],
    });
  });

  it('names what is missing', async () => {
    const launch = { level: 'basic', lacks: [], wrapper: ['/usr/bin/env', 'LEFT=over'] } as const;
    const error = await failureOf(testIsolation(launch, caps));
    expect(error).toMatchObject({ code: 'sandbox-unavailable' });
    expect((error as Error).message).toContain('Missing: an empty environment.');
  });

  it('says so when no child starts', async () => {
    const error = await failureOf(
      testIsolation({ level: 'basic', lacks: [], wrapper: ['/bin/false'] }, caps),
    );
    expect(error).toMatchObject({ code: 'sandbox-unavailable' });
    expect((error as Error).message).toContain('exit code 1');
  });
});

describe('a program started as children are', () => {
  let folder: string;
  let server: Server;
  let connections = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iceos-probe-'));
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  it('can do nothing but talk to its parent', async () => {
    const file = join(folder, 'probe.js');
    await writeFile(file, PROBE.replaceAll('PORT', String((server.address() as { port: number }).port)));
    // The child is another user where we are root.
    await chmod(folder, 0o755);
    const program = { file, readable: [file], flags: [], dataBytes: 2 ** 31, cpuSeconds: 60 };
    const launch = await findLaunch(program);
    const { process: child, channel } = startProgram(launch, program);
    const report = await new Promise<string>((resolve) => {
      let text = '';
      channel!.on('data', (chunk: Uint8Array) => (text += new TextDecoder().decode(chunk)));
      child.once('exit', () => resolve(text));
    });
    expect(launch.level).toBe(fixture.sandbox.isolation?.level);
    const { network, ...rest } = JSON.parse(report) as { network: string };
    expect(rest).toEqual({
      environment: [],
      arguments: [],
      read: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      spawn: 'ERR_ACCESS_DENIED',
      thread: 'ERR_ACCESS_DENIED',
      directory: '/',
    });
    expect(network === 'connected').toBe(launch.level === 'basic');
    expect(connections > 0).toBe(launch.level === 'basic');
  });
});

const PROBE = `
import fs from 'node:fs';
import net from 'node:net';
import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
const attempt = (action) => { try { action(); return 'done'; } catch (error) { return error.code; } };
const network = await new Promise((resolve) => {
  const socket = net.connect(PORT, '127.0.0.1');
  socket.on('connect', () => resolve('connected'));
  socket.on('error', (error) => resolve(error.code));
});
const report = {
  environment: Object.keys(process.env),
  arguments: process.argv.slice(2),
  read: attempt(() => fs.readFileSync('/etc/hostname')),
  write: attempt(() => fs.writeFileSync('/tmp/iceos-probe', '')),
  spawn: attempt(() => spawn('/bin/true')),
  thread: attempt(() => new Worker('1', { eval: true })),
  directory: process.cwd(),
  network,
};
const channel = new net.Socket({ fd: 3 });
channel.end(JSON.stringify(report), () => process.exit(0));
`;
