import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import { describe, expect, it } from '@jest/globals';
import { readBlueprint } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution, ResolvedComponent } from '@iceos/core/checks';
import { freezeBlueprint, parseFrozen, type FrozenBlueprint } from '@iceos/core/freeze';

interface Vectors {
  readonly interpreter_abi: number;
  readonly code_runner: string;
  readonly components: readonly ResolvedComponent[];
  readonly cases: readonly {
    readonly rule: string;
    readonly blueprint: unknown;
    readonly digest: string;
    readonly frozen: FrozenBlueprint;
  }[];
}
const { components, cases, ...VECTORS } = JSON.parse(
  readFileSync(new URL('./vectors/frozen.json', import.meta.url), 'utf8'),
) as Vectors;

function resolve({ reference: { namespace, name } }: ComponentUse): Resolution {
  const found = components.find((one) => one.name === name && (namespace ?? one.namespace) === one.namespace);
  return found ? { ok: true, component: found } : { ok: false, code: 'unknown' };
}

/** The same value, with the members of every object the other way round. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, one]) => [name, reversed(one)] as const)
      .toReversed(),
  );
}

function freeze(value: unknown) {
  const read = readBlueprint(value);
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  const { interpreter_abi: interpreterAbi, code_runner: codeRunner } = VECTORS;
  const result = freezeBlueprint(read.value, { resolve, interpreterAbi, codeRunner });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.value;
}

describe('freezing (docs/spec/blueprint.md 9.4)', () => {
  it.each(cases)('gives the same bytes as ever: $rule', ({ blueprint, digest, frozen }) => {
    const now = freeze(blueprint);
    expect(now.value).toEqual(frozen);
    expect(now.digest).toBe(digest);
    const text = canonicalize(frozen) ?? '';
    expect(createHash('sha256').update(text).digest('hex')).toBe(digest);
    expect(new TextDecoder().decode(now.bytes)).toBe(text);
  });

  it.each(cases)('does not look at the order of members: $rule', ({ blueprint, digest }) => {
    expect(freeze(reversed(blueprint)).digest).toBe(digest);
  });

  it.each(cases)(
    'gives what can be read again, and frozen again to the same: $rule',
    ({ frozen, digest }) => {
      const { bytes } = freeze(cases.find((one) => one.digest === digest)?.blueprint);
      expect(parseFrozen(bytes)).toEqual({ ok: true, value: frozen });
      const again = freeze(frozen.blueprint).value;
      expect(again.blueprint).toEqual(frozen.blueprint);
      expect(again.plan).toEqual(frozen.plan);
    },
  );

  it('gives another digest for each', () => {
    expect(new Set(cases.map(({ digest }) => digest)).size).toBe(cases.length);
  });
});
