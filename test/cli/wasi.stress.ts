import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call } from '../harness/api.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';
import { buildWithStarlingMonkey } from '../kits/starling-monkey.js';
import { ice, iceJson, type Desk } from './ice.js';

const MINUTES = 240_000;
const ANY = { input_schema: { type: 'object' }, output_schema: { type: 'object' } };
let desk: Desk;

/** Tells everything that it can see of where it runs. */
const PROBE = `
import { getEnvironment, getArguments, initialCwd } from 'wasi:cli/environment@0.2.12';
import { getDirectories } from 'wasi:filesystem/preopens@0.2.12';
export function run(text) {
  console.log('to the log');
  console.error('and this');
  return JSON.stringify({
    environment: getEnvironment(),
    arguments: getArguments(),
    folder: initialCwd() ?? null,
    directories: getDirectories().length,
    now: Date.now() > 1.7e12,
    random: Math.random() !== Math.random(),
    globals: ['process', 'require', 'Deno'].filter((name) => name in globalThis),
  });
}`;

function write(permissions: string): void {
  writeFileSync(
    join(desk.cwd, 'probe_kit', 'kit.yaml'),
    `namespace: local
name: probe_kit
version: 0.1.0
created: 2026-11-21T00:00:00Z
tools:
  - name: probe_tool
    wasm: probe.wasm
    description: Tells everything that it can see of where it runs.
    input: { type: object }
    output: { type: object }
    ${permissions}
    examples: [{ title: All, input: {} }]
`,
  );
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  desk = { cwd: folder, dataDir: join(folder, 'data'), env: { SECRET_OF_THE_HOST: 'hidden' } };
  mkdirSync(join(folder, 'probe_kit'));
  await buildWithStarlingMonkey(join(folder, 'probe_kit', 'probe.wasm'), PROBE, { wasi: true });
}, MINUTES);

afterAll(() => rmSync(desk.cwd, { recursive: true, force: true }));

describe('a component that imports WASI', () => {
  it(
    'is refused where its manifest does not ask for it',
    async () => {
      write('');
      expect(await iceJson(desk, ['test', 'probe_kit'])).toMatchObject({
        code: 5,
        data: { error: { code: 'component-import-undeclared' } },
      });
    },
    MINUTES,
  );

  it(
    'gets an empty one: no files, variables or arguments, the clock and randomness of the host, and its output in the log',
    async () => {
      write('permissions: { wasi: true }');
      const { code, data } = await iceJson(desk, ['test', 'probe_kit']);
      expect({ code, data }).toMatchObject({ code: 0 });
      const [{ output, logs }] = data.examples;
      expect(output).toEqual({
        environment: [],
        arguments: [],
        folder: null,
        directories: 0,
        now: true,
        random: true,
        globals: [],
      });
      expect(logs).toEqual([
        { level: 'info', message: expect.stringContaining('to the log') },
        { level: 'warn', message: expect.stringContaining('and this') },
      ]);
    },
    MINUTES,
  );

  it(
    'is refused by a cluster, unless its policy grants WASI; and a cluster without WASM runs neither tools nor code',
    async () => {
      const dataDir = await copyTemplate();
      const on = async <T>(
        env: Record<string, string>,
        act: (server: TestServer, at: Desk) => Promise<T>,
      ) => {
        const server = await startServer({ dataDir, env });
        try {
          return await act(server, { ...desk, apiUrl: server.url, token: server.ownerToken });
        } finally {
          await server.stop();
        }
      };
      const code = {
        schema_version: '1.2.0',
        nodes: [{ id: 'c', type: 'code', code: 'return {};', ...ANY }],
      };
      const start = (server: TestServer, body: object) =>
        call(server, 'POST', '/api/v1/executions/?wait_seconds=60', { token: server.ownerToken, body });
      try {
        await on({ ICE_ENABLE_INLINE_CODE: '0' }, async (server, at) => {
          await iceJson(at, ['keys', 'create']);
          expect((await iceJson(at, ['publish', 'probe_kit'])).code).toBe(0);
          const refused = await iceJson(at, ['run', 'probe_tool']);
          expect(refused.code).not.toBe(0);
          expect(JSON.stringify(refused.data)).toContain('wasi:cli/imports');
          expect(await start(server, { blueprint: code })).toMatchObject({
            status: 422,
            body: { errors: [{ code: 'inline-code-forbidden', pointer: '/nodes/0/code' }] },
          });
        });
        await on({ ICE_ENABLE_WASI: '1' }, async (_server, at) => {
          const ran = await ice(at, ['run', 'probe_tool']);
          expect({ code: ran.code, out: JSON.parse(ran.stdout) }).toMatchObject({
            code: 0,
            out: { environment: [], arguments: [], directories: 0 },
          });
        });
        await on({ ICE_ENABLE_WASM: '0' }, async (server) => {
          for (const body of [{ blueprint: code }, { tool: 'echo_tool', inputs: { text: 'a' } }]) {
            const ended = await start(server, body);
            expect(JSON.stringify(ended.body)).toContain('WASM components are switched off here');
          }
        });
      } finally {
        await removeDataDir(dataDir);
      }
    },
    MINUTES,
  );
});
