import { NodeFailure, type LlmCall, type LlmResult } from './interpreter.js';

export interface ModelOptions {
  /** Answer every call with the echo, whatever provider it names: tests without a network. */
  readonly echoForAll: boolean;
}

/**
 * Calls the model that an llm node names. `echo` answers with `ECHO::` and the prompt, always the same, and needs no
 * network. Other providers are not part of this version: they fail with `model-unavailable`.
 */
export function modelCaller({ echoForAll }: ModelOptions): (call: LlmCall) => Promise<LlmResult> {
  return async ({ provider, model, prompt }) => {
    if (echoForAll || provider === 'echo') {
      return { text: `ECHO::${prompt}`, usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
    }
    throw new NodeFailure(
      'model-unavailable',
      `There is no provider ${provider} for the model ${model} here.`,
      {
        hint: 'Use the provider `echo`, which answers with its prompt.',
      },
    );
  };
}
