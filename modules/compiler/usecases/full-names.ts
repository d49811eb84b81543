import type { DraftBlueprint } from '@iceos/core/blueprint';
import { referencesIn, type ComponentUse } from '@iceos/core/checks';

/**
 * A copy of `blueprint` in which `nameOf` says how each component is named. Where it says nothing the name stays as it is
 * written.
 */
export function withNames(
  blueprint: DraftBlueprint,
  nameOf: (use: ComponentUse) => string | undefined,
): DraftBlueprint {
  const copy = structuredClone(blueprint);
  for (const use of referencesIn(blueprint)) {
    const name = nameOf(use);
    if (name !== undefined) put(copy, use.pointer, name);
  }
  return copy;
}

/** Pointers of names hold member names of blueprints and indexes, which need no unescaping. */
function put(document: object, pointer: string, value: string): void {
  const steps = pointer.slice(1).split('/');
  const last = steps.pop() ?? '';
  let at = document as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  at[last] = value;
}
