import { describe, it, expect, beforeAll } from '@jest/globals';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import fc from 'fast-check';
import { Refusal } from '@iceos/core/refusal';
import { capModule, readComponent, vetComponent, type Expectations } from './component.js';

const CAPS = { memoryBytes: 4 * 65_536, tableEntries: 100 };
const EXPECTATIONS: Expectations = {
  subject: 'tool.wasm',
  world: 'iceos:tool@0.1.0',
  permissions: [{ interface: 'iceos:host/log', version: '0.1.0' }],
  caps: CAPS,
};

/** A component that exports `name` as a function lifted from `module`; `before` comes ahead of it. */
function lifted(module: string, { before = '', name = 'run' } = {}): string {
  return `(component ${before}
    (core module $m ${module})
    (core instance $i (instantiate $m))
    (func $f (canon lift (core func $i "f")))
    (export "${name}" (func $f)))`;
}

const PLAIN = '(func (export "f"))';
const LOG = '(import "iceos:host/log@0.1.0" (instance))';

async function codeOf(wat: string, expectations: Partial<Expectations> = {}): Promise<string> {
  return refusalOf(await parse(wat), { ...EXPECTATIONS, ...expectations });
}

function refusalOf(bytes: Uint8Array, expectations: Expectations): string {
  return codeThrownBy(() => vetComponent(bytes, expectations));
}

describe('a component', () => {
  it('passes when it exports its world and imports what it declares', async () => {
    const bytes = await parse(lifted(PLAIN, { before: LOG }));
    expect(vetComponent(bytes, EXPECTATIONS)).toEqual({ imports: ['iceos:host/log@0.1.0'] });
  });

  it('may import types, and the interface that only declares them, without declaring it', async () => {
    const before = `(import "iceos:tool/types@0.1.0" (instance $t (export "tool-error" (type (sub resource)))))
      (type $r (record (field "code" string)))
      (import "tool-error" (type (eq $r)))`;
    expect(vetComponent(await parse(lifted(PLAIN, { before })), EXPECTATIONS)).toEqual({ imports: [] });
  });

  it('is read with its imports, exports and nested core modules', async () => {
    const nested = `(component $n (core module (func)))`;
    const contents = readComponent(await parse(lifted(PLAIN, { before: `${LOG} ${nested}` })), 'x');
    expect(contents.imports).toEqual([{ name: 'iceos:host/log@0.1.0', sort: 'instance' }]);
    expect(contents.exports).toEqual([{ name: 'run', sort: 'func' }]);
    expect(contents.modules).toHaveLength(2);
    expect(contents.components).toBe(1);
  });

  it.each([
    ['an import that is not declared', '(import "iceos:host/kv@0.1.0" (instance))'],
    ['another version of a declared import', '(import "iceos:host/log@0.2.0" (instance))'],
    ['an interface that the host does not have', '(import "wasi:cli/environment@0.2.3" (instance))'],
    ['an import without a version', '(import "iceos:host/log" (instance))'],
    ['a function imported by a bare name', '(import "log" (func))'],
    ['an imported resource', '(import "thing" (type (sub resource)))'],
  ])('is refused with %s', async (_, before) => {
    expect(await codeOf(lifted(PLAIN, { before }))).toBe('component-import-undeclared');
  });

  it('is refused with a declared import that the host does not have', async () => {
    const permissions = [{ interface: 'iceos:host/telepathy', version: '1.0.0' }];
    const before = '(import "iceos:host/telepathy@1.0.0" (instance))';
    expect(await codeOf(lifted(PLAIN, { before }), { permissions })).toBe('component-import-undeclared');
  });

  it.each([
    ['with a name of another kind of import', '(import "url=<https://example.org/x>" (instance))'],
    ['with an integrity in an import name', '(import "integrity=<sha256-AA==>" (instance))'],
  ])('is refused %s', async (_, before) => {
    expect(await codeOf(lifted(PLAIN, { before }))).toBe('component-name-forbidden');
  });

  it.each([
    ['nothing', '(component)'],
    ['another name', lifted(PLAIN, { name: 'walk' })],
    ['a name that promises know', lifted(PLAIN, { name: 'then' })],
    ['the entry of another world', lifted(PLAIN, { name: 'run-code' })],
    ['more than its world', lifted(PLAIN).replace(/\)$/, '(export "more" (func $f)))')],
    ['its entry as an instance', '(component (instance $i) (export "run" (instance $i)))'],
  ])('is refused when it exports %s', async (_, wat) => {
    expect(await codeOf(wat)).toBe('component-export-mismatch');
  });

  it('may export the initialiser of its toolchain', async () => {
    expect(await codeOf(lifted(PLAIN).replace(/\)$/, '(export "init" (func $f)))'))).toBe('accepted');
  });
});

describe('what is in a component', () => {
  it.each([
    ['a core module that is imported', '(component (import "m" (core module)))'],
    ['a core type', '(core type (func))'],
    ['a type of streams', '(type (stream u8))'],
    ['a type of futures', '(type (future u8))'],
    ['a core type inside a type', '(type (component (core type (func))))'],
  ])('is refused when it is %s', async (_, before) => {
    expect(await codeOf(lifted(PLAIN, { before }))).toBe('component-feature-forbidden');
  });

  it('is refused when it has types that are nested without end', async () => {
    const nested = (depth: number): string => (depth === 0 ? '' : `(type (component ${nested(depth - 1)}))`);
    expect(await codeOf(lifted(PLAIN, { before: nested(8) }))).toBe('accepted');
    expect(await codeOf(lifted(PLAIN, { before: nested(9) }))).toBe('component-limits-exceeded');
  });

  it('may have every other type', async () => {
    const before = `
      (type (record (field "a" u8) (field "b" string)))
      (type (variant (case "a") (case "b" f64)))
      (type (tuple u8 (list bool)))
      (type (flags "a" "b"))
      (type (enum "a" "b"))
      (type (option char))
      (type (result u8 (error s64)))
      (type (result))
      (type (func (param "a" u8) (result (own $r))))
      (type (instance (export "r" (type (sub resource))) (export "f" (func))))`;
    const resource = '(type $r (resource (rep i32)))';
    expect(await codeOf(lifted(PLAIN, { before: resource + before }))).toBe('accepted');
  });
});

describe('a core module', () => {
  const forbidden: [string, string][] = [
    ['a structure type', '(type (struct))'],
    ['an array type', '(type (array (mut i32)))'],
    ['a type that has subtypes', '(type (sub (func)))'],
    ['recursive types', '(rec (type (func)) (type (func)))'],
    ['a reference to a heap type', '(func (param (ref null any)))'],
    ['a 64-bit memory', '(memory i64 1)'],
    ['a shared memory', '(memory 1 2 shared)'],
    ['a memory with small pages', '(memory 1 2 (pagesize 1))'],
    ['an imported shared memory', '(import "a" "b" (memory 1 2 shared))'],
    ['a 64-bit table', '(table i64 1 funcref)'],
    ['a table of other references', '(table 1 (ref null any))'],
  ];

  it.each(forbidden)('is refused with %s', async (_, fields) => {
    const module = await parse(`(module ${fields})`);
    expect(codeThrownBy(() => capModule(module, 'module'))).toBe('component-feature-forbidden');
  });

  it.each(forbidden)('is refused with %s however deep it is nested', async (_, fields) => {
    const nested = `(component $a (component $b (core module ${fields})))`;
    expect(await codeOf(lifted(PLAIN, { before: nested }))).toBe('component-feature-forbidden');
  });

  it.each([0x00, 0x0a, 0x22, 0x27, 0x5c, 0x60, 0x7f, 0xc3])(
    'is refused with the byte %i in a name of an import or export',
    async (byte) => {
      const text = `"a\\${byte.toString(16).padStart(2, '0')}${byte === 0xc3 ? '\\a9' : ''}"`;
      for (const fields of [
        `(func (export ${text}))`,
        `(import ${text} "b" (func))`,
        `(import "a" ${text} (func))`,
      ]) {
        const module = await parse(`(module ${fields})`);
        expect(codeThrownBy(() => capModule(module, 'module'))).toBe('component-name-forbidden');
      }
    },
  );

  it('may use any other printable name', async () => {
    const module = await parse('(module (func (export "cm32p2|wasi:io/poll@0.2|[method]x.y_post $#%&<=>")))');
    expect(capModule(module, 'module')).toBe(module);
  });

  it('keeps limits at or below the caps, byte for byte', async () => {
    const module = await parse('(module (memory 1 4) (table 1 100 funcref))');
    expect(capModule(module, 'module', CAPS)).toBe(module);
  });

  it('has every other limit lowered to the cap', async () => {
    for (const fields of ['(memory 1) (table 1 funcref)', '(memory 1 60000) (table 1 60000 funcref)']) {
      const capped = capModule(await parse(`(module ${fields})`), 'module', CAPS);
      expect(capped).toEqual(await parse('(module (memory 1 4) (table 1 100 funcref))'));
    }
  });

  it('is refused when it begins above the cap', async () => {
    for (const fields of ['(memory 5)', '(table 101 funcref)', '(memory 60000)']) {
      const module = await parse(`(module ${fields})`);
      expect(codeThrownBy(() => capModule(module, 'module', CAPS))).toBe('component-limits-exceeded');
    }
  });

  it('shares the caps with the other modules of its component', async () => {
    const memories = (pages: number) =>
      lifted(PLAIN, {
        before: `(core module (memory ${pages})) (component (core module (memory ${pages})))`,
      });
    expect(await codeOf(memories(2))).toBe('accepted');
    expect(await codeOf(memories(3))).toBe('component-limits-exceeded');
  });
});

describe('any bytes', () => {
  const seeds: Uint8Array[] = [];

  beforeAll(async () => {
    seeds.push(
      await parse(lifted(PLAIN, { before: LOG })),
      await parse(
        lifted('(memory 1) (table 2 funcref) (func (export "f"))', {
          before: `${LOG} (component (core module (type (func (param i32))) (import "m" "n" (func (type 0)))))`,
        }),
      ),
    );
  });

  it('are a refusal of the stage "component" or a component, and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusalOf(bytes, EXPECTATIONS)).toMatch(/^component-/);
      }),
    );
  });

  it('with a right header are no exception', () => {
    const header = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        expect(refusalOf(Uint8Array.from([...header, ...tail]), EXPECTATIONS)).toMatch(/^component-/);
      }),
    );
  });

  it('made from a component by changing, cutting and repeating are no exception', () => {
    const edit = fc.record({ at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.nat(), fc.array(edit, { maxLength: 4 }), fc.nat(), (which, edits, cut) => {
        const bytes = Uint8Array.from(seeds[which % seeds.length] ?? []);
        for (const { at, value } of edits) bytes[at % bytes.length] = value;
        const end = cut % 3 === 0 ? cut % bytes.length : bytes.length;
        expect(refusalOf(bytes.subarray(0, end), EXPECTATIONS)).toMatch(/^accepted$|^component-/);
      }),
      { numRuns: 2000 },
    );
  });

  it('are refused when they are too many', () => {
    expect(refusalOf(new Uint8Array(32 * 1024 * 1024 + 1), EXPECTATIONS)).toBe('component-too-large');
  });

  it('nested without end are refused before the stack is', () => {
    let bytes = Uint8Array.of();
    for (let depth = 0; depth < 40; depth++) {
      const header = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
      bytes = Uint8Array.from([...header, ...(depth === 0 ? [] : [4, ...leb(bytes.length)]), ...bytes]);
    }
    expect(refusalOf(bytes, EXPECTATIONS)).toBe('component-limits-exceeded');
  });

  it('that count to four billion are refused at once', () => {
    const count = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for (const section of [2, 5, 6, 10, 11]) {
      const header = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
      expect(refusalOf(Uint8Array.from([...header, section, count.length, ...count]), EXPECTATIONS)).toBe(
        'component-malformed',
      );
    }
  });
});

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

function codeThrownBy(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal && error.stage === 'component') return error.code;
    throw error;
  }
}
