import type { Path } from '../../template.js';
import { ANY, declaredNames, memberOf, type Rule, type Step } from './rules.js';

/** Where a path ends, by the types on its way. */
export type Arrival =
  | { readonly at: 'value'; readonly type: Rule }
  /** Certainly nowhere: what stands before step number `step` has no such member. */
  | { readonly at: 'nowhere'; readonly step: number; readonly from: Rule }
  /** At something that is not declared where other members are. */
  | { readonly at: 'undeclared'; readonly step: number; readonly declared: readonly string[] };

/** Steps of a dot path (docs/spec/blueprint.md 7.2): digits are a member of an object or an item of a list. */
export function dotSteps(path: string): Step[] {
  if (path === '' || path === '.') return [];
  return path.split('.').map((name) => (/^\d{1,9}$/.test(name) ? { name, index: Number(name) } : { name }));
}

/** Steps of a path in a template. */
export function templateSteps({ steps }: Path): Step[] {
  return steps.map((step) => (typeof step === 'number' ? { index: step } : { name: step }));
}

/** Follows `steps` from a value of type `root`. */
export function follow(root: Rule, steps: readonly Step[]): Arrival {
  let type = root;
  for (const [step, one] of steps.entries()) {
    const declared = declaredNames(type);
    const next = memberOf(type, one);
    if (!next) return { at: 'nowhere', step, from: type };
    if (declared && one.name !== undefined && !declared.includes(one.name)) {
      return { at: 'undeclared', step, declared };
    }
    type = next;
  }
  return { at: 'value', type };
}

/** The type at the end of a path; anything where the path is at fault, which is told elsewhere. */
export function typeAt(root: Rule, steps: readonly Step[]): Rule {
  const arrival = follow(root, steps);
  return arrival.at === 'value' ? arrival.type : ANY;
}
