import { costOfTokens, isRefusedModel, type Model, type ModelCatalogue } from '@iceos/core/models';
import { formatUsd } from '@iceos/core/money';
import { planFailed, planForbidden } from '../builder.errors.js';

/** A change of a canvas that is proposed. */
export interface Patch {
  readonly action: 'add_node';
  readonly node: Readonly<Record<string, unknown>>;
}

export interface PlanWish {
  /** What the nodes are to do, in words. */
  readonly text: string;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
}

/** The tool that writes down what the model answered. */
const WRITER = 'writer_tool';

/**
 * Two nodes that carry out a wish: a model, and a tool that writes down its answer. No model is asked, so the same wish gives
 * the same plan. `taken` are ids that are in use. Throws `plan-forbidden` for a refused model, `plan-failed` for one that is
 * not listed.
 */
export function planFor(wish: PlanWish, taken: ReadonlySet<string>, catalogue: ModelCatalogue): Patch[] {
  const { provider, id } = modelFor(wish, catalogue);
  const llm = freeId('llm', taken);
  const writer = freeId('writer', taken);
  // Braces in a wish are words of the user, not places to fill in.
  const prompt = wish.text.replaceAll(/\{(?=\{)/g, '{ ');
  return [
    {
      action: 'add_node',
      node: {
        id: llm,
        type: 'llm',
        model: id,
        prompt,
        llm_config: { provider, model: id },
        ...(wish.temperature === undefined ? {} : { temperature: wish.temperature }),
        dependencies: [],
      },
    },
    {
      action: 'add_node',
      node: {
        id: writer,
        type: 'tool',
        tool_name: WRITER,
        tool_args: { notes: `{{ ${llm}.response }}` },
        dependencies: [llm],
      },
    },
  ];
}

function modelFor({ model, provider }: PlanWish, catalogue: ModelCatalogue): Model {
  if (model !== undefined && isRefusedModel(model))
    throw planForbidden(`The model ${model} is not allowed.`, 'Use a current model such as gpt-4o.');
  const found =
    model === undefined
      ? provider === undefined
        ? catalogue.defaultModel
        : catalogue.models.find((listed) => listed.provider === provider)
      : catalogue.find(model, provider);
  if (found) return found;
  const asked = [provider, model].filter((name) => name !== undefined).join('/');
  throw planFailed(`There is no model ${asked}.`, 'GET /api/v1/meta/models lists those there are.');
}

/** What a client says about a conversation that its user had, in `canvas_state.builder_hints`. */
export interface Hints {
  readonly questions?: unknown;
  readonly missing_fields?: unknown;
  readonly usage?: unknown;
  readonly provider?: unknown;
  readonly model?: unknown;
}

/** US dollars that the tokens of the hints cost; 0 where they tell of none, or of a model that nobody has a price for. */
export function costOf({ usage, model, provider }: Hints, wish: PlanWish, catalogue: ModelCatalogue): number {
  const name = typeof model === 'string' ? model : wish.model;
  const from = typeof provider === 'string' ? provider : wish.provider;
  const priced = name === undefined ? catalogue.defaultModel : catalogue.find(name, from);
  const counted = (typeof usage === 'object' && usage !== null ? usage : {}) as Record<string, unknown>;
  const prompt_tokens = countOf(counted['prompt_tokens']);
  const completion_tokens = countOf(counted['completion_tokens']);
  return priced ? Number(formatUsd(costOfTokens(priced, { prompt_tokens, completion_tokens }))) : 0;
}

function countOf(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}

function freeId(base: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(id)) return id;
  }
}
