import type { BlueprintPolicy } from '@iceos/core/checks';
import type { FreezeOptions } from '@iceos/core/freeze';
import { INTERPRETER_ABI } from '@iceos/runtime/interpreter';
import type { AppConfig } from '../../../src/config/app-config.js';
import { CODE_RUNNER } from '../../registry/component-table.js';

/**
 * How this cluster checks and freezes, whatever it is. Which models there are the checking threads know. Outside signed
 * bundles, a strict cluster runs no code that is not asked for by its operator.
 */
export function freezingTerms({ sandbox, noDynamic }: AppConfig): Pick<
  FreezeOptions,
  'interpreterAbi' | 'codeRunner'
> & {
  readonly policy: Pick<BlueprintPolicy, 'inlineCode'>;
} {
  return {
    interpreterAbi: INTERPRETER_ABI,
    codeRunner: CODE_RUNNER,
    policy: { inlineCode: sandbox.inlineCode ?? !noDynamic },
  };
}
