import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../test/blueprints/components.js';
import { plant, PLANTINGS } from '../../../test/blueprints/faults.js';
import { validBlueprint } from '../../../test/blueprints/valid.js';
import { readBlueprint } from './blueprint.js';
import { checkBlueprint, type BlueprintPolicy } from './checks.js';

const policy: BlueprintPolicy = {
  model: ({ model }) => ({ standing: model === 'nobody-9' ? 'unknown' : 'allowed' }),
};

function found(value: unknown): string[] {
  const read = readBlueprint(value);
  const findings = read.ok
    ? checkBlueprint(read.value, { resolve, level: 'executable', policy })
    : read.findings;
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
