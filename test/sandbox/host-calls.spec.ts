import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CodedError } from '@iceos/core/errors';
import {
  clockCapability,
  ExecutionKv,
  filesCapability,
  logCapability,
  randomCapability,
  type HostGrants,
} from '@iceos/runtime/capabilities';
import type { CompiledComponent } from '@iceos/runtime/compiler';
import { Sandbox, SandboxError, type CallLimits, type HostCallReport } from '@iceos/runtime/sandbox';
import { componentFromJavaScript } from './components.js';
import { failureOf, startFixture, type Fixture } from './fixture.js';

let fixture: Fixture;
let tool: CompiledComponent;

/** Does what its input says: a list of `[interface, function, ...arguments]`, and returns what came of each. */
const INTERPRETER = `
  import * as log from 'iceos:host/log@0.1.0';
  import * as clock from 'iceos:host/clock@0.1.0';
  import * as random from 'iceos:host/random@0.1.0';
  import * as kv from 'iceos:host/kv@0.1.0';
  import * as files from 'iceos:host/files@0.1.0';
  const host = { log, clock, random, kv, files };
  const plain = (value) =>
    typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? [...value] : value ?? null;
  export function run(input) {
    const { steps, fail } = JSON.parse(input);
    const results = steps.map(([name, member, ...args]) => {
      try { return plain(host[name][member](...args)); } catch (error) { return { failed: error.payload ?? String(error) }; }
    });
    if (fail) throw fail;
    return JSON.stringify(results);
  }`;

beforeAll(async () => {
  fixture = await startFixture();
  tool = await fixture.compile(
    componentFromJavaScript(INTERPRETER, ['log', 'clock', 'random', 'kv', 'files']),
  );
});

afterAll(async () => {
  await fixture.close();
});

interface Extras {
  readonly limits?: Partial<CallLimits>;
  readonly onHostCall?: (report: HostCallReport) => void;
}

async function run(input: unknown, host: HostGrants, extras: Extras = {}) {
  return fixture.sandbox.call({
    component: tool,
    tenant: 'tenant',
    args: [JSON.stringify(input)],
    host,
    ...extras,
  });
}

async function errorOf(input: unknown, host: HostGrants, extras: Extras = {}): Promise<SandboxError> {
  const error = await failureOf(run(input, host, extras));
  if (error instanceof SandboxError) return error;
  throw error;
}

function later<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(resolve, ms, value).unref());
}

describe('a host function', () => {
  it('is called with what the component gave and answers in its own types', async () => {
    const files = new Map([
      ['data/a.csv', new TextEncoder().encode('x,y\n1,2\n')],
      ['data/b.bin', Uint8Array.of(0xff)],
    ]);
    const messages: unknown[] = [];
    const { output, hostCalls } = await run(
      {
        steps: [
          ['log', 'write', 'warn', 'grüße'],
          ['clock', 'now'],
          ['clock', 'monotonic'],
          ['random', 'bytes', 3],
          ['kv', 'get', 'k'],
          ['kv', 'set', 'k', 'v'],
          ['kv', 'set', 'kk', ''],
          ['kv', 'get', 'k'],
          ['kv', 'list', 'k'],
          ['kv', 'delete', 'k'],
          ['kv', 'list', ''],
          ['files', 'list'],
          ['files', 'readText', 'data/a.csv'],
          ['files', 'readText', '../etc/passwd'],
          ['files', 'readText', 'data/b.bin'],
        ],
      },
      {
        log: logCapability((entry) => messages.push(entry)),
        clock: clockCapability({ now: () => 1_700_000_000_123.9, monotonic: () => 2n ** 53n - 1n }),
        random: randomCapability((bytes) => bytes.fill(7)),
        kv: new ExecutionKv(),
        files: filesCapability(files),
      },
    );
    expect(output).toEqual([
      null,
      1_700_000_000_123,
      2 ** 53 - 1,
      [7, 7, 7],
      null,
      null,
      null,
      'v',
      ['k', 'kk'],
      null,
      ['kk'],
      ['data/a.csv', 'data/b.bin'],
      'x,y\n1,2\n',
      { failed: 'There is no file "../etc/passwd".' },
      { failed: 'data/b.bin is not UTF-8 text.' },
    ]);
    expect(messages).toEqual([{ level: 'warn', message: 'grüße' }]);
    expect(hostCalls).toBe(15);
  });

  it('is reported with its sizes and time', async () => {
    const reports: HostCallReport[] = [];
    await run(
      {
        steps: [
          ['kv', 'set', 'k', 'x'.repeat(1000)],
          ['files', 'readText', 'none'],
        ],
      },
      { kv: new ExecutionKv(), files: filesCapability(new Map()) },
      { onHostCall: (report) => reports.push(report) },
    );
    expect(reports).toEqual([
      expect.objectContaining({ interface: 'iceos:host/kv', function: 'set', failed: false }),
      expect.objectContaining({ interface: 'iceos:host/files', function: 'read-text', failed: true }),
    ]);
    expect(reports[0]!.requestBytes).toBeGreaterThan(1000);
    expect(reports[1]!.answerBytes).toBeGreaterThan(20);
    expect(reports.every(({ durationMs }) => durationMs >= 0)).toBe(true);
  });

  it('is not undone by a listener that fails', async () => {
    const cause = new Error('the listener failed');
    const onHostCall = () => {
      throw cause;
    };
    const error = await errorOf({ steps: [['kv', 'get', 'k']] }, { kv: new ExecutionKv() }, { onHostCall });
    expect(error).toMatchObject({ code: 'host-failed', cause });
    expect((await run({ steps: [] }, {})).output).toEqual([]);
  });

  it('that is not granted ends the call, whatever the component does with errors', async () => {
    const error = await errorOf({ steps: [['kv', 'get', 'k']] }, { files: filesCapability(new Map()) });
    expect(error.code).toBe('component-trapped');
    expect(error.message).toContain('iceos:host/kv@0.1.0#get');
  });

  it('that fails unexpectedly ends the call with its cause', async () => {
    const cause = new Error('disk on fire');
    const files = filesCapability(new Map([['a', () => Promise.reject(cause)]]));
    const error = await errorOf({ steps: [['files', 'readText', 'a']] }, { files });
    expect(error.code).toBe('host-failed');
    expect(error.cause).toBe(cause);
  });

  it('that fails with a coded error ends the call with that error', async () => {
    const coded = new CodedError('blob-not-found', 'There is no blob.');
    const files = filesCapability(new Map([['a', () => Promise.reject(coded)]]));
    expect(await failureOf(run({ steps: [['files', 'readText', 'a']] }, { files }))).toBe(coded);
  });

  it('over its quota ends the call, naming what there was too much of', async () => {
    const kv = new ExecutionKv([], { keys: 1 });
    const error = await errorOf(
      {
        steps: [
          ['kv', 'set', 'a', ''],
          ['kv', 'set', 'b', ''],
        ],
      },
      { kv },
    );
    expect(error).toMatchObject({ code: 'limit-exceeded', limit: 'quota' });
    expect(error.message).toContain('keys');
    expect(kv.entries()).toEqual([['a', '']]);
  });

  it('may take as long as the clock of the call allows', async () => {
    const slow = (ms: number) => filesCapability(new Map([['a', () => later(ms, Uint8Array.of(65))]]));
    const steps = [['files', 'readText', 'a']];
    expect((await run({ steps }, { files: slow(300) })).output).toEqual(['A']);
    const error = await errorOf({ steps }, { files: slow(5000) }, { limits: { wallMs: 200 } });
    expect(error).toMatchObject({ code: 'limit-exceeded', limit: 'wallMs' });
  });

  it('may be called only so often, and with only so much', async () => {
    const kv = new ExecutionKv();
    const steps = Array.from({ length: 20 }, () => ['kv', 'set', 'k', 'x'.repeat(1000)]);
    expect(await errorOf({ steps }, { kv }, { limits: { hostCalls: 19 } })).toMatchObject({
      code: 'limit-exceeded',
      limit: 'hostCalls',
    });
    expect(await errorOf({ steps }, { kv }, { limits: { hostBytes: 10_000 } })).toMatchObject({
      code: 'limit-exceeded',
      limit: 'hostBytes',
    });
    expect((await run({ steps }, { kv }, { limits: { hostCalls: 20 } })).output).toHaveLength(20);
  });
});

describe('log messages', () => {
  const write = (count: number, message: string) =>
    Array.from({ length: count }, () => ['log', 'write', 'info', message]);
  const quiet = { log: logCapability(() => undefined) };

  it.each([
    ['that are long', write(30, 'x'.repeat(1000)), 20_000],
    ['that are short, which count for 256 bytes', write(30, ''), 29 * 256],
  ])('%s may be only so many', async (_, steps, logBytes) => {
    expect(await errorOf({ steps }, quiet, { limits: { logBytes } })).toMatchObject({
      code: 'limit-exceeded',
      limit: 'logBytes',
      retryable: false,
    });
    expect((await run({ steps }, quiet, { limits: { logBytes: 60_000 } })).output).toHaveLength(30);
  });

  it('are a quarter of a megabyte when nothing else was said', async () => {
    const steps = write(40, 'x'.repeat(8000));
    expect(await errorOf({ steps }, quiet)).toMatchObject({ limit: 'logBytes' });
  });
});

describe('a tool', () => {
  it('that throws its error is told apart from one that breaks', async () => {
    const fail = { code: 'no-such-row', message: 'Row 7 is missing.', retryable: true };
    const error = await errorOf({ steps: [], fail }, {});
    expect(error).toMatchObject({ code: 'tool-error', toolError: fail, retryable: true });
    expect(error.data).toEqual({ retryable: true, tool_error: fail });
  });

  it('has its error cut to a bearable length', async () => {
    const fail = { code: 'c'.repeat(1000), message: 'm'.repeat(100_000), retryable: false };
    const { toolError } = await errorOf({ steps: [], fail }, {});
    expect(toolError!.code).toHaveLength(100);
    expect(toolError!.message).toHaveLength(4000);
  });

  it('is not started when its input is too large', async () => {
    const started = fixture.sandbox.stats()!.started;
    const error = await errorOf({ steps: [], pad: 'ü'.repeat(600) }, {}, { limits: { inputBytes: 1000 } });
    expect(error).toMatchObject({ code: 'limit-exceeded', limit: 'inputBytes' });
    expect(fixture.sandbox.stats()!.started).toBe(started);
  });

  it('runs in a sandbox with little memory', async () => {
    const narrow = new Sandbox({ limits: { memoryBytes: 16 * 1024 * 1024 }, maxChildren: 2, spares: 1 });
    await narrow.start();
    try {
      const { output } = await narrow.call({ component: tool, tenant: 't', args: ['{"steps":[]}'] });
      expect(output).toEqual([]);
    } finally {
      await narrow.close();
    }
  });

  it('is measured', async () => {
    const { wallMs, cpuMs, peakBytes, text } = await run({ steps: [] }, {});
    expect(text).toBe('[]');
    expect(wallMs).toBeGreaterThan(0);
    expect(cpuMs).toBeGreaterThan(0);
    expect(peakBytes).toBeGreaterThan(0);
  });
});
