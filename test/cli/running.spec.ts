import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newOrg } from '../harness/api.js';
import { ROOT } from '../harness/root.js';
import { sharedServer } from '../harness/shared-server.js';
import { ice, iceJson, type Desk } from './ice.js';

const MINUTES = 300_000;
let desk: Desk;

beforeAll(async () => {
  const server = await sharedServer();
  const { token } = await newOrg(server);
  const folder = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  desk = { cwd: folder, dataDir: join(folder, 'data'), apiUrl: server.url, token };
}, MINUTES);

afterAll(() => rmSync(desk.cwd, { recursive: true, force: true }));

function write(name: string, value: unknown): string {
  writeFileSync(join(desk.cwd, name), typeof value === 'string' ? value : JSON.stringify(value));
  return name;
}

const NINE = { total: 9, success: 9, failures: 0 };

describe('the seller assistant', () => {
  it(
    'lists the nine products that it brings, as data and as a table',
    async () => {
      const { code, data } = await iceJson(desk, ['bundle', 'run', 'seller_assistant']);
      expect({ code, data }).toMatchObject({ code: 0, data: NINE });
      expect(data.items).toHaveLength(9);
      expect(data.items[0]).toMatchObject({
        listing_id: expect.stringMatching(/^LOC-refrigerator-/),
        price: 750,
      });
      const table = await ice(desk, ['bundle', 'run', 'seller_assistant']);
      expect(table.stdout).toMatch(/LOC-refrigerator-.*750/);
      expect(table.stdout).toMatch(/success 9 {3}total 9/);
      expect(table.stderr).toMatch(/✓ listings\[8\]\.listing/);
    },
    MINUTES,
  );

  it(
    'does the same here, from its folder, and not in a strict run: nobody signed that',
    async () => {
      const here = { ...desk, cwd: ROOT };
      expect(await iceJson(here, ['bundle', 'run', 'seller_assistant', '--local'])).toMatchObject({
        code: 0,
        data: NINE,
      });
      expect(
        await iceJson(here, ['bundle', 'run', 'seller_assistant', '--local', '--no-dynamic']),
      ).toMatchObject({ code: 7, data: { error: { code: 'component-dynamic' } } });
    },
    MINUTES,
  );
});

describe('a blueprint that is run here', () => {
  it(
    'needs no more than a file, and uses verified components alone in a strict run',
    async () => {
      await ice(desk, ['new', 'blueprint', 'hello']);
      for (const strict of [[], ['--no-dynamic']]) {
        const { code, data } = await iceJson(desk, [
          'run-blueprint',
          'hello.json',
          '-i',
          'text=hi',
          ...strict,
        ]);
        expect({ code, data }).toMatchObject({ code: 0, data: { success: true, outputs: { text: 'hi' } } });
      }
    },
    MINUTES,
  );

  it(
    'builds the kit beside it with a warning, and refuses it in a strict run with file, digest and next step',
    async () => {
      await ice(desk, ['new', 'kit', 'own_kit']);
      const nodes = [{ id: 'n', type: 'tool', tool_name: 'own_tool', tool_args: { text: 'a b' } }];
      const file = write('own.json', { schema_version: '1.2.0', nodes });
      const free = await ice(desk, ['run-blueprint', file]);
      expect(free).toMatchObject({ code: 0, stderr: expect.stringContaining('dynamic component own_tool') });
      expect(JSON.parse(free.stdout)).toEqual({ n: { words: 2 } });
      const strict = await iceJson({ ...desk, env: { ICEOS_NO_DYNAMIC: '1' } }, ['run-blueprint', file]);
      expect(strict).toMatchObject({
        code: 7,
        data: {
          error: {
            code: 'component-dynamic',
            subject: 'own_kit',
            expected: 'a signature by an enrolled key',
            found: expect.stringMatching(/[0-9a-f]{64}$/),
            hint: expect.stringContaining('ice plugins export'),
          },
        },
      });
    },
    MINUTES,
  );

  it(
    'runs code nodes in both languages, shows their console, and names the line that fails',
    async () => {
      const any = { input_schema: { type: 'object' }, output_schema: { type: 'object' } };
      const nodes = [
        {
          id: 'js',
          type: 'code',
          code: 'console.log("seen", inputs.n); return { n: inputs.n + 1 };',
          ...any,
        },
        {
          id: 'ts',
          type: 'code',
          language: 'typescript',
          code: 'const { n }: { n: number } = input.js;\nhost.kv.set("n", String(n));\nreturn { kept: host.call("kv", "get", "n") };',
          imports: ['kv'],
          dependencies: ['js'],
          ...any,
        },
      ];
      const file = write('code.json', { schema_version: '1.2.0', inputs: { required: ['n'] }, nodes });
      const { code, stdout, stderr } = await ice(desk, ['run-blueprint', file, '-i', 'n=1']);
      expect({ code, out: JSON.parse(stdout) }).toEqual({
        code: 0,
        out: { js: { n: 2 }, ts: { kept: '2' } },
      });
      expect(stderr).toContain('js info: seen 1');
      const fails = [
        { id: 'bad', type: 'code', language: 'typescript', code: '\n\nthrow new Error("three");', ...any },
      ];
      const failed = await ice(desk, [
        'run-blueprint',
        write('bad-code.json', { schema_version: '1.2.0', nodes: fails }),
      ]);
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('Error: three (line 3)') });
    },
    MINUTES,
  );

  it(
    'says before it begins what it may cost, as text and as data',
    async () => {
      const llm_config = { model: 'gpt-4o', max_tokens: 100, max_context_tokens: 1000 };
      const ask = { id: 'ask', type: 'llm', model: 'gpt-4o', prompt: '{{ inputs.text }}', llm_config };
      const file = write('cost.json', { schema_version: '1.2.0', nodes: [ask] });
      const dear = JSON.stringify({ 'gpt-4o': { input_usd_per_million: '1000' } });
      const echo = { ...desk, env: { ICE_ECHO_LLM_FOR_TESTS: '1' } };
      const args = ['run-blueprint', file, '-i', 'text=hello'];
      expect((await ice(echo, args)).stderr).toContain('costs at most $0.0035, probably $0.0032');
      const priced = { ...echo, env: { ...echo.env, ICE_PRICING_JSON: dear } };
      expect((await iceJson(priced, args)).data.cost).toMatchObject({
        bound_nano_usd: 1000 * 1_000_000 + 100 * 10_000,
        drivers: [{ node_id: 'ask', pointer: '/nodes/0' }],
      });
    },
    MINUTES,
  );

  it(
    'is told everything that is wrong with it at once, and a failed run says so',
    async () => {
      const nodes = [
        { id: 'a', type: 'tool', tool_name: 'no_such_tool' },
        { id: 'a', type: 'tool', dependencies: ['gone'] },
      ];
      const bad = await iceJson(desk, ['run-blueprint', write('bad.json', { nodes })]);
      expect(bad.code).toBe(5);
      expect(bad.data.error.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
        '/nodes/0/tool_name',
        '/nodes/1',
        '/nodes/1/dependencies/0',
        '/nodes/1/id',
      ]);
      expect((await iceJson(desk, ['run-blueprint', write('odd.json', '{"nodes": ')])).code).toBe(5);
      expect((await iceJson(desk, ['run-blueprint', 'nowhere.json'])).code).toBe(3);
      const fails = { nodes: [{ id: 'n', type: 'tool', tool_name: 'csv_loader', tool_args: { path: 'x' } }] };
      expect((await ice(desk, ['run-blueprint', write('fails.json', fails)])).code).toBe(1);
    },
    MINUTES,
  );
});

describe('a run on the server', () => {
  it(
    'is told event by event as data, the result last',
    async () => {
      const { code, stdout } = await ice(desk, ['run', 'iceos/echo_tool', '-i', 'text=hi', '--json']);
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(code).toBe(0);
      expect(lines.map(({ event }) => event)).toEqual(
        expect.arrayContaining(['workflow.started', 'node.started', 'node.completed', 'workflow.completed']),
      );
      expect(lines.at(-1)).toMatchObject({ type: 'result', success: true, result: { text: 'hi' } });
    },
    MINUTES,
  );

  it(
    'takes a blueprint that was pushed, which the same file replaces',
    async () => {
      await ice(desk, ['new', 'blueprint', 'pushed']);
      const first = await ice(desk, ['push', 'pushed.json', '--json']);
      const second = await ice(desk, ['push', 'pushed.json', '--json']);
      expect([first.code, second.code]).toEqual([0, 0]);
      expect(JSON.parse(second.stdout).id).toBe(JSON.parse(first.stdout).id);
      const ran = await ice(desk, ['run', '--last', '-i', 'text=again']);
      expect({ code: ran.code, result: JSON.parse(ran.stdout) }).toEqual({
        code: 0,
        result: { text: 'again' },
      });
    },
    MINUTES,
  );
});

describe('what is installed', () => {
  it(
    'is what the lock says, byte for byte, or nothing',
    async () => {
      expect((await iceJson(desk, ['install'])).code).toBe(3);
      const installed = await iceJson(desk, ['install', 'iceos/seller_assistant']);
      expect(installed).toMatchObject({ code: 0, data: { packages: 6 } });
      expect((await iceJson(desk, ['install', '--frozen'])).code).toBe(0);
      const path = join(desk.cwd, 'ice.lock');
      const lock = readFileSync(path, 'utf8');
      expect(await iceJson(desk, ['lock'])).toMatchObject({ code: 0, data: { changes: [] } });
      expect(readFileSync(path, 'utf8')).toBe(lock);

      const [, digest = ''] = /"digest": "([0-9a-f]{64})"/.exec(lock) ?? [];
      writeFileSync(
        path,
        lock.replace(
          digest,
          digest.replace(/^./, (c) => (c === '0' ? '1' : '0')),
        ),
      );
      expect(await iceJson(desk, ['install', '--frozen'])).toMatchObject({
        code: 7,
        data: { error: { code: 'lock-mismatch', expected: expect.any(String), found: expect.any(String) } },
      });
      writeFileSync(path, lock);
      // A file that was changed where it lies is not run.
      const [manifest] = JSON.parse(lock).packages as { components: { digest: string }[] }[];
      const blob = manifest?.components[0]?.digest ?? '';
      const file = join(desk.cwd, '.ice', 'blobs', blob.slice(0, 2), blob);
      const bytes = readFileSync(file);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      const nodes = [{ id: 'n', type: 'tool', tool_name: 'aggregator', tool_args: { results: [] } }];
      const run = await iceJson({ ...desk, dataDir: join(desk.cwd, 'fresh') }, [
        'run-blueprint',
        write('locked.json', { nodes }),
      ]);
      expect(JSON.stringify(run.data)).toContain('digest-mismatch');
      expect(run.code).not.toBe(0);
    },
    MINUTES,
  );
});
