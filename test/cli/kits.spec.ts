import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NODE } from '../harness/root.js';
import { ice, ICE, iceJson, type Desk } from './ice.js';

const MINUTES = 120_000;
let desk: Desk;
let source: string;
let original: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  desk = { cwd: folder, dataDir: join(folder, 'data') };
  await ice(desk, ['new', 'kit', 'my_kit']);
  source = join(folder, 'my_kit', 'src', 'my_tool.ts');
  original = readFileSync(source, 'utf8');
}, MINUTES);

afterAll(() => rmSync(desk.cwd, { recursive: true, force: true }));

const change = (from: string, to: string): void => writeFileSync(source, original.replace(from, to));
const WORDS = 'words: words.length }';

describe('ice test', () => {
  it(
    'passes for a kit that has just been made, with a line for each example',
    async () => {
      const { code, stdout } = await ice(desk, ['test', 'my_kit']);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(
          /^✓ my_tool: Three words \(.* ms, .*0 host calls.*\)\n1 passed, 0 failed\n$/,
        ),
      });
    },
    MINUTES,
  );

  it(
    'fails with the places that differ, and with what a tool throws',
    async () => {
      change(WORDS, 'words: words.length + 1 }');
      const differs = await iceJson(desk, ['test', 'my_kit']);
      expect(differs).toMatchObject({
        code: 1,
        data: { failed: 1, examples: [{ differences: [{ pointer: '/words', expected: 3, found: 4 }] }] },
      });
      expect((await ice(desk, ['test', 'my_kit'])).stdout).toMatch(/\/words\n\s+- 3\n\s+\+ 4\n/);
      change(
        'return { words',
        `throw new ToolError('closed', 'No more.', { retryable: true });\n    return { words`,
      );
      expect(await iceJson(desk, ['test', 'my_kit'])).toMatchObject({
        code: 1,
        data: { examples: [{ error: { code: 'closed', message: 'No more.', retryable: true } }] },
      });
      change(WORDS, `words: 'many' as never }`);
      expect(await iceJson(desk, ['test', 'my_kit'])).toMatchObject({
        code: 1,
        data: { examples: [{ error: { code: 'output-invalid' } }] },
      });
    },
    MINUTES,
  );

  it(
    'ends with 5 where an example does not fit its schema, and with 8 where there is none to run',
    async () => {
      change(`input: { text: 'one two three' }`, `input: { text: 3 as never }`);
      expect(await iceJson(desk, ['test', 'my_kit'])).toMatchObject({
        code: 5,
        data: { error: { errors: [{ code: 'example-unfit', pointer: '/components/0/examples/1/input' }] } },
      });
      change(`{ title: 'Three words', input: { text: 'one two three' }, output: { words: 3 } },`, '');
      expect(await iceJson(desk, ['test', 'my_kit'])).toMatchObject({
        code: 8,
        data: { passed: 0, untested: ['my_tool'] },
      });
    },
    MINUTES,
  );
});

/** `ice dev --json`, whose lines are read one after the other. */
class Dev {
  readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(args: readonly string[]) {
    this.child = spawn(NODE, [ICE, 'dev', ...args, '--json'], {
      cwd: desk.cwd,
      env: { PATH: process.env['PATH'], HOME: desk.dataDir, ICEOS_DATA_DIR: desk.dataDir },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines: Interface = createInterface({ input: this.child.stdout! });
    this.lines = lines[Symbol.asyncIterator]();
  }

  /** The next line that tells of something else than a build that went well. */
  async next(): Promise<Record<string, unknown>> {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error('ice dev has ended');
      const line = JSON.parse(value) as Record<string, unknown>;
      if (line.event !== 'built') return line;
    }
  }

  /** The processes that it has started and that still run. */
  children(pid = this.child.pid!): number[] {
    const own = readChildren(pid);
    return [...own, ...own.flatMap((child) => this.children(child))];
  }
}

function readChildren(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('ice dev', () => {
  it(
    'runs the tool after every change, tells of what is wrong with its place, goes on, and leaves nothing behind',
    async () => {
      writeFileSync(source, original);
      const dev = new Dev(['my_kit']);
      expect(await dev.next()).toMatchObject({
        event: 'ran',
        tool: 'my_tool',
        input: { text: 'one two three' },
        output: { words: 3 },
        wall_ms: expect.any(Number),
        cpu_ms: expect.any(Number),
        peak_bytes: expect.any(Number),
        host_calls: 0,
      });
      change(WORDS, 'words: words.length + 10 }');
      expect(await dev.next()).toMatchObject({ event: 'ran', output: { words: 13 } });
      change('run({ text }) {', 'run({ text }) {\n    const home = process.env;');
      expect(await dev.next()).toMatchObject({
        event: 'failed',
        code: 'api-forbidden',
        place: { file: 'src/my_tool.ts', text: '    const home = process.env;' },
      });
      change('run({ text }) {', 'run({ text } {');
      expect(await dev.next()).toMatchObject({ event: 'failed', code: 'source-invalid' });
      writeFileSync(source, original);
      expect(await dev.next()).toMatchObject({ event: 'ran', output: { words: 3 } });
      const children = dev.children();
      expect(children.length).toBeGreaterThan(0);
      dev.child.kill('SIGINT');
      expect(await once(dev.child, 'exit')).toEqual([130, null]);
      // What was killed takes the system a moment to clear away.
      for (let tries = 0; children.some(runs) && tries < 200; tries += 1) await sleep(50);
      expect(children.filter(runs)).toEqual([]);
    },
    MINUTES,
  );

  it(
    'gives a tool the input that it is told, in the sandbox and with its limits',
    async () => {
      writeFileSync(
        source,
        original
          .replace('const words', `if (text === 'stop') for (;;);\n    const words`)
          .replace('examples: [', 'limits: { timeout_seconds: 1 },\n  examples: ['),
      );
      const dev = new Dev(['my_kit', '--tool', 'my_tool', '-i', 'text=stop']);
      expect(await dev.next()).toMatchObject({ event: 'ran', error: { code: 'limit-exceeded' } });
      dev.child.kill('SIGINT');
      await once(dev.child, 'exit');
      const unknown = new Dev(['my_kit', '--tool', 'no_tool']);
      expect(await unknown.next()).toMatchObject({
        event: 'failed',
        code: 'component-not-found',
        hint: expect.stringContaining('my_tool'),
      });
      unknown.child.kill('SIGINT');
      await once(unknown.child, 'exit');
    },
    MINUTES,
  );
});
