import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { digestOf } from '@iceos/core/digest';
import { Refusal } from '@iceos/core/refusal';
import { capModule, readComponent } from '@iceos/runtime/component';
import { SandboxError } from '@iceos/runtime/sandbox';
import { requestFor } from './components.js';
import { startFixture, type Fixture } from './fixture.js';
import { componentFromGlue } from './glue.js';

/** How many modules there are; `ICE_TEST_MODULES=1000` is the long campaign. */
const MODULES = Number(process.env['ICE_TEST_MODULES'] ?? 30);
const PER_MODULE_MS = 5000;
/** Every so many modules also go through the whole toolchain, as part of a component. */
const COMPILE_EVERY = 5;
const WASM_OPT = join(
  createRequire(import.meta.url).resolve('binaryen/package.json'),
  '..',
  'bin',
  'wasm-opt',
);
const run = promisify(execFile);

/** Calls every export of a module with nothing, and answers how each ended. Imports do nothing. */
const CALL_ALL = `
  const module = moduleOf('m');
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module))
    (imports[from] ??= {})[name] = kind === 'function' ? () => 0 : kind === 'memory'
      ? new WebAssembly.Memory({ initial: 1, maximum: 2 }) : kind === 'table'
      ? new WebAssembly.Table({ initial: 10, element: 'anyfunc' }) : new WebAssembly.Global({ value: 'i32' }, 0);
  const { exports } = instantiateCore(module, imports);
  const ends = { returned: 0, threw: 0 };
  for (const name of Object.keys(exports)) {
    if (typeof exports[name] !== 'function') continue;
    try { exports[name](); ends.returned += 1; } catch { ends.threw += 1; }
  }
  return JSON.stringify(ends);`;

let fixture: Fixture;
let folder: string;
const ends: Record<string, number> = {};

beforeAll(async () => {
  fixture = await startFixture();
  folder = await mkdtemp(join(tmpdir(), 'iceos-random-'));
});

afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

/** The same bytes for the same seed, on every machine. */
function bytesOf(seed: number, length: number): Uint8Array {
  let state = (seed + 1) * 0x9e3779b9;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}

/** The first features alone, those that the vetter knows, and whatever there is. */
const FEATURES = [
  ['-mvp'],
  ['-mvp', '--enable-simd', '--enable-bulk-memory', '--enable-sign-ext', '--enable-nontrapping-float-to-int'],
  [
    '-mvp',
    '--enable-multivalue',
    '--enable-mutable-globals',
    '--enable-reference-types',
    '--enable-tail-call',
  ],
  ['-all'],
];

/** A valid module made of chance. */
async function moduleOf(seed: number): Promise<Uint8Array> {
  const [from, to] = [join(folder, 'in'), join(folder, 'out.wasm')];
  await writeFile(from, bytesOf(seed, 300 + (seed % 7) * 200));
  const features = FEATURES[seed % FEATURES.length] ?? [];
  await run(process.execPath, [WASM_OPT, from, '-ttf', ...features, '-o', to]);
  return Uint8Array.from(await readFile(to));
}

/** How the way of a module ended. What is no refusal and no error of the sandbox is thrown, and fails the test. */
async function endOf(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.stage === 'component') return error.code;
    if (error instanceof SandboxError) return error.limit ? `${error.code} ${error.limit}` : error.code;
    throw error;
  }
}

function runModule(seed: number, bytes: Uint8Array): Promise<string> {
  return endOf(async () => {
    const module = capModule(bytes, `module ${seed}`);
    const made = componentFromGlue(CALL_ALL, [{ name: 'm', bytes: module }]);
    const component = { ...made, digest: digestOf(bytes) };
    await fixture.sandbox.call({ component, tenant: 'random', args: ['{}'], limits: { wallMs: 1000 } });
    return 'ran';
  });
}

function compileModule(bytes: Uint8Array): Promise<string> {
  return endOf(async () => {
    await fixture.compiler.compile(requestFor(await componentAround(bytes)));
    return 'compiled';
  });
}

/** A tool beside which the module lies in the same component. */
async function componentAround(bytes: Uint8Array): Promise<Uint8Array> {
  const tool = await parse(`(component
    (core module $m (func (export "f") (result i32) (i32.const 1)))
    (core instance $i (instantiate $m))
    (func $f (result u32) (canon lift (core func $i "f")))
    (export "run" (func $f)))`);
  expect(readComponent(tool, 'the tool').modules).toHaveLength(1);
  return Buffer.concat([tool, Uint8Array.of(1), lengthOf(bytes), bytes]);
}

/** An unsigned LEB128 number. */
function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let left = length; ; left >>>= 7) {
    if (left < 0x80) return Uint8Array.from([...bytes, left]);
    bytes.push((left & 0x7f) | 0x80);
  }
}

it(
  `${MODULES} modules made of chance end with a result or a typed error, and the sandbox goes on`,
  async () => {
    for (let seed = 0; seed < MODULES; seed++) {
      const bytes = await moduleOf(seed);
      const all = [`run: ${await runModule(seed, bytes)}`];
      if (seed % COMPILE_EVERY === 0) all.push(`compile: ${await compileModule(bytes)}`);
      for (const end of all) ends[end] = (ends[end] ?? 0) + 1;
    }
    process.stdout.write(`${MODULES} random modules: ${JSON.stringify(ends)}\n`);
    expect(ends['run: ran']).toBeGreaterThan(0);
    const component = componentFromGlue(`return '1';`);
    expect((await fixture.sandbox.call({ component, tenant: 'after', args: ['{}'] })).output).toBe(1);
    const { running, long, waiting } = fixture.sandbox.stats()!;
    expect({ running, long, waiting }).toEqual({ running: 0, long: 0, waiting: 0 });
  },
  60_000 + MODULES * PER_MODULE_MS,
);
