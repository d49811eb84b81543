import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { ExecutionKv } from '@iceos/runtime/capabilities';
import { ComponentCompiler, type CompiledComponent } from '@iceos/runtime/compiler';
import { vetComponent } from '@iceos/runtime/component';
import { Sandbox, type SandboxCall } from '@iceos/runtime/sandbox';
import { componentFromJavaScript } from '../test/sandbox/components.js';
import { childrenOf, read } from '../test/sandbox/fixture.js';
import { percentile, timed, timeMany, type Figure } from './figures.js';

const MB = 1_000_000;

/** As small as a tool gets; with `n` in its input it asks the host so many times. */
const TOOL = `
  import { get } from 'iceos:host/kv@0.1.0';
  export function run(input) {
    const { a, n } = JSON.parse(input);
    for (let i = 0; i < (n ?? 0); i++) get('a');
    return JSON.stringify({ sum: a + 1 });
  }`;

/** Measures the way of a small QuickJS tool from its bytes to its results, on this machine. */
export async function benchSandbox(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'iceos-bench-'));
  const sandbox = new Sandbox();
  try {
    const request = await componentFromJavaScript(TOOL, ['kv']);
    const vet = await timeMany(50, async () => vetComponent(request.bytes, request));
    const compile = await timed(() => new ComponentCompiler({ cacheFolder: folder }).compile(request));
    const reload = await timed(() => new ComponentCompiler({ cacheFolder: folder }).compile(request));
    const start = await timed(() => sandbox.start());
    const first = await timed(() => call(sandbox, reload.result, 0));
    const peers = await inProcess();
    return [
      { name: 'vet a component, p50', value: percentile(vet, 0.5), unit: 'ms' },
      { name: 'compile a component', value: compile.ms, unit: 'ms' },
      { name: 'read a compiled component from the cache', value: reload.ms, unit: 'ms' },
      { name: 'start the sandbox', value: start.ms, unit: 'ms' },
      { name: 'first result after the start', value: first.ms, unit: 'ms' },
      ...(await callFigures(sandbox, reload.result, 'one at a time', 1, 0)),
      ...(await callFigures(sandbox, reload.result, 'two at a time', 2, 0)),
      ...(await callFigures(sandbox, reload.result, 'eight at a time', 8, 0)),
      ...(await callFigures(sandbox, reload.result, 'one at a time, one host call each', 1, 1)),
      ...(await spawnFigures(reload.result)),
      ...peers,
    ];
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
  }
}

async function callFigures(
  sandbox: Sandbox,
  component: CompiledComponent,
  name: string,
  atOnce: number,
  hostCalls: number,
): Promise<readonly Figure[]> {
  const once = () => call(sandbox, component, hostCalls);
  await timeMany(300, once, atOnce);
  const startedAt = performance.now();
  const times = await timeMany(2000, once, atOnce);
  const perSecond = (times.length / (performance.now() - startedAt)) * 1000;
  return [
    { name: `calls, ${name}`, value: perSecond, unit: '/s' },
    { name: `call, ${name}, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { name: `call, ${name}, p99`, value: percentile(times, 0.99), unit: 'ms' },
  ];
}

/** What the first call of a component costs where no child waits for it, and what children weigh. */
async function spawnFigures(component: CompiledComponent): Promise<readonly Figure[]> {
  const sandbox = new Sandbox({ spares: 0 });
  try {
    await sandbox.start();
    const before = new Set(pidsOfChildren());
    const first: number[] = [];
    for (const n of [1, 2, 3, 4, 5]) first.push((await timed(() => call(sandbox, component, 0, `t${n}`))).ms);
    const pids = pidsOfChildren().filter((pid) => !before.has(pid));
    const used = pids.map(residentBytes);
    const own = pids.map(privateBytes);
    for (let round = 0; round < 200; round++) await call(sandbox, component, 0, 't1');
    const { peakBytes } = await sandbox.call(orderOf(component, 0, 't1'));
    const grown = Math.max(...pids.map(residentBytes));
    return [
      { name: 'spawn to first result, p50', value: percentile(first, 0.5), unit: 'ms' },
      { name: 'a child after one call, resident', value: percentile(used, 0.5) / MB, unit: 'MB' },
      { name: 'a child after one call, its own share', value: percentile(own, 0.5) / MB, unit: 'MB' },
      { name: 'a child after 200 calls, resident', value: grown / MB, unit: 'MB' },
      {
        name: 'instances of a child that were not collected yet, at most',
        value: peakBytes / MB,
        unit: 'MB',
      },
    ];
  } finally {
    await sandbox.close();
  }
}

function pidsOfChildren(): number[] {
  return childrenOf(process.pid).map((line) => Number(line.split(' ', 1)[0]));
}

function residentBytes(pid: number): number {
  return kilobytes(pid, ['Rss']) * 1024;
}

/** Memory that would be free again without the process. */
function privateBytes(pid: number): number {
  return kilobytes(pid, ['Private_Clean', 'Private_Dirty']) * 1024;
}

function kilobytes(pid: number, members: readonly string[]): number {
  const text = read(`/proc/${pid}/smaps_rollup`);
  return members.reduce(
    (sum, member) => sum + Number(new RegExp(`^${member}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0),
    0,
  );
}

async function call(
  sandbox: Sandbox,
  component: CompiledComponent,
  n: number,
  tenant = 'bench',
): Promise<void> {
  await sandbox.call(orderOf(component, n, tenant));
}

function orderOf(component: CompiledComponent, n: number, tenant: string): SandboxCall {
  return { component, tenant, args: [JSON.stringify({ a: 1, n })], host: { kv: new ExecutionKv() } };
}

/** The same sum by means that are no boundary: what being one costs. */
async function inProcess(): Promise<readonly Figure[]> {
  const source = '((text) => JSON.stringify({ sum: JSON.parse(text).a + 1 }))(input)';
  const script = new Script(source);
  const inContext = () => script.runInContext(createContext({ input: '{"a":1}' }));
  const contexts = await timeMany(300, inContext);
  const body = `require('node:worker_threads').parentPort.postMessage(JSON.stringify({ sum: 2 }))`;
  const inWorker = () =>
    new Promise((resolve, reject) => {
      new Worker(body, { eval: true }).once('message', resolve).once('error', reject);
    });
  const workers = await timeMany(50, inWorker);
  return [
    { name: 'not a sandbox: fresh node:vm context, p50', value: percentile(contexts, 0.5), unit: 'ms' },
    { name: 'not a sandbox: fresh worker thread, p50', value: percentile(workers, 0.5), unit: 'ms' },
  ];
}
