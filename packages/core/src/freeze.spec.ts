import { describe, expect, it } from '@jest/globals';
import { component, resolve } from '../../../test/blueprints/components.js';
import { validBlueprint } from '../../../test/blueprints/valid.js';
import { readBlueprint, type DraftBlueprint } from './blueprint.js';
import { checkBlueprint, neededPermissions, type ComponentUse, type ResolvedComponent } from './checks.js';
import { freezeBlueprint, type FreezeResult } from './freeze.js';

type Node = Record<string, unknown>;

function read(...nodes: Node[]): DraftBlueprint {
  const result = readBlueprint({ nodes });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.value;
}

const running = (name: string): Node => ({ id: `run_${name}`, type: 'workflow', workflow_ref: name });

/** Workflows by name, each of which runs those that are listed. */
function flows(table: Readonly<Record<string, readonly string[]>>) {
  const components = new Map<string, ResolvedComponent>(
    Object.entries(table).map(([name, inner]) => [
      name,
      component('workflow', name, {
        blueprint: read({ id: 'h', type: 'human', prompt_message: 'x' }, ...inner.map(running)),
      }),
    ]),
  );
  return (use: ComponentUse) => {
    const found = components.get(use.reference.name);
    return found ? ({ ok: true, component: found } as const) : resolve(use);
  };
}

const freeze = (
  blueprint: DraftBlueprint,
  resolver: Parameters<typeof freezeBlueprint>[1]['resolve'],
): FreezeResult =>
  freezeBlueprint(blueprint, { resolve: resolver, interpreterAbi: 1, codeRunner: 'iceos/code_runner' });

function findings(result: FreezeResult): string[] {
  return result.ok ? [] : result.findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('freezing sub-workflows', () => {
  it.each([
    ['itself', { a: ['a'] }],
    ['one that runs it', { a: ['b'], b: ['a'] }],
    ['a ring further down', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }],
  ])('refuses a workflow that runs %s', (_what, table) => {
    expect(
      findings(freeze(read({ id: 'x', type: 'human', prompt_message: 'x' }, running('a')), flows(table))),
    ).toEqual(['workflow-cycle /nodes/1/workflow_ref']);
  });

  it('refuses more than 16 inside each other, and takes 16', () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, at) => [`f${at}x`, at + 1 < length ? [`f${at + 1}x`] : []]),
      );
    expect(findings(freeze(read(running('f0x')), flows(chain(16))))).toEqual([]);
    expect(findings(freeze(read(running('f0x')), flows(chain(17))))).toEqual([
      'workflow-too-deep /nodes/0/workflow_ref',
    ]);
  });

  it('freezes what many run only once', () => {
    const names = Array.from({ length: 12 }, (_, at) => `f${at}x`);
    const lattice = Object.fromEntries(names.map((name, at) => [name, names.slice(at + 1)]));
    const result = freeze(read(running('f0x')), flows(lattice));
    expect(result.ok && Object.keys(result.value.value.workflows)).toHaveLength(12);
  });

  it('tells of what is wrong inside of one where it is named', () => {
    const broken = component('workflow', 'broken', {
      blueprint: read({ id: 'a', type: 'human', prompt_message: 'x', dependencies: ['gone'] }),
    });
    const resolver = (use: ComponentUse) =>
      use.reference.name === 'broken' ? ({ ok: true, component: broken } as const) : resolve(use);
    const result = freeze(read(running('broken')), resolver);
    expect(findings(result)).toEqual(['workflow-invalid /nodes/0/workflow_ref']);
    expect(!result.ok && result.findings[0]?.detail).toContain('/nodes/0/dependencies/0');
  });

  it('refuses a component that the load gate refuses, with its code', () => {
    const blueprint = read({ id: 'a', type: 'tool', tool_name: 'revoked' });
    expect(freeze(blueprint, resolve)).toMatchObject({
      ok: false,
      findings: [{ code: 'component-refused', pointer: '/nodes/0/tool_name', refusal: 'key-revoked' }],
    });
  });
});

describe('freezing generated blueprints', () => {
  it('takes every one in which nothing was found, and needs the permissions that are shown', () => {
    for (let seed = 0; seed < 100; seed++) {
      const blueprint = validBlueprint(seed) as DraftBlueprint;
      expect(checkBlueprint(blueprint, { resolve, level: 'executable' })).toEqual([]);
      const result = freeze(blueprint, resolve);
      expect(findings(result)).toEqual([]);
      if (!result.ok) continue;
      const { value } = result.value;
      expect(value.permissions).toEqual(neededPermissions(blueprint, resolve));
      expect(value.faults).toEqual({});
      expect(value.plan.levels.flat().toSorted()).toEqual(value.plan.order.toSorted());
      expect(value.plan.critical_path).toHaveLength(value.plan.levels.length);
    }
  });
});
