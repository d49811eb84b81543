import type { DraftBlueprint } from '@iceos/core/blueprint';
import { referencesIn } from '@iceos/core/checks';

/**
 * The names under which a blueprint is found by the components it uses: each as it is written, without a range, and
 * without its name space.
 */
export function componentNames(blueprint: DraftBlueprint): string[] {
  const names = new Set<string>();
  for (const { reference } of referencesIn(blueprint)) {
    names.add(reference.name);
    if (reference.namespace !== undefined) names.add(`${reference.namespace}/${reference.name}`);
  }
  return [...names].sort();
}
