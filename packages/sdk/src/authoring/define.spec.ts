import { describe, expect, it } from '@jest/globals';
import { describeModules } from '../build/describing.js';
import { Agent, Tool, Workflow } from './decorators.js';
import { aliasTool, defineAgent, defineTool, definitionOf, defineWorkflow } from './define.js';

const spec = {
  name: 'add',
  description: 'Adds.',
  input: {
    type: 'object',
    properties: {
      a: { type: 'integer' },
      b: { type: 'number' },
      unit: { enum: ['kg', 'g'] },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['a'],
  },
  output: { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] },
} as const;

describe('a definition', () => {
  it('types input and host from schemas and permissions', () => {
    const tool = defineTool({
      ...spec,
      permissions: { clock: true },
      run({ a, b, unit, tags }, host) {
        const sum: number = a + (b ?? 0);
        const known: 'kg' | 'g' | undefined = unit;
        const first: string | undefined = tags?.[0];
        // @ts-expect-error `a` is a number.
        const text: string = a;
        // @ts-expect-error kv was not declared.
        const kv: unknown = host.kv;
        return { sum: sum + host.clock.now(), known, first, text, kv };
      },
    });
    expect(tool.run({ a: 1 } as never, { clock: { now: () => 2 } } as never)).toMatchObject({ sum: 3 });
  });

  it('refuses at compile time a run that returns something else than the output', () => {
    // @ts-expect-error sum is a number.
    const tool = defineTool({ ...spec, run: () => ({ sum: 'three' }) });
    expect(tool.node_type).toBe('tool');
  });

  it('is what is exported, and a decorated class carries the same one', () => {
    const plain = defineTool({ ...spec, run: ({ a }) => ({ sum: a }) });
    @Tool(spec)
    class Add {
      run({ a }: { a: number }) {
        return { sum: a };
      }
    }
    const { run: _run, ...carried } = definitionOf(Add) as { run: unknown };
    const { run: _other, ...declared } = definitionOf(plain) as { run: unknown };
    expect(carried).toEqual(declared);
    expect(Object.keys(plain)).toEqual([...Object.keys(spec), 'run', 'node_type']);
  });

  it('makes a new instance of a decorated class for every call', () => {
    @Tool(spec)
    class Count {
      private calls = 0;
      run() {
        return { sum: ++this.calls };
      }
    }
    const { run } = definitionOf(Count) as { run: (input: never, host: never) => unknown };
    expect([run({} as never, {} as never), run({} as never, {} as never)]).toEqual([{ sum: 1 }, { sum: 1 }]);
  });

  it('covers agents and workflows, declared or decorated', () => {
    const agent = { name: 'helper', description: 'Helps.', system_prompt: 'You help.', tools: ['add'] };
    @Agent(agent)
    class Helper {}
    expect(definitionOf(Helper)).toEqual(defineAgent(agent));
    @Workflow({ name: 'flow', description: 'Flows.' })
    class Flow {
      build() {
        return { nodes: [] };
      }
    }
    expect(definitionOf(Flow)).toEqual(
      defineWorkflow({ name: 'flow', description: 'Flows.', blueprint: { nodes: [] } }),
    );
  });
});

describe('the description of modules', () => {
  const add = defineTool({ ...spec, run: ({ a }) => ({ sum: a }) });
  const plus = aliasTool(add, { name: 'plus' });

  it('lists each definition once, and tells which tools are one function', () => {
    const described = describeModules([
      ['./src/a.ts', { add, again: add, helper: 1, nothing: null }],
      ['./src/b.ts', { plus, add }],
    ]) as { file: string; exported: string; code: number; text: string }[];
    expect(described.map(({ file, exported, code }) => [file, exported, code])).toEqual([
      ['./src/a.ts', 'add', 0],
      ['./src/b.ts', 'plus', 0],
    ]);
    expect(JSON.parse(described[1]!.text)).toMatchObject({
      name: 'plus',
      node_type: 'tool',
      input: spec.input,
    });
  });
});
