import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../test/blueprints/components.js';
import { plant, PLANTINGS } from '../../../test/blueprints/faults.js';
import { validBlueprint } from '../../../test/blueprints/valid.js';
import { readBlueprint } from './blueprint.js';
import { checkBlueprint, checkRest, type BlueprintPolicy } from './checks.js';

const policy: BlueprintPolicy = {
  model: ({ model }) => ({ standing: model === 'nobody-9' ? 'unknown' : 'allowed' }),
};

function found(value: unknown): string[] {
  const read = readBlueprint(value);
  const options = { resolve, level: 'executable', policy } as const;
  const findings = read.ok
    ? checkBlueprint(read.value, options)
    : [...read.findings, ...(read.rest ? checkRest(read.rest, options) : [])];
  return findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('1,000 generated blueprints', () => {
  it('are valid, and nothing is found in them', () => {
    for (let seed = 0; seed < 1000; seed++) {
      expect({ seed, found: found(validBlueprint(seed)) }).toEqual({ seed, found: [] });
    }
  });

  it('have one planted fault each, which is found in its place, and nothing else is', () => {
    const types = new Set<string>();
    const wrong: unknown[] = [];
    for (let turn = 0; turn < 1000; turn++) {
      const planting = PLANTINGS[turn % PLANTINGS.length]!;
      const { blueprint, code, pointer, type } = plant(turn, planting);
      types.add(type);
      const all = found(blueprint);
      if (all.length !== 1 || all[0] !== `${code} ${pointer}`)
        wrong.push({ turn, type, expected: `${code} ${pointer}`, all });
    }
    expect(wrong).toEqual([]);
    expect(types.size).toBe(12);
    expect(PLANTINGS.length).toBeLessThan(1000);
  });
});

describe('a loop without max_iterations', () => {
  const rows = { type: 'object', properties: { rows: { type: 'array', maxItems: 3 } }, required: ['rows'] };
  const body = [{ id: 'inner', type: 'human', prompt_message: 'Look.' }];
  const loop = { id: 'loop', type: 'loop', items_source: 'first.rows', dependencies: ['first'], body };
  const unbounded = (first: object, more: object = {}) =>
    found({
      nodes: [
        { id: 'first', ...first },
        { ...loop, ...more },
      ],
    }).includes('loop-unbounded /nodes/1');
  const code = { type: 'code', language: 'javascript', code: 'return {};', input_schema: { type: 'object' } };
  const llm = { type: 'llm', model: 'gpt-4o', prompt: 'x', llm_config: { max_tokens: 5 } };

  it('is bounded by a schema that a run holds the list against, and by no other', () => {
    expect(unbounded({ ...code, output_schema: rows })).toBe(false);
    expect(unbounded({ ...code, output_schema: { type: 'object' } })).toBe(true);
    expect(unbounded({ ...llm, output_schema: rows })).toBe(true);
    expect(unbounded(llm, { items_source: 'rows', input_schema: rows })).toBe(true);
    expect(unbounded({ ...llm, output_schema: rows }, { max_iterations: 3 })).toBe(false);
  });
});

describe('a blueprint with a member that cannot be read', () => {
  const llm = (id: string, more: object = {}) => ({
    id,
    type: 'llm',
    model: 'gpt-4o',
    prompt: 'x',
    llm_config: { max_tokens: 5 },
    ...more,
  });

  it('is told of everything else that is wrong with it as well', () => {
    const nodes = [
      llm('faulty', { temperature: 'hot', model: 'gpt-3.5-turbo' }),
      llm('after', { dependencies: ['faulty'], prompt: '{{ faulty.nothing }}' }),
      {
        id: 'loop',
        type: 'loop',
        items_source: 'inputs.x',
        max_iterations: 2,
        body: [llm('in', { retries: -1 })],
      },
      llm('other', { dependencies: ['nobody'] }),
    ];
    expect(found({ nodes })).toEqual([
      'field-type /nodes/0/temperature',
      'field-value /nodes/2/body/0/retries',
      'dependency-missing /nodes/3/dependencies/0',
    ]);
  });

  it('is told of nothing more where that would be guessing', () => {
    expect(found({ nodes: [{ id: 'a' }, llm('b', { dependencies: ['nobody'] })] })).toEqual([
      'field-value /nodes/0',
    ]);
    expect(found({ nodes: [llm('a')], inputs: 7 })).toHaveLength(1);
  });
});
