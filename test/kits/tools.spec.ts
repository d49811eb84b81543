import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { ExecutionKv } from '@iceos/runtime/capabilities';
import { SandboxError } from '@iceos/runtime/sandbox';
import { prepareCode } from '@iceos/sdk/code';
import { KITS, Workbench } from './built-kit.js';

// Components are compiled here, and other suites keep the machine busy meanwhile.
jest.setTimeout(60_000);

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open();
});

afterAll(() => workbench.close());

const add = (...kits: string[]) =>
  beforeAll(async () => {
    for (const kit of kits) await workbench.add(join(KITS, kit));
  });

async function errorOf(tool: string, input: unknown): Promise<unknown> {
  try {
    await workbench.call(tool, input);
  } catch (error) {
    if (error instanceof SandboxError) return error.toolError;
    throw error;
  }
  throw new Error('it succeeded');
}

describe('csv_loader', () => {
  add('csv_loader');

  it('reads a granted file, and text of its own before it', async () => {
    const files = { 'data/a.csv': 'sku;name\n1;Öl\n' };
    const input = { path: 'data/a.csv', delimiter: ';' };
    expect(await workbench.call('csv_loader', input, { files })).toEqual({
      rows: [{ sku: '1', name: 'Öl' }],
    });
    expect(await workbench.call('csv_reader', { ...input, content: '' }, { files })).toEqual({
      rows: [{ sku: '1', name: 'Öl' }],
    });
    expect(await workbench.call('csv_loader', { ...input, content: 'a\n2' }, { files })).toEqual({
      rows: [{ a: '2' }],
    });
  });

  it('fills short lines, numbers nameless columns and gives no rows for no text', async () => {
    const content = ' a ,,c\n1\n';
    expect(await workbench.call('csv_loader', { content })).toEqual({
      rows: [{ a: '1', column_2: '', c: '' }],
    });
    expect(await workbench.call('csv_loader', { content: '' })).toEqual({ rows: [] });
  });

  it.each<[string, unknown, string, string]>([
    ['a missing file', { path: 'gone.csv' }, 'file-unavailable', 'gone.csv'],
    ['no source', {}, 'argument-missing', 'path'],
    ['a line that is too long', { content: 'a\n1,2\n' }, 'csv-malformed', 'Line 2'],
    ['two columns of one name', { content: 'a,a\n' }, 'csv-malformed', 'a.'],
    ['a column that objects cannot have', { content: '__proto__\n1' }, 'csv-malformed', '__proto__'],
    ['a quote as the delimiter', { content: 'a', delimiter: '"' }, 'delimiter-invalid', 'quote'],
  ])('refuses %s', async (_, input, code, named) => {
    expect(await errorOf('csv_loader', input)).toMatchObject({
      code,
      message: expect.stringContaining(named),
    });
  });

  it('reads ten thousand rows', async () => {
    const content = `a,b,c\n${'1,"two, three",4\n'.repeat(10_000)}`;
    const { rows } = (await workbench.call('csv_loader', { content })) as { rows: unknown[] };
    expect(rows).toHaveLength(10_000);
    expect(rows.at(-1)).toEqual({ a: '1', b: 'two, three', c: '4' });
  });
});

describe('pricing_strategy', () => {
  add('pricing_strategy');

  it.each<[Record<string, unknown>, number]>([
    [{ cost: 600 }, 750],
    [{ cost: '600.00' }, 750],
    [{ cost: '$1,299.50', margin_percent: 0 }, 1299.5],
    [{ cost: 2.675, margin_percent: 0 }, 2.68],
    [{ cost: 1.1, margin_percent: 10 }, 1.21],
    [{ cost: 0.1 }, 0.99],
    [{ cost: 10, margin_percent: -50 }, 5],
    [{ cost: 10, margin_percent: -100, min_price: 0 }, 0],
    [{ cost: 1, margin_percent: 0.5, decimal_places: 3 }, 1.005],
    [{ cost: 1.5, margin_percent: 0, decimal_places: 0 }, 2],
    [{ cost: 1e-7, margin_percent: 0, min_price: 0, decimal_places: 6 }, 0],
    [{ cost: 1e21, margin_percent: 0 }, 1e21],
  ])('prices %j at %d', async (input, price) => {
    expect(await workbench.call('pricing_strategy', input)).toEqual({ price });
  });

  it.each([0, -1, '0.00', 'free', '', '1,29,9', '-5', '1e9999', 'NaN'])(
    'refuses the cost %j',
    async (cost) => {
      expect(await errorOf('pricing_strategy', { cost })).toMatchObject({ code: 'cost-invalid' });
    },
  );
});

describe('writer_tool and lookup_tool', () => {
  add('writer_tool', 'lookup_tool');

  it('cut by characters, never through one', async () => {
    const { summary } = (await workbench.call('writer_tool', { notes: '😀'.repeat(60), max_chars: 50 })) as {
      summary: string;
    };
    expect(summary).toBe(`[concise] ${'😀'.repeat(47)}...`);
    expect(await workbench.call('writer_tool', { notes: 'x'.repeat(280) })).toEqual({
      summary: `[concise] ${'x'.repeat(280)}`,
    });
  });

  it('look up a query or a topic, and refuse to look up nothing', async () => {
    const { notes } = (await workbench.call('lookup_tool', { query: 'tea', source: 'wiki' })) as {
      notes: string;
    };
    expect(notes).toMatch(/^Notes about tea: .+ \(demo content from wiki\)$/);
    expect(await workbench.call('lookup_tool', { topic: 'tea', source: 'wiki' })).toEqual({ notes });
    expect(await errorOf('lookup_tool', {})).toMatchObject({
      code: 'argument-missing',
      message: expect.stringContaining('query'),
    });
  });
});

describe('local_listing', () => {
  add('listing');

  it.each([
    [{ SKU: ' A-1 ', Item: 'Lamp', Cost: '$20.50' }, 'LOC-A-1', 20.5],
    [{ 'product code': 7, NAME: 'Lamp', 'Suggested Price': 3 }, 'LOC-7', 3],
  ])('maps the columns of %j', async (item, listing_id, price) => {
    expect(await workbench.call('local_listing', { item })).toEqual({
      listing_id,
      title: 'Lamp',
      description: '',
      price,
      duplicate: false,
    });
  });

  it('gives items without a number an id that tells them apart and stays the same', async () => {
    const idOf = async (item: Record<string, unknown>) =>
      ((await workbench.call('local_listing', { item, price: 1 })) as { listing_id: string }).listing_id;
    const first = await idOf({ Product: 'Crème Brûlée', color: 'red' });
    expect(first).toMatch(/^LOC-creme-brulee-[0-9a-f]{8}$/);
    expect(await idOf({ color: 'red', Product: 'Crème Brûlée' })).toBe(first);
    expect(await idOf({ Product: 'Crème Brûlée', color: 'blue' })).not.toBe(first);
    expect(await idOf({ Product: '冷蔵庫' })).toMatch(/^LOC-item-[0-9a-f]{8}$/);
  });

  it('knows what was listed before in the same execution, and in no other', async () => {
    const kv = new ExecutionKv();
    const list = async (sku: string, own: ExecutionKv) =>
      (
        (await workbench.call('local_listing', { item: { sku, name: 'x' }, price: 1 }, { kv: own })) as {
          duplicate: boolean;
        }
      ).duplicate;
    expect([
      await list('1', kv),
      await list('2', kv),
      await list('1', kv),
      await list('1', new ExecutionKv()),
    ]).toEqual([false, false, true, false]);
  });

  it('refuses items without a name or a price', async () => {
    expect(await errorOf('local_listing', { item: { color: 'red' }, price: 1 })).toMatchObject({
      code: 'item-name-missing',
    });
    expect(await errorOf('local_listing', { item: { name: 'x', cost: 'a lot' } })).toMatchObject({
      code: 'price-missing',
    });
  });
});

describe('aggregator and aggregator_concat', () => {
  add('aggregator_concat');

  it('count every way of having failed', async () => {
    const results = [
      1,
      'text',
      {},
      { ok: true },
      null,
      { ok: false },
      { success: false },
      { error: 'x' },
      { error: '' },
    ];
    expect(await workbench.call('aggregator', { results })).toEqual({
      total: 9,
      success: 5,
      failures: 4,
      items: results,
    });
    expect(await workbench.call('aggregator', { results: [] })).toEqual({
      total: 0,
      success: 0,
      failures: 0,
      items: [],
    });
  });

  it('join what is there', async () => {
    expect(await workbench.call('aggregator_concat', {})).toEqual({ text: '' });
    expect(await workbench.call('aggregator_concat', { inputs: ['a', { b: 1 }, null, 2] })).toEqual({
      text: 'a\n{"b":1}\nnull\n2',
    });
    expect(
      await workbench.call('aggregator_concat', {
        inputs: [{ constructor: 1 }, {}],
        key: 'constructor',
        as_json_array: true,
      }),
    ).toEqual({
      items: [1, {}],
    });
  });
});

describe('title_description_generator', () => {
  add('title_description_generator');

  it('keeps numbers of the shop and prices to itself, and titles to eighty characters', async () => {
    const item = {
      Name: 'Table',
      SKU: 'T-1',
      Cost: '10',
      Material: 'oak',
      Legs: 4,
      Stock: 3,
      Empty: ' ',
      Nested: {},
    };
    expect(await workbench.call('title_description_generator', { item })).toEqual({
      title: 'Table, oak',
      description: 'Table, oak. Legs: 4.',
    });
    const long = (await workbench.call('title_description_generator', {
      item: { name: 'word '.repeat(40) },
    })) as {
      title: string;
    };
    expect(long.title.length).toBeLessThanOrEqual(80);
    expect(long.title.endsWith('word…')).toBe(true);
    expect(await errorOf('title_description_generator', { item: { color: 'red' } })).toMatchObject({
      code: 'item-name-missing',
    });
  });
});

describe('code_runner', () => {
  add('code_runner');

  const run = async (source: string, input: unknown = { a: 2, inputs: { b: 3 } }) =>
    ((await workbench.call('code_runner', { source, input })) as { output: unknown }).output;

  it('gives what the code returns, or what it leaves in output', async () => {
    expect(await run('return input.a + inputs.b')).toBe(5);
    expect(await run('output = { sum: input.a + inputs.b };')).toEqual({ sum: 5 });
    expect(await run('const output = [1];')).toEqual([1]);
    expect(await run('output = 1; return 2; // done')).toBe(2);
    expect(await run('')).toBe(null);
  });

  it('keeps what the code writes to its console', async () => {
    const source = 'console.log("a", { b: 1 }); console.error(new TypeError("c")); return 1;';
    workbench.logged.length = 0;
    expect(await run(source, {})).toBe(1);
    expect(workbench.logged).toEqual([
      { level: 'info', message: 'a {"b":1}' },
      { level: 'error', message: 'TypeError: c' },
    ]);
  });

  it.each<[string, string, string]>([
    ['let x = ;', 'syntax-error', 'SyntaxError: '],
    ['\n\nnull.x', 'code-failed', "TypeError: cannot read property 'x' of null (line 3)"],
    ['throw new RangeError("far");', 'code-failed', 'RangeError: far (line 1)'],
    ['throw { reason: 1 };', 'code-failed', '{"reason":1}'],
    ['return fetch("https://example.org")', 'not-in-sandbox', 'fetch is not available.'],
    ['return require("fs")', 'code-failed', 'ReferenceError: require is not defined'],
    ['return process.env', 'code-failed', 'ReferenceError: process is not defined'],
  ])('reports what goes wrong in %j', async (source, code, message) => {
    expect(await errorOf('code_runner', { source, input: {} })).toEqual({
      code,
      message: expect.stringContaining(message),
      retryable: false,
    });
  });

  it('names the line of the author, also in TypeScript and in asynchronous code', async () => {
    const typed =
      'interface A {\n  a: number;\n}\nconst a: A = input;\n\nfunction fail(): never {\n  throw new Error("seven");\n}\nfail();';
    expect(
      await errorOf('code_runner', { source: await prepareCode(typed, 'typescript'), input: {} }),
    ).toEqual({
      code: 'code-failed',
      message: 'Error: seven (line 7)',
      retryable: false,
    });
    const later = 'const one = 1;\nawait null;\n\nthrow new Error("four");';
    expect(
      await errorOf('code_runner', { source: await prepareCode(later, 'javascript'), input: {} }),
    ).toMatchObject({ message: 'Error: four (line 4)' });
  });

  it('calls what its node was granted, by name or by member, and is told what it was not', async () => {
    const both = '/* host kv */host.call("kv", "set", "a", "1"); return [host.kv.get("a"), host.kv.list()];';
    expect(await run(both)).toEqual(['1', ['a']]);
    expect(
      await errorOf('code_runner', { source: '/* host log */return host.kv.get("a")', input: {} }),
    ).toEqual({
      code: 'permission-missing',
      message: expect.stringContaining('add "kv" to the `imports`'),
      retryable: false,
    });
    for (const call of ['"net", "open"', '"kv", "open"', '"call", "x"', '"kv", "constructor"']) {
      expect(await errorOf('code_runner', { source: `return host.call(${call})`, input: {} })).toMatchObject({
        code: 'capability-unknown',
      });
    }
  });

  it('leaves nothing behind for the next call', async () => {
    await run('globalThis.left = 1; Array.prototype.left = 1; return 1;');
    expect(await run('return [typeof left, typeof [].left]')).toEqual(['undefined', 'undefined']);
  });

  it('runs TypeScript and asynchronous code that was prepared', async () => {
    const typed =
      'interface Pair { a: number }\nenum Two { One = 1 }\nconst pair: Pair = input;\nreturn pair.a + Two.One;';
    expect(await run(await prepareCode(typed, 'typescript'))).toBe(3);
    const awaiting = 'const later = async (n) => { await null; return n; };\noutput = await later(input.a);';
    expect(await run(await prepareCode(awaiting, 'javascript'))).toBe(2);
  });
});

describe('the source of a code node', () => {
  it('is left as it is when it needs no preparation', async () => {
    const source = 'return   input . a // spaces stay';
    expect(await prepareCode(source, 'javascript')).toBe(source);
  });

  it.each([
    ['let x: =', 'code:1:8: '],
    ['return 1;\nconst = 2', 'code:2:7: '],
    ['import fs from "fs"; return 1', 'code:1:22: A code node is the body of a function'],
  ])('that does not parse is refused with its place: %j', async (source, place) => {
    await expect(prepareCode(source, 'typescript')).rejects.toMatchObject({
      code: 'source-invalid',
      message: expect.stringMatching(new RegExp(`^${place}`)),
    });
  });
});
