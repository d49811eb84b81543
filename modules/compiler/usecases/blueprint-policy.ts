import type { BlueprintPolicy } from '@iceos/core/checks';
import { judgeModels } from '@iceos/core/models';
import type { AppConfig } from '../../../src/config/app-config.js';

/**
 * Outside signed bundles, a strict cluster runs no code that is not asked for by its operator. Models are those of the list,
 * unless every one of them only echoes.
 */
export function blueprintPolicy({ sandbox, noDynamic, models }: AppConfig): BlueprintPolicy {
  return {
    inlineCode: sandbox.inlineCode ?? !noDynamic,
    models: models.catalogue,
    model: judgeModels(models.catalogue, { anyName: models.echoForAll }),
  };
}
