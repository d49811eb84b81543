import type { ListedModel } from '../generated/models.js';

/** A model that blueprints may name. Prices are nano-US-dollars for a token (docs/spec/cost.md 1). */
export interface Model {
  /** `openai`, `anthropic`, `google`, `deepseek` or, where the operator added it, any other. */
  readonly provider: string;
  readonly id: string;
  /** Other names that mean the same model. */
  readonly aliases: readonly string[];
  readonly label: string;
  readonly inputNanoUsd: number;
  readonly outputNanoUsd: number;
  /** Most tokens of one call, input and output together. */
  readonly contextWindow: number;
  /** Most tokens that one call may give, reasoning included. */
  readonly maxOutputTokens: number;
  readonly capabilities: readonly ListedModel['capabilities'][number][];
}
