import { pointerStep } from '../blueprint/findings.js';
import type { DraftNode, DraftOf } from '../blueprint/types.js';
import { blueprintSchema } from '../generated/blueprint-1.2.0.js';
import type { ModelCatalogue } from '../models.js';
import { nanoOfNumber } from '../money.js';
import { dearer, NOTHING, plus, sum, times, type Amount, type Times } from './amount.js';
import {
  bytesOf,
  callCost,
  mostTokens,
  renderedBytes,
  type CallCost,
  type CallSpec,
  type Parameter,
} from './call.js';

type Config = Readonly<Record<string, unknown>>;

/** What the document of an agent says of the model that it asks, and for how many turns. */
export interface AgentTerms {
  readonly llm_config?: Config;
  readonly max_iterations?: number;
}

/** What of a component says what using it costs. */
export interface CostedComponent {
  /** US dollars: for each call, and for each token that goes in or comes out. */
  readonly cost_estimate?: { readonly base?: number; readonly per_token?: number };
  readonly limits: { readonly output_bytes?: number };
  /** Of an agent: names that stand for its tools. */
  readonly tools?: Readonly<Record<string, string>>;
  /** Of an agent: what its document says of the model that it asks. */
  readonly agent?: AgentTerms;
}

/** Answers for what nodes name. */
export interface Prices {
  readonly catalogue: ModelCatalogue;
  component(name: string): CostedComponent | undefined;
  /** What one run of a workflow costs. */
  workflow(name: string): CallCost;
  /** The component that runs the text of code nodes, where there is one. */
  readonly codeRunner: string | undefined;
}

/** Bytes of the arguments of a tool, and of its output, at most (docs/spec/sandbox.md 11). */
const TOOL_BYTES = 8 * 1024 * 1024;
/** Defaults of blueprints (docs/spec/cost.md 5) and what is expected where only a bound is known (6). */
const TURNS = 10;
const ROUNDS = 10;
const USUAL_ROUNDS = 3;
const USUAL_CONTEXT = 1000;
const USUAL_AGENT_CONTEXT = 5000;
const USUAL_TOOL_TOKENS = 1000n;

/** What of the document of an agent decides what it costs. */
export function agentTerms(document: unknown): AgentTerms {
  const { llm_config: config, max_iterations: turns } = isConfig(document) ? document : {};
  return {
    ...(isConfig(config) ? { llm_config: config } : {}),
    ...(isCount(turns) ? { max_iterations: turns } : {}),
  };
}

/** So many rounds at most; of many, a few are expected. */
export function rounds(most: number, usual = USUAL_ROUNDS): Times {
  return { most: BigInt(most), expected: BigInt(Math.min(most, usual)) };
}

/** What doing `node` once costs, attempts and repetitions aside. What contains others costs what they do. */
export function leafCost(node: DraftNode, prices: Prices): CallCost {
  switch (node.type) {
    case 'tool':
      return toolCost(node.tool_name, prices);
    case 'code':
      return toolCost(prices.codeRunner, prices);
    case 'llm':
      return callCost(llmSpec(node), prices.catalogue);
    case 'agent':
      return agentNodeCost(node, prices);
    case 'workflow':
      return node.workflow_ref === undefined ? NOTHING : prices.workflow(node.workflow_ref);
    case 'recursive':
      return recursionCost(node, prices);
    case 'swarm':
      return swarmCost(node, prices);
    case 'condition':
    case 'loop':
    case 'parallel':
    case 'human':
    case 'monitor':
      break;
  }
  return NOTHING;
}

function toolCost(name: string | undefined, prices: Prices): Amount {
  const component = name === undefined ? undefined : prices.component(name);
  if (!component?.cost_estimate) return NOTHING;
  const { cost_estimate: estimate, limits } = component;
  const base = nanoOfNumber(estimate.base ?? 0) ?? 0n;
  const perToken = nanoOfNumber(estimate.per_token ?? 0) ?? 0n;
  const most = TOOL_BYTES + Math.min(limits.output_bytes ?? TOOL_BYTES, TOOL_BYTES);
  return { bound: base + perToken * BigInt(most), expected: base + perToken * USUAL_TOOL_TOKENS };
}

function llmSpec(node: DraftOf<'llm'>): CallSpec {
  const { prompt = '' } = node;
  const rendered = node.memory_aware === true ? undefined : renderedBytes(prompt);
  const words = prompt.split(/\s+/).filter((word) => word !== '').length;
  return {
    ...specOf(node.llm_config ?? {}, node, '/llm_config'),
    prompt: {
      most: rendered === undefined ? undefined : mostTokens(rendered + formBytes(node)),
      expected: Math.floor((words * 13) / 10) + USUAL_CONTEXT,
    },
  };
}

/** Bytes that a request has besides the prompt: what says how to answer. */
function formBytes(node: DraftOf<'llm'>): number {
  const { llm_config, json_schema, format_specifications, output_format, output_schema } = node;
  const form = { llm_config, json_schema, format_specifications, output_format, output_schema };
  return bytesOf(JSON.stringify(form));
}

/** Tokens that the request of `node` with this prompt has at most (docs/spec/cost.md 4). */
export function promptTokens(node: DraftOf<'llm'>, prompt: string): number {
  return mostTokens(bytesOf(prompt) + formBytes(node));
}

/** What a call is made with; `node` fills what `config` leaves open. `at` is where in the node `config` stands, if it does. */
function specOf(
  config: Config,
  node: { readonly model?: unknown; readonly max_tokens?: unknown; readonly provider?: unknown } = {},
  at?: string,
): Omit<CallSpec, 'prompt'> {
  const model = config.model ?? node.model;
  const provider = config.provider ?? node.provider;
  const { max_context_tokens: context } = config;
  return {
    model: typeof model === 'string' && model !== '' ? model : undefined,
    provider: typeof provider === 'string' ? provider : undefined,
    maxTokens: config.max_tokens ?? node.max_tokens,
    maxContextTokens: typeof context === 'number' && context >= 1 ? context : undefined,
    parameters: parametersOf(config, at),
  };
}

const OWN_MEMBERS: ReadonlySet<string> = new Set(Object.keys(blueprintSchema.$defs.llm_config.properties));

/** What of a configuration goes to the provider as it is: members that we do not know, and `custom_parameters`. */
function parametersOf(config: Config, at: string | undefined): Parameter[] {
  const { custom_parameters: custom } = config;
  const list = (members: Config, from: string): Parameter[] =>
    Object.entries(members).map(([name, value]) => ({
      name,
      value,
      at: at === undefined ? '' : at + from + pointerStep(name),
    }));
  return [
    ...list(config, '').filter(({ name }) => !OWN_MEMBERS.has(name)),
    ...list(isConfig(custom) ? custom : {}, '/custom_parameters'),
  ];
}

interface AgentRun {
  readonly component: CostedComponent | undefined;
  /** What the node says over the document of the agent. */
  readonly config: Config;
  readonly turns: number | undefined;
  readonly tools: readonly string[];
}

function agentNodeCost(node: DraftOf<'agent'>, prices: Prices): CallCost {
  const component = node.package === undefined ? undefined : prices.component(node.package);
  return agentCost(
    {
      component,
      config: {
        ...overridesOf(node.agent_config ?? {}),
        ...present({ model: node.model }),
        ...present(node.llm_config ?? {}),
      },
      turns: node.max_iterations ?? TURNS,
      tools: node.tools ? node.tools.map(({ name }) => name) : Object.values(component?.tools ?? {}),
    },
    prices,
  );
}

/** In each turn the model sees all that was said so far, and may have one tool called. */
function agentCost({ component, config, turns, tools }: AgentRun, prices: Prices): CallCost {
  const merged = { ...component?.agent?.llm_config, ...config };
  const prompt = { most: undefined, expected: USUAL_AGENT_CONTEXT };
  const call = callCost({ ...specOf(merged), prompt }, prices.catalogue);
  const tool = tools.map((name) => toolCost(name, prices)).reduce(dearer, NOTHING);
  const most = turns ?? component?.agent?.max_iterations ?? TURNS;
  return because(times(plus(call, tool), rounds(most)), call);
}

function recursionCost(node: DraftOf<'recursive'>, prices: Prices): CallCost {
  if (node.workflow_ref) return prices.workflow(node.workflow_ref);
  if (!node.agent_package) return NOTHING;
  return namedAgentCost(node.agent_package, {}, prices);
}

/** In each round every agent runs once. */
function swarmCost({ agents = [], max_rounds: most = ROUNDS }: DraftOf<'swarm'>, prices: Prices): CallCost {
  const runs = agents.map(({ package: name, config_overrides: overrides = {} }) =>
    namedAgentCost(name, overrides, prices),
  );
  const odd = runs.find(({ unbound }) => unbound !== undefined);
  return because(times(sum(runs), rounds(most)), odd);
}

/** An agent that the node does not configure itself, except by `overrides` of what its document says. */
function namedAgentCost(name: string, overrides: Config, prices: Prices): CallCost {
  const component = prices.component(name);
  const { max_iterations: turns } = overrides;
  return agentCost(
    {
      component,
      config: overridesOf(overrides),
      turns: isCount(turns) ? turns : undefined,
      tools: Object.values(component?.tools ?? {}),
    },
    prices,
  );
}

/** What a configuration that is merged over the document of an agent says of its model. */
function overridesOf({ llm_config: nested, model, max_tokens, provider }: Config): Config {
  return { ...present({ model, max_tokens, provider }), ...present(isConfig(nested) ? nested : {}) };
}

function because(amount: Amount, cause: CallCost | undefined): CallCost {
  return cause?.unbound && amount.bound === undefined ? { ...amount, unbound: cause.unbound } : amount;
}

/** Members that say something. */
function present(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined && value !== null),
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
