import type { BlueprintCode } from '../blueprint/findings.js';
import { costOfTokens, type Model, type ModelCatalogue } from '../models.js';
import { parseTemplate, type Part } from '../template/parse.js';
import { dearer, NOTHING, type Amount } from './amount.js';

/** What one call of a model is made with, as a node or the document of an agent says it. */
export interface CallSpec {
  readonly provider: string | undefined;
  /** A name, or a template of one. */
  readonly model: string | undefined;
  /** Most tokens of the answer; what is no whole number bounds nothing. */
  readonly maxTokens: unknown;
  /** Most tokens of the prompt, which the interpreter sees to (docs/spec/cost.md 4). */
  readonly maxContextTokens: number | undefined;
  /** What goes to the provider as it is. */
  readonly parameters: readonly Parameter[];
  /** Most tokens of the prompt, and what it probably has; undefined where what is put into it has no bound. */
  readonly prompt: { readonly most: number | undefined; readonly expected: number };
}

/** One member of a request that only the provider understands; `at` is where it stands, a pointer from the node. */
export interface Parameter {
  readonly name: string;
  readonly value: unknown;
  readonly at: string;
}

/** Why nothing bounds what something costs. `at` is the member of the node to look at, a pointer. */
export interface Unbound {
  readonly code: Extract<BlueprintCode, `cost-${string}`>;
  readonly at: string;
  readonly detail: string;
}

export type CallCost = Amount & { readonly unbound?: Unbound };

/** Where a call is made that costs nothing: it answers with its prompt. */
const FREE_PROVIDER = 'echo';
/** Tokens that messages, roles and the form of a request add to what it says. */
const ENVELOPE = 64;
/** What is expected of an answer whose length nobody said (docs/spec/cost.md 6). */
const USUAL_ANSWER = 1000;
/** Nano-dollars that a call of a model without a price is expected to cost: never nothing. */
const FLOOR = 1_000_000n;

/** Parameters that make no call cost more than its tokens (docs/spec/cost.md 4). */
const HARMLESS: ReadonlySet<string> = new Set([
  'logit_bias',
  'logprobs',
  'metadata',
  'parallel_tool_calls',
  'reasoning_effort',
  'response_format',
  'seed',
  'stop',
  'top_k',
  'top_logprobs',
  'user',
  'verbosity',
]);
/** The number of answers to one prompt. */
const ANSWERS = 'n';
const MOST_ANSWERS = 1000;

/** What one call costs (docs/spec/cost.md 4). */
export function callCost(spec: CallSpec, catalogue: ModelCatalogue): CallCost {
  if (spec.provider === FREE_PROVIDER) return NOTHING;
  const answers = answersOf(spec.parameters);
  if (typeof answers !== 'number') return { bound: undefined, expected: FLOOR, unbound: answers };
  const { candidates, likely } = modelsOf(spec, catalogue);
  if (candidates.length === 0) return { bound: undefined, expected: FLOOR, unbound: withoutPrice(spec) };
  const bound = candidates.map((model) => costFor(model, spec, answers)).reduce(dearer, NOTHING).bound;
  const { expected } = costFor(likely, spec, answers);
  return { bound, expected: bound !== undefined && expected > bound ? bound : expected };
}

/** Tokens that a request of `bytes` of text has at most: none is of less than a byte. */
export function mostTokens(bytes: number): number {
  return bytes + ENVELOPE;
}

const encoder = new TextEncoder();

export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/** Bytes that `text` has when it is rendered; undefined where that depends on the run. */
export function renderedBytes(text: string): number | undefined {
  const parts = partsOf(text);
  if (!parts) return undefined;
  let bytes = 0;
  for (const part of parts) {
    const literal = typeof part === 'string' ? part : fixed(part);
    if (literal === undefined) return undefined;
    bytes += bytesOf(literal);
  }
  return bytes;
}

function partsOf(text: string): Part[] | undefined {
  try {
    return parseTemplate(text);
  } catch {
    // What cannot be read is a fault of its node, which then asks no model.
    return undefined;
  }
}

function fixed({ operands }: Exclude<Part, string>): string | undefined {
  const texts = operands.map((operand) => (operand.kind === 'literal' ? String(operand.value) : undefined));
  if (texts.includes(undefined)) return undefined;
  // Any of them may be the one; each is shorter than all together.
  return texts.join('');
}

/** The models that may be asked, and the one that probably is. A templated name may come out as any that there is. */
function modelsOf(
  { model: name, provider }: CallSpec,
  catalogue: ModelCatalogue,
): { readonly candidates: readonly Model[]; readonly likely: Model } {
  const usual = catalogue.defaultModel;
  if (name === undefined) return { candidates: [], likely: usual };
  if (!name.includes('{{')) {
    const found = catalogue.find(name, provider);
    return { candidates: found ? [found] : [], likely: found ?? usual };
  }
  const candidates = catalogue.models.filter((model) => catalogue.find(model.id, provider) === model);
  const literals = (partsOf(name) ?? []).flatMap((part) =>
    typeof part === 'string'
      ? []
      : part.operands.flatMap((one) => (one.kind === 'literal' ? [one.value] : [])),
  );
  const [likely] = literals.flatMap((literal) => catalogue.find(String(literal), provider) ?? []);
  return { candidates, likely: likely ?? candidates.find((one) => one === usual) ?? candidates[0] ?? usual };
}

function costFor(model: Model, spec: CallSpec, answers: number): Amount {
  const { prompt, maxTokens, maxContextTokens } = spec;
  const input = Math.min(
    prompt.most ?? model.contextWindow,
    maxContextTokens ?? model.contextWindow,
    model.contextWindow,
  );
  const said = tokensSaid(maxTokens);
  const output = Math.min(said ?? model.maxOutputTokens, model.maxOutputTokens);
  const usual = Math.floor((Math.min(said ?? USUAL_ANSWER, output) * 7) / 10);
  return {
    bound: costOfTokens(model, { prompt_tokens: input, completion_tokens: output * answers }),
    expected: costOfTokens(model, {
      prompt_tokens: Math.min(prompt.expected, input),
      completion_tokens: usual * answers,
    }),
  };
}

/** As the interpreter reads it: a number or the text of one. A template bounds nothing. */
function tokensSaid(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}

function answersOf(parameters: readonly Parameter[]): number | Unbound {
  let answers = 1;
  for (const { name, value, at } of parameters) {
    if (HARMLESS.has(name)) continue;
    const count = name === ANSWERS && Number.isSafeInteger(value) ? Number(value) : 0;
    if (count < 1 || count > MOST_ANSWERS) {
      const detail = `nobody knows what the parameter '${name.slice(0, 80)}' makes a call cost`;
      return { code: 'cost-unbounded', at, detail };
    }
    answers = Math.max(answers, count);
  }
  return answers;
}

function withoutPrice({ model, provider }: CallSpec): Unbound {
  const detail =
    model === undefined
      ? 'it names no model'
      : `the model '${model.slice(0, 80)}' of ${provider ?? 'any provider'} has no price here`;
  return { code: 'cost-unknown', at: '', detail };
}
