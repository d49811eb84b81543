import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newOrg, type TestOrg } from '../harness/api.js';
import { sharedServer } from '../harness/shared-server.js';
import { buildWithStarlingMonkey } from '../kits/starling-monkey.js';
import { toolFromText } from '../sandbox/components.js';
import { ice, iceJson, type Desk } from './ice.js';

const MINUTES = 240_000;
let desk: Desk;
let org: TestOrg;

/** Answers `{"got":<the input>}`. */
const WRAPPING = `(func (export "run") (param $at i32) (param $length i32) (result i32)
    (memory.copy (i32.const 32775) (local.get $at) (local.get $length))
    (i32.store8 (i32.add (i32.const 32775) (local.get $length)) (i32.const 125))
    (i32.store8 (i32.const 64) (i32.const 0))
    (i32.store (i32.const 68) (i32.const 32768))
    (i32.store (i32.const 72) (i32.add (local.get $length) (i32.const 8)))
    (i32.const 64))
  (data (i32.const 32768) "{\\22got\\22:")`;

const DOUBLING = `
import { get, set } from 'iceos:host/kv@0.1.0';
export function run(text) {
  const { n, fail } = JSON.parse(text);
  if (fail) throw { code: 'asked-to', message: 'It was asked to fail.', retryable: true };
  set('n', String(n));
  return JSON.stringify({ twice: 2 * Number(get('n')) });
}`;

/** A kit of two tools that were built elsewhere, with `change` made to its text. */
function write(name: string, change: (text: string) => string = (text) => text): void {
  const text = `namespace: ${org.id}
name: ${name}
version: 0.1.0
created: 2026-11-21T00:00:00Z
tools:
  - name: wrapping_tool
    wasm: built/wrapping.wasm
    description: Wraps what it gets. Written in the text form of WebAssembly.
    input: { type: object, additionalProperties: true }
    output: { type: object, required: [got], properties: { got: { type: object } } }
    examples:
      - { title: A member, input: { n: 1 }, output: { got: { n: 1 } } }
  - name: doubling_tool
    wasm: built/doubling.wasm
    description: Doubles a number by way of the key-value store. Runs in StarlingMonkey.
    input: { type: object, properties: { n: { type: number }, fail: { type: boolean } } }
    output: { type: object, required: [twice], properties: { twice: { type: number } } }
    permissions: { kv: true }
    examples:
      - { title: Two, input: { n: 2 }, output: { twice: 4 } }
      - { title: Anything that fits, input: { n: 0.5 } }
`;
  mkdirSync(join(desk.cwd, name), { recursive: true });
  writeFileSync(join(desk.cwd, name, 'kit.yaml'), change(text));
}

beforeAll(async () => {
  const server = await sharedServer();
  org = await newOrg(server);
  const folder = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  desk = { cwd: folder, dataDir: join(folder, 'data'), apiUrl: server.url, token: org.token };
  write('any_kit');
  mkdirSync(join(folder, 'any_kit', 'built'));
  const { bytes } = await toolFromText(WRAPPING, [], { memory: '2' });
  writeFileSync(join(folder, 'any_kit', 'built', 'wrapping.wasm'), bytes);
  await buildWithStarlingMonkey(join(folder, 'any_kit', 'built', 'doubling.wasm'), DOUBLING, {
    interfaces: ['kv'],
  });
}, MINUTES);

afterAll(() => rmSync(desk.cwd, { recursive: true, force: true }));

describe('components that were built elsewhere', () => {
  it(
    'are tested, published and run like any other',
    async () => {
      const tested = await iceJson(desk, ['test', 'any_kit']);
      expect(tested).toMatchObject({ code: 0, data: { passed: 3, failed: 0, untested: [] } });
      await iceJson(desk, ['keys', 'create']);
      expect(await iceJson(desk, ['publish', 'any_kit'])).toMatchObject({
        code: 0,
        data: { components: [{ name: 'doubling_tool' }, { name: 'wrapping_tool' }] },
      });
      const wrapped = await ice(desk, ['run', 'wrapping_tool', '-i', 'word=hello']);
      expect({ code: wrapped.code, out: JSON.parse(wrapped.stdout) }).toEqual({
        code: 0,
        out: { got: { word: 'hello' } },
      });
      const doubled = await ice(desk, ['run', 'doubling_tool', '-i', 'n=21']);
      expect({ code: doubled.code, out: JSON.parse(doubled.stdout) }).toEqual({
        code: 0,
        out: { twice: 42 },
      });
      const failed = await ice(desk, ['run', 'doubling_tool', '-i', 'fail=true']);
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('It was asked to fail.') });
    },
    MINUTES,
  );

  it(
    'are refused when they import what the kit does not declare, or are no components',
    async () => {
      write('any_kit', (text) => text.replace('    permissions: { kv: true }\n', ''));
      const undeclared = await iceJson(desk, ['test', 'any_kit']);
      expect(undeclared).toMatchObject({ code: 5, data: { error: { code: 'component-import-undeclared' } } });
      write('any_kit', (text) => text.replace('built/doubling.wasm', 'built/core.wasm'));
      writeFileSync(
        join(desk.cwd, 'any_kit', 'built', 'core.wasm'),
        Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0),
      );
      const core = await iceJson(desk, ['test', 'any_kit']);
      expect(core).toMatchObject({ code: 5, data: { error: { code: 'prebuilt-invalid' } } });
      expect(core.data.error.detail).toContain('a core module, not a component');
    },
    MINUTES,
  );

  it('find the text of their world in the command line', async () => {
    const printed = await ice(desk, ['wit', 'kv']);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toContain('export run: func(input-json: string) -> result<string, tool-error>;');
    expect(printed.stdout).toContain('import iceos:host/kv@0.1.0;');
    const written = await iceJson(desk, ['wit', 'log', '-o', 'world']);
    expect(written.data.files).toEqual(['world/world.wit', 'world/deps/iceos-host/host.wit']);
    expect((await iceJson(desk, ['wit', 'telephone'])).code).toBe(2);
  });
});
