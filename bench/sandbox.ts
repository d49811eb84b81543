import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { ExecutionKv } from '@iceos/runtime/capabilities';
import { ComponentCompiler, type CompiledComponent } from '@iceos/runtime/compiler';
import { vetComponent } from '@iceos/runtime/component';
import { Sandbox } from '@iceos/runtime/sandbox';
import { componentFromJavaScript } from '../test/sandbox/components.js';
import { percentile, timed, timeMany, type Figure } from './figures.js';

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
      ...(await callFigures(sandbox, reload.result, 'one at a time, one host call each', 1, 1)),
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
  await timeMany(200, once, atOnce);
  const startedAt = performance.now();
  const times = await timeMany(2000, once, atOnce);
  const perSecond = (times.length / (performance.now() - startedAt)) * 1000;
  return [
    { name: `calls, ${name}`, value: perSecond, unit: '/s' },
    { name: `call, ${name}, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { name: `call, ${name}, p99`, value: percentile(times, 0.99), unit: 'ms' },
  ];
}

async function call(sandbox: Sandbox, component: CompiledComponent, n: number): Promise<void> {
  await sandbox.call({
    component,
    tenant: 'bench',
    args: [JSON.stringify({ a: 1, n })],
    host: { kv: new ExecutionKv() },
  });
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
