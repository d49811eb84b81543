import { modelList } from './generated/model-list.js';
import type { ListedModel, ListedProvider } from './generated/models.js';
import { parseUsd } from './money.js';
import type { Model } from './models/model.js';
import { priced, type PriceFault } from './models/prices.js';

export { judgeModels } from './models/judge.js';
export { isRefusedModel } from './models/refused.js';
export type { Model } from './models/model.js';
export type { PriceFault } from './models/prices.js';

export type Provider = Readonly<Pick<ListedProvider, 'label'>> & { readonly id: string };

/** Tokens of a call as providers count them. */
export interface Tokens {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

export type PricingResult =
  | { readonly ok: true; readonly value: ModelCatalogue }
  | { readonly ok: false; readonly faults: readonly PriceFault[] };

/** The one list of models, their prices and what they can do. Immutable; `MODELS` is the one that iceOS comes with. */
export class ModelCatalogue {
  readonly #byName: ReadonlyMap<string, Model>;

  /** `version` says which prices these are: the day of the list, and a digest of what the operator changed. */
  constructor(
    readonly version: string,
    readonly providers: readonly Provider[],
    readonly models: readonly Model[],
    readonly defaultModel: Model,
  ) {
    this.#byName = new Map(models.flatMap((model) => namesOf(model).map((name) => [name, model] as const)));
  }

  /**
   * The model called `name`, which may begin with its provider (`openai/gpt-4o`), or undefined. Names are of one model each,
   * so another of the providers is passed over: it is `openai` where nobody said anything. `custom` and what is no provider
   * here run models of their own, whatever those are called.
   */
  find(name: string, provider?: string): Model | undefined {
    const found = this.#byName.get(name.trim());
    if (!found || provider === undefined || found.provider === provider) return found;
    return provider !== 'custom' && this.providers.some(({ id }) => id === provider) ? found : undefined;
  }

  /** The catalogue with the operator's prices and models over its own (docs/spec/cost.md 3); every fault of `table`. */
  withPrices(table: unknown): PricingResult {
    const { models, digest, faults } = priced(this.models, table);
    if (faults.length > 0) return { ok: false, faults };
    const { id: usual } = this.defaultModel;
    const version = `${this.version}+${digest}`;
    const known = new Map([
      ...models.map(({ provider: id }) => [id, { id, label: id }] as const),
      ...this.providers.map((provider) => [provider.id, provider] as const),
    ]);
    const defaultModel = models.find(({ id }) => id === usual) ?? this.defaultModel;
    return { ok: true, value: new ModelCatalogue(version, [...known.values()], models, defaultModel) };
  }

  /** The catalogue with another model where nobody names one; undefined when it has none of that name. */
  withDefault(name: string): ModelCatalogue | undefined {
    const model = this.find(name);
    return model && new ModelCatalogue(this.version, this.providers, this.models, model);
  }
}

/** What a call of `model` costs, in nano-US-dollars. */
export function costOfTokens(model: Model, { prompt_tokens, completion_tokens }: Tokens): bigint {
  return (
    BigInt(model.inputNanoUsd) * BigInt(prompt_tokens) +
    BigInt(model.outputNanoUsd) * BigInt(completion_tokens)
  );
}

function namesOf({ provider, id, aliases }: Model): string[] {
  return [id, ...aliases].flatMap((name) => [name, `${provider}/${name}`]);
}

function listed(model: ListedModel): Model {
  const price = (text: string): number => Number((parseUsd(text) ?? 0n) / 1_000_000n);
  return {
    provider: model.provider,
    id: model.id,
    aliases: model.aliases ?? [],
    label: model.label,
    inputNanoUsd: price(model.input_usd_per_million),
    outputNanoUsd: price(model.output_usd_per_million),
    contextWindow: model.context_window,
    maxOutputTokens: model.max_output_tokens,
    capabilities: model.capabilities,
  };
}

function builtIn(): ModelCatalogue {
  const models = modelList.models.map(listed);
  const usual = models.find(({ id }) => id === modelList.default_model);
  // The generator has seen to it that there is one.
  if (!usual) throw new Error(`The default model ${modelList.default_model} is not listed.`);
  return new ModelCatalogue(modelList.as_of, modelList.providers, models, usual);
}

/** The models that iceOS comes with, at the prices of the day that `version` names. */
export const MODELS: ModelCatalogue = builtIn();
