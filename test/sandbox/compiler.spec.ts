import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { digestOf } from '@iceos/core/digest';
import { Refusal } from '@iceos/core/refusal';
import { ComponentCompiler, type CompileRequest, type CompilerOptions } from '@iceos/runtime/compiler';
import { componentFromJavaScript, requestFor, returning, toolFromText } from './components.js';
import { childrenOf, failureOf } from './fixture.js';

let folder: string;
let small: CompileRequest;

beforeAll(async () => {
  small = await toolFromText(returning());
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iceos-compiled-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  expect(childrenOf(process.pid)).toEqual([]);
});

function compiler(options: Partial<CompilerOptions> = {}): ComponentCompiler {
  return new ComponentCompiler({ cacheFolder: folder, ...options });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await failureOf(work);
  if (error instanceof Refusal && error.stage === 'component') return error.code;
  throw error;
}

async function onlyEntry(): Promise<string> {
  const [name, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  return join(folder, name!);
}

describe('a component', () => {
  it('compiles to glue and capped core modules, the same from memory and from disk', async () => {
    const first = compiler();
    const made = await first.compile(small);
    expect(made.modules.map(({ name }) => name)).toEqual(['component.core.wasm']);
    expect(made.modules[0]!.bytes).not.toEqual(small.bytes);
    expect(await first.compile(small)).toBe(made);
    expect(await compiler().compile(small)).toEqual(made);
  });

  it('is compiled once for all who ask at once', async () => {
    const shared = compiler();
    const seen = new Set<string>();
    const watch = setInterval(() => {
      // Before the first of all, Node is asked whether it can read the program.
      const lines = childrenOf(process.pid).filter((line) => !line.includes('--check'));
      for (const line of lines) seen.add(line.split(' ')[0]!);
    }, 10);
    const [made, ...others] = await Promise.all(Array.from({ length: 5 }, () => shared.compile(small)));
    clearInterval(watch);
    expect(others.every((other) => other === made)).toBe(true);
    expect(seen.size).toBe(1);
  });

  it('is refused to those who declare less, also when it is known', async () => {
    const tool = await componentFromJavaScript(
      `import { get } from 'iceos:host/kv@0.1.0'; export const run = () => JSON.stringify(get('k') ?? null);`,
      ['kv'],
    );
    const shared = compiler();
    expect((await shared.compile(tool)).imports).toEqual(['iceos:host/kv@0.1.0']);
    expect(await codeOf(shared.compile({ ...tool, permissions: [] }))).toBe('component-import-undeclared');
    expect(await codeOf(compiler().compile({ ...tool, permissions: [] }))).toBe(
      'component-import-undeclared',
    );
    expect(await codeOf(shared.compile({ ...tool, world: 'iceos:code@0.1.0' }))).toBe(
      'component-export-mismatch',
    );
  });

  it('is not kept under a digest that is not its own', async () => {
    const digest = digestOf(new Uint8Array(3));
    expect(await codeOf(compiler().compile({ ...small, digest }))).toBe('component-check-failed');
    expect(await readdir(folder)).toEqual([]);
  });

  it('of another world than its types is refused when it is checked', async () => {
    const number = await parse(`(component
      (core module $m (func (export "f") (result i32) (i32.const 1)))
      (core instance $i (instantiate $m))
      (func $f (result u32) (canon lift (core func $i "f")))
      (export "run" (func $f)))`);
    expect(await codeOf(compiler().check(requestFor(number)))).toBe('component-export-mismatch');
    expect((await compiler().check(small)).digest).toBe(small.digest);
  });

  it('that the toolchain cannot read is refused, and the next one is not', async () => {
    const unreadable = await parse(`(component
      (core module $m (func (export "f") (result i32) (i64.const 1)))
      (core instance $i (instantiate $m))
      (func $f (result u32) (canon lift (core func $i "f")))
      (export "run" (func $f)))`);
    const request = requestFor(unreadable);
    const shared = compiler();
    expect(await codeOf(shared.compile(request))).toBe('component-check-failed');
    expect((await shared.compile(small)).digest).toBe(small.digest);
  });

  it('that takes too long is refused', async () => {
    expect(await codeOf(compiler({ deadlineMs: 30 }).compile(small))).toBe('component-check-failed');
  });

  it('is refused when the compiler is closed in the middle', async () => {
    const closing = compiler();
    const code = codeOf(closing.compile(small));
    while (childrenOf(process.pid).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    closing.close();
    expect(await code).toBe('component-check-failed');
  });
});

describe('the cache', () => {
  it.each([
    ['its glue', (file: Uint8Array) => file.findIndex((_, at) => at > 2000)],
    ['its seal', () => 3],
    ['its end', (file: Uint8Array) => file.length - 1],
  ])('is not believed when %s was changed', async (_, place) => {
    const made = await compiler().compile(small);
    const entry = await onlyEntry();
    const file = await readFile(entry);
    const at = place(file);
    file[at] = file[at]! ^ 1;
    await writeFile(entry, file);
    expect(await compiler().compile(small)).toEqual(made);
    expect(Buffer.compare(await readFile(entry), file)).not.toBe(0);
  });

  it.each([0, 10, 40, 5000])('is not believed when only %i bytes of an entry are left', async (length) => {
    const made = await compiler().compile(small);
    const entry = await onlyEntry();
    await writeFile(entry, (await readFile(entry)).subarray(0, length));
    expect(await compiler().compile(small)).toEqual(made);
  });

  it('is not believed when an entry lies under another name', async () => {
    await compiler().compile(small);
    const other = await toolFromText(returning({ before: '(nop)' }));
    const entry = await onlyEntry();
    await writeFile(entry.replace(small.digest, other.digest), await readFile(entry));
    const made = await compiler().compile(other);
    expect(made.modules[0]!.bytes).not.toEqual((await compiler().compile(small)).modules[0]!.bytes);
  });

  it('with a secret reads only what was sealed with it', async () => {
    await compiler().compile(small);
    const entry = await onlyEntry();
    const planted = await readFile(entry);
    const secret = new TextEncoder().encode('a secret of this instance');
    await compiler({ cacheSecret: secret }).compile(small);
    expect(Buffer.compare(await readFile(entry), planted)).not.toBe(0);
  });

  it('is not shared by other caps', async () => {
    await compiler().compile(small);
    await compiler({ caps: { memoryBytes: 65_536, tableEntries: 10 } }).compile(small);
    expect(await readdir(folder)).toHaveLength(2);
  });
});
