import type { FreezeOptions } from '@iceos/core/freeze';
import { INTERPRETER_ABI } from '@iceos/runtime/interpreter';
import type { AppConfig } from '../../../src/config/app-config.js';
import { FIRST_PARTY } from '../../registry/registry.service.js';
import { blueprintPolicy } from './blueprint-policy.js';

/** The component that runs the source of code nodes. */
export const CODE_RUNNER = `${FIRST_PARTY}/code_runner`;

/** How this cluster freezes, whatever is frozen. */
export function freezingOptions(config: AppConfig): Omit<FreezeOptions, 'resolve' | 'source'> {
  return {
    interpreterAbi: INTERPRETER_ABI,
    codeRunner: CODE_RUNNER,
    policy: blueprintPolicy(config),
    models: config.models.catalogue,
  };
}
