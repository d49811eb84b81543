import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, SandboxError } from '@iceos/runtime/sandbox';
import { Scheduler } from '../../packages/runtime/dist/sandbox/scheduler.js';
import { failureOf, SMALL_CAPS } from './fixture.js';
import { componentFromGlue } from './glue.js';

/**
 * A child that is not ours at all: it speaks the protocol by itself, says that it is ready, and answers the first call with
 * whatever the test wants. `call` in a message is replaced by the true id of the call.
 */
const IMPOSTOR = `
import net from 'node:net';
const answers = ANSWERS;
const channel = new net.Socket({ fd: 3, readable: true, writable: true });
const frame = (header, body = '') => {
  const head = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = Buffer.from(body);
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(head.length, 0);
  prefix.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([prefix, head, bytes]);
};
let received = '';
channel.on('data', (chunk) => {
  received += chunk.toString('latin1');
  const id = /"type":"call","call":"([0-9a-f]+)"/.exec(received)?.[1];
  if (!id) return;
  received = '';
  for (const [header, body, raw] of answers) {
    if (raw) channel.write(Buffer.from(raw, 'hex'));
    else channel.write(frame(header.call === 'ID' ? { ...header, call: id } : header, body));
  }
});
channel.on('close', () => process.exit(0));
channel.write(frame({ type: 'ready', missing: [], networks: 0 }));
`;

let folder: string;
let scheduler: Scheduler | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iceos-impostor-'));
});

afterEach(async () => {
  await scheduler?.close(0);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

type Answer = readonly [header: Record<string, unknown> | string, body?: string, raw?: string];

async function errorOf(...answers: readonly Answer[]): Promise<SandboxError> {
  const error = await failureOf(callImpostor(answers));
  if (error instanceof SandboxError) return error;
  throw error;
}

async function callImpostor(answers: readonly Answer[]) {
  const file = join(folder, `${Math.random()}.mjs`);
  await writeFile(file, IMPOSTOR.replace('ANSWERS', JSON.stringify(answers)));
  const wrapper = [process.execPath, file];
  scheduler = new Scheduler(
    { level: 'basic', lacks: [], wrapper },
    {
      caps: SMALL_CAPS,
      maxChildren: 1,
      maxPerTenant: 1,
      spares: 1,
      maxStarting: 1,
      maxRunning: 1,
      maxExtra: 0,
      maxComputingPerTenant: 1,
      maxQueued: 10,
      maxQueuedPerTenant: 10,
      maxQueuedMs: 30_000,
      recycleAfterCalls: 10,
      recycleAfterMs: 60_000,
      recycleAboveBytes: 2 ** 32,
      idleMs: 60_000,
    },
  );
  return scheduler.call('a', componentFromGlue(`return '1'; // ${answers.length}`), {
    args: [new TextEncoder().encode('{}')],
    limits: { ...DEFAULT_LIMITS, wallMs: 20_000, outputBytes: 1000 },
    host: {
      kv: {
        get: () => new Promise<string>(() => undefined),
        set: () => undefined,
        delete: () => undefined,
        list: () => [],
      },
    },
    signal: undefined,
    onHostCall: undefined,
    onEnd: undefined,
    depth: 0,
  });
}

const GET = { type: 'host', call: 'ID', interface: 'iceos:host/kv@0.1.0', function: 'get', args: ['k'] };

describe('a child that is not ours', () => {
  it('is believed as far as the protocol goes', async () => {
    expect(await callImpostor([[{ type: 'done', call: 'ID', outcome: 'output' }, '7']])).toMatchObject({
      text: '7',
    });
  });

  it.each<[string, Answer[]]>([
    ['the end of another call', [[{ type: 'done', call: '0'.repeat(32), outcome: 'output' }, '7']]],
    ['that it is ready once more', [[{ type: 'ready', missing: [], networks: 0 }]]],
    ['an outcome that there is not', [[{ type: 'done', call: 'ID', outcome: 'fine' }, '7']]],
    ['a message of no type', [[{ call: 'ID' }]]],
    ['a header that is a list', [['[1]']]],
    ['a header that is not JSON', [['{']]],
    ['a frame without a header', [['', '', '00000000ffffffff']]],
    ['a frame that is too long', [['', '', 'ffffff7f00000000']]],
    ['a host call in the name of another call', [[{ ...GET, call: '0'.repeat(32), sequence: 1 }]]],
    ['a host call that was counted before', [[{ ...GET, sequence: 0 }]]],
    ['arguments of another type', [[{ ...GET, sequence: 1, args: [{ toString: 'k' }] }]]],
    ['a function of all objects', [[{ ...GET, sequence: 1, function: 'constructor', args: [] }]]],
    ['an interface of all objects', [[{ ...GET, sequence: 1, interface: '__proto__' }]]],
    ['two host calls at once', [[{ ...GET, sequence: 1 }], [{ ...GET, sequence: 2 }]]],
    ['an error of no shape', [[{ type: 'done', call: 'ID', outcome: 'tool-error', error: 'x' }]]],
  ])('is ended when it says %s', async (_, answers) => {
    const error = await errorOf(...answers);
    expect(error.code).toBe('component-trapped');
    expect(scheduler!.stats().children.ended.protocol ?? scheduler!.stats().children.ended.ungranted).toBe(1);
  });

  it('is ended when its output is longer than was allowed', async () => {
    const error = await errorOf([{ type: 'done', call: 'ID', outcome: 'output' }, 'x'.repeat(1001)]);
    expect(error).toMatchObject({ code: 'limit-exceeded', limit: 'outputBytes' });
  });
});
