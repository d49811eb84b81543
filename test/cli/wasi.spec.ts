import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newOrg } from '../harness/api.js';
import { sharedServer } from '../harness/shared-server.js';
import { startServer } from '../harness/start-server.js';
import { buildWithStarlingMonkey } from '../kits/starling-monkey.js';
import { iceJson, type Desk } from './ice.js';

const MINUTES = 240_000;
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
    globals: ['process', 'require', 'fetch', 'Deno'].filter((name) => typeof globalThis[name] === 'function' || name in globalThis),
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
        globals: expect.not.arrayContaining(['process', 'require', 'Deno']),
      });
      expect(logs).toEqual([
        { level: 'info', message: expect.stringContaining('to the log') },
        { level: 'warn', message: expect.stringContaining('and this') },
      ]);
    },
    MINUTES,
  );
});
