import type { BlueprintPolicy } from '@iceos/core/checks';
import { judgeModels, type ModelCatalogue } from '@iceos/core/models';
import type { Settings } from '../settings.js';
import { readPrices } from './prices.js';

/** What is allowed here, and by whose prices; the same whether something is looked at or run. */
export interface LocalPolicy {
  readonly policy: BlueprintPolicy;
  readonly models: ModelCatalogue;
}

/** `strict` is whether only verified manifests count: code that stands in a blueprint is then refused. */
export function localPolicy({ pricing, echoModels }: Settings, strict: boolean): LocalPolicy {
  const models = readPrices(pricing);
  return {
    policy: { inlineCode: !strict, models, model: judgeModels(models, { anyName: echoModels }) },
    models,
  };
}
