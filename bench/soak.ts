import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComponentCompiler } from '@iceos/runtime/compiler';
import { Sandbox } from '@iceos/runtime/sandbox';
import { componentFromJavaScript } from '../test/sandbox/components.js';
import { childrenOf } from '../test/sandbox/fixture.js';
import { collectGarbage, slope, timeMany, type Figure } from './figures.js';

const CALLS = Number(process.env['ICE_BENCH_CALLS'] ?? 10_000);
const AT_ONCE = 64;
const SAMPLES = 20;

/** Whether whoever supervises the children grows with the calls that it makes: what it holds after each sample of them. */
export async function benchSoak(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'iceos-bench-'));
  const sandbox = new Sandbox();
  try {
    const request = await componentFromJavaScript('export const run = (input) => input;');
    const component = await new ComponentCompiler({ cacheFolder: folder }).compile(request);
    await sandbox.start();
    const once = () => sandbox.call({ component, tenant: 'bench', args: ['{"a":1}'] });
    const figures: Figure[] = [];
    for (const atOnce of [1, AT_ONCE]) {
      // The first calls compile code and start children, which stays.
      await timeMany(CALLS / 10, once, atOnce);
      figures.push(...(await growth(once, atOnce)));
    }
    const { queued, children } = sandbox.stats() ?? { queued: 0, children: undefined };
    process.stderr.write(`children: ${JSON.stringify(children)}; queued: ${queued}\n`);
    return figures;
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
    process.stderr.write(`children left: ${childrenOf(process.pid).length}\n`);
  }
}

async function growth(once: () => Promise<unknown>, atOnce: number): Promise<readonly Figure[]> {
  const heap: number[] = [];
  const resident: number[] = [];
  const size = CALLS / SAMPLES;
  for (let sample = 0; sample < SAMPLES; sample++) {
    await timeMany(size, once, atOnce);
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    heap.push(heapUsed);
    resident.push(rss);
  }
  const name = `supervisor, ${CALLS} calls, ${atOnce} at once`;
  return [
    { name: `${name}: heap grows by`, value: slope(heap) / size, unit: 'bytes a call' },
    { name: `${name}: resident memory grows by`, value: slope(resident) / size, unit: 'bytes a call' },
    { name: `${name}: heap at the end`, value: (heap.at(-1) ?? 0) / 1_000_000, unit: 'MB' },
  ];
}
