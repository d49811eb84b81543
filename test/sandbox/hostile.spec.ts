import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { Refusal } from '@iceos/core/refusal';
import type { CallLimits, SandboxResult } from '@iceos/runtime/sandbox';
import type { CompileRequest } from '@iceos/runtime/compiler';
import { componentFromJavaScript, requestFor, returning, toolFromText } from './components.js';
import { failureOf, limitOrCodeOf, Neighbour, startFixture, type Fixture } from './fixture.js';

const MIB = 1024 * 1024;
/** Enough time for whatever ends by itself, however busy the machine is. */
const LIMITS: Partial<CallLimits> = { wallMs: 30_000, outputBytes: MIB };
/** For what never ends. */
const SHORT: Partial<CallLimits> = { wallMs: 800 };

let fixture: Fixture;
let neighbour: Neighbour;
let underWay: { finish(): Promise<SandboxResult> };
/** Each case has a tenant of its own, so that none waits for what the one before broke. */
let tenants = 0;

beforeAll(async () => {
  fixture = await startFixture();
  neighbour = await Neighbour.move(fixture);
});

afterAll(async () => {
  await fixture.close();
});

beforeEach(async () => {
  tenants += 1;
  underWay = await neighbour.begin();
});

afterEach(async () => {
  expect((await underWay.finish()).output).toEqual({ n: 1, kv: 'mine' });
  const { queued, running, long, waiting, children } = fixture.sandbox.stats()!;
  expect({ queued, running, long, waiting, busy: children.busy }).toEqual({
    queued: 0,
    running: 0,
    long: 0,
    waiting: 0,
    busy: 0,
  });
});

async function call(request: Promise<CompileRequest>, limits = LIMITS): Promise<SandboxResult> {
  const component = await fixture.compile(request);
  return fixture.sandbox.call({ component, tenant: `hostile ${tenants}`, args: ['{}'], limits });
}

function outcomeOf(request: Promise<CompileRequest>, limits = LIMITS): Promise<string> {
  return limitOrCodeOf(call(request, limits));
}

/** The code with which a component is refused before anything of it runs. */
async function refusalOf(text: string): Promise<string> {
  const error = await failureOf(call(parse(text).then((bytes) => requestFor(bytes))));
  if (error instanceof Refusal) return error.code;
  throw error;
}

/** A component that exports `run` and holds `module` besides. */
const holding = (module: string, before = '') => `(component ${before}
  ${module}
  (core module $m (func (export "f") (result i32) (i32.const 1)))
  (core instance $i (instantiate $m))
  (func $f (result u32) (canon lift (core func $i "f")))
  (export "run" (func $f)))`;

describe('a component is refused before it runs', () => {
  it.each([
    ['a memory that begins too large', '(core module (memory 20000))', 'component-limits-exceeded'],
    ['a table that begins too large', '(core module (table 1000000 funcref))', 'component-limits-exceeded'],
    [
      'arrays that a collector keeps',
      '(core module (type (array (mut i64))))',
      'component-feature-forbidden',
    ],
    [
      'structures that a collector keeps',
      '(core module (type (struct (field i64))))',
      'component-feature-forbidden',
    ],
    ['a shared memory', '(core module (memory 1 2 shared))', 'component-feature-forbidden'],
    ['a memory of 64 bits', '(core module (memory i64 1))', 'component-feature-forbidden'],
    ['a core name outside the set', '(core module (func (export "a\\22b")))', 'component-name-forbidden'],
    [
      'a core import name outside the set',
      '(core module (import "a\\27" "b" (func)))',
      'component-name-forbidden',
    ],
  ])('with %s', async (_, module, code) => {
    expect(await refusalOf(holding(module))).toBe(code);
  });

  it.each([
    ['it did not declare', '(import "iceos:host/kv@0.1.0" (instance))', 'component-import-undeclared'],
    ['that this host has not', '(import "wasi:sockets/tcp@0.2.0" (instance))', 'component-import-undeclared'],
    ['by an address', '(import "url=<https://example.org/x>" (instance))', 'component-import-undeclared'],
  ])('with an import %s', async (_, item, code) => {
    expect(await refusalOf(holding('', item))).toMatch(
      new RegExp(`^${code}$|^component-(?:name|feature)-forbidden$`),
    );
  });
});

describe('a component that does not stop is stopped', () => {
  const forever = '(loop $again (br $again))';

  it('in its entry', async () => {
    const fields = `(func (export "run") (param i32 i32) (result i32) ${forever} (unreachable))`;
    expect(await outcomeOf(toolFromText(fields), SHORT)).toBe('limit-exceeded wallMs');
  });

  it('in its start function', async () => {
    const fields = `(func $start ${forever}) (start $start) ${returning()}`;
    expect(await outcomeOf(toolFromText(fields), SHORT)).toBe('limit-exceeded wallMs');
  });

  it('in its allocator', async () => {
    const allocator = `(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) ${forever} (unreachable))`;
    expect(await outcomeOf(toolFromText(returning(), [], { allocator }), SHORT)).toBe(
      'limit-exceeded wallMs',
    );
  });

  it('in a regular expression', async () => {
    const source = `export const run = () => String(/^(a+)+$/.test('a'.repeat(60) + 'b'));`;
    expect(await outcomeOf(componentFromJavaScript(source), SHORT)).toBe('limit-exceeded wallMs');
  });

  it('by its processor time, before the clock', async () => {
    const fields = `(func (export "run") (param i32 i32) (result i32) ${forever} (unreachable))`;
    expect(await outcomeOf(toolFromText(fields), { wallMs: 20_000, cpuMs: 300 })).toBe(
      'limit-exceeded cpuMs',
    );
  });
});

describe('a component that wants all memory gets what it may have', () => {
  /** Grows by `pages` until it cannot, and writes to every page when told to. */
  const grow = (pages: number, touch: boolean) => `
    (loop $again
      (if (i32.ne (memory.grow (i32.const ${pages})) (i32.const -1))
        (then
          ${touch ? `(memory.fill (i32.shl (i32.sub (memory.size) (i32.const ${pages})) (i32.const 16)) (i32.const 1) (i32.const ${pages * 65_536}))` : ''}
          (br $again))))`;

  it('when it declares a maximum', async () => {
    const result = await call(
      toolFromText(returning({ before: grow(256, false) }), [], { memory: '1 60000' }),
    );
    expect(result.output).toEqual({});
  });

  it('when it declares none', async () => {
    const result = await call(toolFromText(returning({ before: grow(256, false) })));
    expect(result.output).toEqual({});
    expect(result.peakBytes).toBeLessThan(100 * MIB);
  });

  it('and is ended when it uses more than its call may', async () => {
    const request = toolFromText(returning({ before: `${grow(64, true)} (loop $wait (br $wait))` }));
    expect(await outcomeOf(request, { wallMs: 20_000, memoryBytes: 64 * MIB })).toBe(
      'limit-exceeded memoryBytes',
    );
  });

  it('in its tables too', async () => {
    const fields = `(table $t 1 funcref)
      ${returning({ before: '(loop $again (br_if $again (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1))))' })}`;
    expect((await call(toolFromText(fields))).output).toEqual({});
  });
});

describe('a component that breaks is told apart', () => {
  it('when it recurses without end', async () => {
    const fields = `(func $down (param i32) (result i32) (i32.add (call $down (local.get 0)) (i32.const 1)))
      ${returning({ before: '(drop (call $down (i32.const 1)))' })}`;
    expect(await outcomeOf(toolFromText(fields))).toBe('component-trapped');
  });

  it('when JavaScript recurses without end', async () => {
    const source = `const down = (n) => down(n + 1) + 1; export const run = () => String(down(0));`;
    expect(await outcomeOf(componentFromJavaScript(source))).toBe('component-trapped');
  });

  it.each([
    ['its text lies outside its memory', { at: 65_000, length: 10_000 }],
    ['its text lies far outside its memory', { at: -16, length: 1000 }],
    ['its result is of no known case', { discriminant: 7 }],
  ])('when %s', async (_, broken) => {
    expect(await outcomeOf(toolFromText(returning(broken)))).toBe('component-trapped');
  });

  it('when its result lies outside its memory', async () => {
    const fields = '(func (export "run") (param i32 i32) (result i32) (i32.const 65533))';
    expect(await outcomeOf(toolFromText(fields))).toBe('component-trapped');
  });

  it('when its allocator returns what is not its own', async () => {
    const allocator =
      '(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0x7ffffff0))';
    expect(await outcomeOf(toolFromText(returning(), [], { allocator }))).toBe('component-trapped');
  });

  it('when its output is not UTF-8', async () => {
    const fields = `${returning({ at: 2048 })} (data (i32.const 2048) "\\ff\\fe")`;
    expect(await outcomeOf(toolFromText(fields))).toMatch(/^invalid-output$|^component-trapped$/);
  });

  it('when its output is not JSON', async () => {
    expect(await outcomeOf(toolFromText(returning({ at: 2048 })))).toBe('invalid-output');
  });

  it('when its output nests without end', async () => {
    const source = `export const run = () => '['.repeat(100000) + ']'.repeat(100000);`;
    expect(await outcomeOf(componentFromJavaScript(source))).toBe('invalid-output');
  });

  it('when it throws what is no tool error', async () => {
    const source = `export const run = () => { throw new Error('secret detail'); };`;
    expect(await outcomeOf(componentFromJavaScript(source))).toBe('component-trapped');
  });
});

describe('a component that answers too much is cut off', () => {
  it.each([2, 62, 200])('with %i MB', async (megabytes) => {
    const pages = megabytes * 16;
    const fields = returning({ at: 65_536, length: megabytes * MIB - 65_536 });
    expect(
      await outcomeOf(toolFromText(fields, [], { memory: `${pages}` }), { wallMs: 20_000, outputBytes: MIB }),
    ).toMatch(/^limit-exceeded (outputBytes|memoryBytes)$/);
  });
});

describe('names that mean something elsewhere mean nothing here', () => {
  it.each(['then', 'exports0', 'constructor', '__proto__', 'default'])('such as %s', async (name) => {
    const fields = `(func (export "${name}") (param i32)) ${returning()}`;
    expect((await call(toolFromText(fields))).output).toEqual({});
  });
});
