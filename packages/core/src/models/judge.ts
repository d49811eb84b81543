import { nearest } from '../blueprint/nearest.js';
import type { BlueprintPolicy } from '../checks/policy.js';
import type { ModelCatalogue } from '../models.js';

/** Calls of this provider cost nothing and answer with their prompt, whatever the model is called. */
const ECHO = 'echo';

/** What checks ask about models: whether the list has them (docs/spec/blueprint.md 4). `anyName` lets every name pass. */
export function judgeModels(
  catalogue: ModelCatalogue,
  { anyName = false }: { readonly anyName?: boolean } = {},
): NonNullable<BlueprintPolicy['model']> {
  return ({ model, provider }) => {
    if (anyName || provider === ECHO || catalogue.find(model, provider)) return { standing: 'allowed' };
    const names = catalogue.models.flatMap(({ id, aliases }) => [id, ...aliases]);
    const meant = provider === 'custom' ? undefined : nearest(model, names);
    return {
      standing: 'unknown',
      detail: `There is no model '${model.slice(0, 80)}'${provider === undefined ? '' : ` of ${provider}`} in the list.`,
      fix: meant
        ? `Did you mean '${meant}'?`
        : `Use a model of the list, such as ${catalogue.defaultModel.id}, or have the operator add it (ICE_PRICING_JSON).`,
    };
  };
}
