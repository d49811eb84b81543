import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SandboxError } from '@iceos/runtime/sandbox';
import { Workbench } from './built-kit.js';

// Components are compiled here, and other suites keep the machine busy meanwhile.
jest.setTimeout(60_000);

/** One function under two sets of permissions: everything, and nothing. */
const SOURCE = `
import { defineTool, ToolError } from '@iceos/sdk';

// As an installed package would reach for them: in the sources of a kit the names themselves are refused.
const absent = (name) => globalThis[name];
const acts = {
  echo: (input) => ({ input }),
  async awaits() {
    const deep = async (n) => (n === 0 ? 0 : 1 + (await deep(n - 1)));
    async function* numbers() { yield 1; await null; yield 2; }
    let sum = 0;
    for await (const n of numbers()) sum += n;
    return { deep: await deep(100), sum, all: await Promise.all([1, deep(2), Promise.resolve(3)]) };
  },
  refuses() { throw new ToolError('out-of-stock', 'None is left.', { retryable: true }); },
  fails() { throw new RangeError('too far'); },
  async failsLater() { await null; throw new TypeError('later'); },
  throwsText() { throw 'just text'; },
  nothing() {},
  big: () => ({ n: 1n }),
  never: () => new Promise(() => {}),
  fetch: () => absent('fetch')('https://example.org'),
  timer: () => new Promise((resolve) => absent('setTimeout')(resolve, 1)),
  now: () => ({ now: Date.now(), iso: new Date().toISOString(), text: typeof Date(), span: performance.now() }),
  dates: () => ({
    parsed: new Date('2026-11-21T10:00:00Z').getTime(),
    known: new Date(0) instanceof Date && new Date(0).constructor === Date,
    sub: new (class Later extends Date { later() { return this.getTime() + 1; } })(1).later(),
  }),
  random: () => ({ inside: [Math.random()].every((n) => n >= 0 && n < 1), twice: Math.random() !== Math.random() }),
  console() { console.log('a', { b: 1 }, new Error('c')); console.warn('w'); return {}; },
  log(input, host) { host.log.error('e'); return {}; },
  kv(input, host) {
    const before = host.kv.get('key') ?? null;
    host.kv.set('key', 'value');
    const listed = host.kv.list('k');
    host.kv.delete('key');
    return { before, listed, after: host.kv.get('key') ?? null };
  },
  kvType(input, host) { host.kv.set('key', 1); return {}; },
  file: (input, host) => ({ text: host.files.readText(input.path), all: host.files.list() }),
  uuid: (input, host) => ({ uuid: host.random.uuid() }),
};
const run = (input, host) => acts[input.act](input, host);
const common = { description: 'A probe.', input: { type: 'object' }, output: { type: 'object' }, run };
export const granted = defineTool({
  ...common, name: 'granted', permissions: { log: true, clock: true, random: true, kv: true, files: true },
});
export const bare = defineTool({ ...common, name: 'bare' });
`;

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open();
  const dir = await workbench.write({
    'kit.yaml': 'namespace: acme\nname: probe\nversion: 0.1.0\ncreated: 2026-11-21T00:00:00Z\n',
    'src/probe.js': SOURCE,
  });
  await workbench.add(dir);
});

afterAll(() => workbench.close());

const granted = (act: string, more = {}, options = {}) =>
  workbench.call('granted', { act, ...more }, options);
const bare = (act: string, more = {}) => workbench.call('bare', { act, ...more });

/** The tool's own error that a call ends with. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    if (error instanceof SandboxError && error.code === 'tool-error') return error.toolError;
    throw error;
  }
  throw new Error('it succeeded');
}

describe('a tool in the sandbox', () => {
  it('may be asynchronous as far as nothing but the language is waited for', async () => {
    expect(await bare('awaits')).toEqual({ deep: 100, sum: 3, all: [1, 2, 3] });
    expect(await errorOf(bare('never'))).toMatchObject({ code: 'promise-pending' });
  });

  it('hands on code, message and retryable of its errors', async () => {
    expect(await errorOf(bare('refuses'))).toEqual({
      code: 'out-of-stock',
      message: 'None is left.',
      retryable: true,
    });
  });

  it.each([
    ['fails', 'RangeError: too far'],
    ['failsLater', 'TypeError: later'],
    ['throwsText', 'just text'],
  ])('that %s is not stopped without a word', async (act, message) => {
    expect(await errorOf(bare(act))).toEqual({ code: 'tool-failed', message, retryable: false });
  });

  it('that returns nothing, or what JSON cannot say, fails clearly', async () => {
    expect(await errorOf(bare('nothing'))).toMatchObject({ code: 'output-invalid' });
    expect(await errorOf(bare('big'))).toMatchObject({ code: 'output-invalid' });
  });

  it.each(['fetch', 'timer'])('is told that there is no %s', async (act) => {
    expect(await errorOf(granted(act))).toMatchObject({ code: 'not-in-sandbox' });
  });

  it('parses and formats dates without any permission', async () => {
    expect(await bare('dates')).toEqual({ parsed: 1_795_255_200_000, known: true, sub: 2 });
  });
});

describe('with its permission', () => {
  it('Date and performance are the clock of the host', async () => {
    expect(await granted('now')).toEqual({
      now: 1_234_567_890_123,
      iso: '2009-02-13T23:31:30.123Z',
      text: 'string',
      span: 5,
    });
  });

  it('Math.random and UUIDs are the randomness of the host, and new in every call', async () => {
    expect(await granted('random')).toEqual({ inside: true, twice: true });
    const [first, second] = [await granted('uuid'), await granted('uuid')] as { uuid: string }[];
    expect(first!.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first).not.toEqual(second);
  });

  it('console and log write to the log of the host', async () => {
    workbench.logged.length = 0;
    await granted('console');
    await granted('log');
    expect(workbench.logged).toEqual([
      { level: 'info', message: 'a {"b":1} Error: c' },
      { level: 'warn', message: 'w' },
      { level: 'error', message: 'e' },
    ]);
  });

  it('kv keeps texts, and refuses anything else', async () => {
    expect(await granted('kv')).toEqual({ before: null, listed: ['key'], after: null });
    expect(await errorOf(granted('kvType'))).toMatchObject({ message: 'TypeError: value must be a string.' });
  });

  it('files are read, and a missing one says so', async () => {
    const files = { 'data/a.txt': 'text' };
    expect(await granted('file', { path: 'data/a.txt' }, { files })).toEqual({
      text: 'text',
      all: ['data/a.txt'],
    });
    expect(await errorOf(granted('file', { path: '../a' }, { files }))).toMatchObject({
      code: 'file-unavailable',
    });
  });
});

describe('without its permission', () => {
  it.each([
    ['now', 'clock'],
    ['random', 'random'],
    ['log', 'log'],
    ['kv', 'kv'],
    ['file', 'files'],
    ['uuid', 'random'],
  ])('%s fails and names the permission %s', async (act, permission) => {
    expect(await errorOf(bare(act))).toEqual({
      code: 'permission-missing',
      message: expect.stringContaining(`"${permission}"`),
      retryable: false,
    });
  });

  it('console is silent', async () => {
    workbench.logged.length = 0;
    expect(await bare('console')).toEqual({});
    expect(workbench.logged).toEqual([]);
  });
});
