import { costOfTokens, isRefusedModel, MODELS, type ModelCatalogue } from '@iceos/core/models';
import { NodeFailure, type LlmCall, type LlmResult } from './interpreter.js';

export interface ModelOptions {
  /** Answer every call with the echo, whatever provider it names: tests without a network. */
  readonly echoForAll: boolean;
  /** The models that may be asked; those of iceOS unless the operator has others. */
  readonly catalogue?: ModelCatalogue;
}

const ECHOED = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

/**
 * Calls the model that an llm node names. `echo` answers with `ECHO::` and the prompt, always the same, and needs no
 * network. Other providers are not part of this version: they fail with `model-unavailable`. A name that was a template is
 * known only now, so it is judged here: what it costs was computed from the models of the list (docs/spec/cost.md 4).
 */
export function modelCaller({
  echoForAll,
  catalogue = MODELS,
}: ModelOptions): (call: LlmCall) => Promise<LlmResult> {
  return async ({ provider, model, prompt }) => {
    if (isRefusedModel(model)) {
      throw new NodeFailure('model-refused', `The model ${model} is not allowed.`, {
        hint: `Use a current model such as ${catalogue.defaultModel.id}.`,
      });
    }
    if (echoForAll || provider === 'echo') {
      const known = catalogue.find(model, provider);
      return {
        text: `ECHO::${prompt}`,
        usage: ECHOED,
        // So that accounts can be tried: the echo in place of a model is taken to cost what the model does.
        ...(known ? { cost_nano_usd: Number(costOfTokens(known, ECHOED)) } : {}),
      };
    }
    if (!catalogue.find(model, provider)) {
      throw new NodeFailure('model-unknown', `There is no model ${model} of ${provider} in the list.`, {
        hint: 'GET /api/v1/meta/models lists them; the operator adds others with ICE_PRICING_JSON.',
      });
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
