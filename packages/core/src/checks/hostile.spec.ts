import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../test/blueprints/components.js';
import { readBlueprint, type BlueprintFinding } from '../blueprint.js';
import { checkBlueprint } from '../checks.js';

type Node = Record<string, unknown>;

function check(nodes: readonly Node[], more: Node = {}): readonly BlueprintFinding[] {
  const read = readBlueprint({ nodes, ...more });
  return read.ok ? checkBlueprint(read.value, { resolve, level: 'executable' }) : read.findings;
}

const codes = (findings: readonly BlueprintFinding[]) => [...new Set(findings.map(({ code }) => code))];
const many = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));
const MOST = 10_000;

describe('checks of hostile blueprints', () => {
  it('go through long chains, wide fans and dense graphs', () => {
    const chain = many(MOST, (index) => ({
      id: `n${index}`,
      type: 'tool',
      tool_name: 'shout',
      dependencies: index > 0 ? [`n${index - 1}`] : [],
      tool_args: { text: index > 0 ? `{{ n${index - 1}.text }}` : 'x' },
    }));
    expect(check(chain)).toEqual([]);
    const source = (index: number) => ({
      id: `n${index}`,
      type: 'tool',
      tool_name: 'source',
      tool_args: { topic: 'x' },
    });
    const fan = [
      ...many(MOST - 1, source),
      { id: 'all', type: 'human', prompt_message: 'x', dependencies: many(MOST - 1, (index) => `n${index}`) },
    ];
    expect(check(fan)).toEqual([]);
    const dense = many(600, (index) => ({
      ...(index % 2
        ? { type: 'human', prompt_message: '{{ inputs.x }}' }
        : { type: 'tool', tool_name: 'keep', tool_args: {} }),
      id: `n${index}`,
      dependencies: many(index, (other) => `n${other}`),
    }));
    expect(check(dense)).toEqual([]);
  });

  it('go through a body of thousands, each of which sees those before', () => {
    const body = many(MOST - 1, (index) =>
      index % 2
        ? {
            id: `n${index}`,
            type: 'code',
            code: 'x',
            input_schema: { type: 'object' },
            output_schema: { type: 'object', additionalProperties: true },
          }
        : { id: `n${index}`, type: 'tool', tool_name: 'keep', tool_args: {} },
    );
    const loop = { id: 'loop', type: 'loop', items_source: 'inputs.rows', max_iterations: 2, body };
    expect(codes(check([loop], { inputs: {} }))).toEqual(['argument-missing']);
  });

  it('tell of a thousand faults, and that there may be more', () => {
    for (const fault of [
      (index: number) => ({ id: `n${index}`, type: 'human', prompt_message: '{{ nobody }}' }),
      (index: number) => ({
        id: `n${index}`,
        type: 'human',
        prompt_message: 'x',
        dependencies: [`m${index}`],
      }),
      (index: number) => ({ id: 'same', type: 'human', prompt_message: `${index}` }),
    ]) {
      const findings = check(many(MOST, fault));
      expect(findings).toHaveLength(1001);
      expect(findings.at(-1)?.code).toBe('too-many-findings');
    }
  });

  it('tell of one ring of 10,000 nodes once, and show some of it', () => {
    const ring = many(MOST, (index) => ({
      id: `n${index}`,
      type: 'human',
      prompt_message: 'x',
      dependencies: [`n${(index + 1) % MOST}`],
    }));
    const [only, ...rest] = check(ring);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ code: 'cycle', pointer: '/nodes/0/dependencies' });
    expect(only?.detail.length).toBeLessThan(400);
  });

  it('end where many recursions are entangled', () => {
    const count = 5000;
    const ring = many(count, (index) => ({
      id: `n${index}`,
      type: 'recursive',
      agent_package: 'helper',
      recursive_sources: [`n${(index + 1) % count}`],
      dependencies: [`n${(index + count - 1) % count}`],
      input_schema: { question: 'str' },
      output_schema: { answer: 'str' },
    }));
    expect(check(ring)).toEqual([]);
  });

  it('refuse schemas whose patterns would take long to compile, and read no more of them', () => {
    const node = (index: number) => ({
      id: `n${index}`,
      type: 'code',
      code: 'x',
      input_schema: { type: 'object', properties: { [`p${index}`]: { pattern: `^[a-z]{900}${index}$` } } },
      output_schema: { a: 'strange' },
    });
    const findings = check(many(200, node));
    expect(codes(findings)).toEqual(['schemas-excessive']);
    expect(check(many(20, node)).map(({ code }) => code)).toEqual(many(20, () => 'schema-literal-unknown'));
  });

  it('compare 200 schemas of sixty alternatives each, which contain themselves', () => {
    const alternatives = many(60, (index) => ({
      type: 'object',
      required: [`a${index}`],
      properties: { [`a${index}`]: { $ref: '#' } },
    }));
    const schema = (index: number) => ({ type: 'object', anyOf: alternatives, title: `${index}` });
    const nodes = many(200, (index) => ({
      id: `n${index}`,
      type: 'code',
      code: 'x',
      dependencies: index > 0 ? [`n${index - 1}`] : [],
      input_mappings: index > 0 ? { value: { source_node_id: `n${index - 1}`, source_output_key: '.' } } : {},
      input_schema: { type: 'object', properties: { value: schema(index) } },
      output_schema: schema(index),
    }));
    expect(check(nodes)).toEqual([]);
  });

  it.each([
    'constructor.constructor("return process")()',
    '__proto__ == 1 and [].map',
    'globalThis["process"]',
    'x => x',
    '(1, eval)("x")',
    '`${process}`',
    'a ** b ** c',
    "'a' * 1000000",
    `${'('.repeat(60)}1${')'.repeat(60)}`,
    `${'1+'.repeat(400)}1`,
  ])('evaluate nothing of %j', (expression) => {
    const node = {
      id: 'n',
      type: 'condition',
      expression,
      input_schema: { a: 'int' },
      output_schema: { a: 'int' },
    };
    const [first, ...rest] = check([node]);
    expect(['condition-invalid', 'condition-type']).toContain(first?.code);
    expect(first?.pointer).toBe('/nodes/0/expression');
    expect(rest).toEqual([]);
  });

  it.each([
    '{{ inputs.__proto__.polluted }}',
    '{{ constructor }}',
    "{{ inputs['constructor'] }}",
    '{{ {{ inputs.x }} }}',
    '{{ inputs.x() }}',
  ])('find nothing of JavaScript behind %j', (prompt_message) => {
    const findings = check([{ id: 'n', type: 'human', prompt_message }]);
    expect(findings.every(({ pointer }) => pointer === '/nodes/0/prompt_message')).toBe(true);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
