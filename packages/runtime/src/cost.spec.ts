import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBlueprint } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution, ResolvedComponent } from '@iceos/core/checks';
import { digestOf } from '@iceos/core/digest';
import { freezeBlueprint, type FrozenBlueprint } from '@iceos/core/freeze';
import { costOfTokens, MODELS } from '@iceos/core/models';
import { INTERPRETER_ABI, NodeFailure, runBlueprint, type LlmCall, type Services } from './interpreter.js';

const ANY = { type: 'object', additionalProperties: true };
const MODEL_NAMES = ['gpt-4o', 'gpt-4o-mini', 'claude-haiku-4-5', 'deepseek-chat', 'gpt-4'];
/** US dollars. */
const TOOL_PRICES: Readonly<Record<string, { base?: number; per_token?: number }>> = {
  free: {},
  dear: { base: 0.01 },
  metered: { base: 0.000_000_001, per_token: 0.000_000_5 },
};

const NODE = {
  tool: { input_schema: ANY, output_schema: ANY },
  models: { input_schema: ANY, output_schema: ANY },
};

type Draft = Record<string, unknown>;

/** Nodes without ids; `named` gives them. */
const drafts = fc.letrec<{ node: Draft; list: Draft[] }>((tie) => {
  const retries = fc.option(
    fc.oneof(
      fc.record({ retries: fc.integer({ min: 0, max: 2 }) }),
      fc.record({
        retry_policy: fc.record({
          max_attempts: fc.integer({ min: 1, max: 3 }),
          backoff_seconds: fc.constant(0),
        }),
      }),
    ),
    { nil: {} },
  );
  const config = fc
    .record(
      {
        max_tokens: fc.oneof(
          fc.integer({ min: 1, max: 5000 }),
          fc.integer({ min: 1, max: 5000 }).map(String),
        ),
        max_context_tokens: fc.integer({ min: 300, max: 4000 }),
        custom_parameters: fc.record({ n: fc.integer({ min: 1, max: 3 }) }),
      },
      { requiredKeys: [] },
    )
    .chain((rest) => fc.constantFrom(...MODEL_NAMES).map((model) => ({ ...rest, model })));
  const llm = fc
    .record({
      prompt: fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replaceAll('{', '(')),
        fc.constantFrom('Say {{ inputs.text }}', '{{ inputs.text }}', "Pick {{ 'one' }} of {{ 3 }}"),
      ),
      llm_config: config,
      max_tokens: fc.option(fc.integer({ min: 1, max: 9000 })),
      json_schema: fc.option(fc.constant({ type: 'object', description: 'ä'.repeat(50) })),
    })
    .map((fields) => ({ type: 'llm', model: fields.llm_config.model, ...fields }));
  const tool = fc.constantFrom(...Object.keys(TOOL_PRICES)).map((name) => ({
    type: 'tool',
    tool_name: name,
    tool_args: { text: '{{ inputs.text }}' },
    ...NODE.tool,
  }));
  const leaf = fc.tuple(fc.oneof(llm, tool), retries).map(([node, more]) => ({ ...node, ...more }));
  const workflow = fc
    .constantFrom('small', 'nested')
    .map((name) => ({ type: 'workflow', workflow_ref: name }));
  return {
    list: fc.array(tie('node'), { minLength: 1, maxLength: 2 }),
    node: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'nodes' },
      leaf,
      workflow,
      fc
        .record({ max_iterations: fc.integer({ min: 1, max: 3 }), body: tie('list'), parallel: fc.boolean() })
        .map((fields) => ({ type: 'loop', items_source: 'inputs.list', ...fields })),
      fc
        .array(tie('list'), { minLength: 1, maxLength: 2 })
        .map((branches) => ({ type: 'parallel', branches })),
      fc
        .record({ true_path: tie('list'), false_path: tie('list') })
        .map((paths) => ({ type: 'condition', expression: 'flag', ...NODE.models, ...paths })),
    ),
  };
});

const inputs = fc.record({
  text: fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat(60)).map(([text, times]) => text.repeat(times)),
  list: fc.array(fc.integer(), { maxLength: 7 }),
  flag: fc.boolean(),
});

/** The nodes with ids in document order; each may wait for the one before it. */
function named(list: readonly Draft[], chained: boolean, count = { next: 0 }): Draft[] {
  let before: string | undefined;
  return list.map((draft) => {
    const id = `n${count.next++}`;
    const nested: Draft = {};
    for (const member of ['body', 'true_path', 'false_path']) {
      if (Array.isArray(draft[member])) nested[member] = named(draft[member] as Draft[], chained, count);
    }
    if (Array.isArray(draft.branches)) {
      nested.branches = (draft.branches as Draft[][]).map((branch) => named(branch, chained, count));
    }
    const dependencies = chained && before !== undefined ? [before] : [];
    before = id;
    return { ...draft, ...nested, id, dependencies };
  });
}

const WORKFLOWS: Readonly<Record<string, Draft[]>> = {
  small: [
    { id: 'w', type: 'llm', model: 'gpt-4o', prompt: 'Hi', llm_config: { model: 'gpt-4o', max_tokens: 9 } },
    { id: 't', type: 'tool', tool_name: 'dear', tool_args: { text: 'x' }, ...NODE.tool },
  ],
  nested: [
    { id: 'one', type: 'workflow', workflow_ref: 'small' },
    {
      id: 'many',
      type: 'loop',
      items_source: 'inputs.list',
      max_iterations: 2,
      body: [{ id: 'two', type: 'workflow', workflow_ref: 'small' }],
    },
  ],
};

const AGENTS: Readonly<Record<string, NonNullable<ResolvedComponent['agent']>>> = {
  plain: { llm_config: { model: 'gpt-4o-mini', max_tokens: 700 } },
  brief: { llm_config: { model: 'claude-haiku-4-5', max_context_tokens: 2000 }, max_iterations: 2 },
};

function read(nodes: readonly Draft[]) {
  const result = readBlueprint({ schema_version: '1.2.0', nodes });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.value;
}

function resolve({ node_type, text }: ComponentUse): Resolution {
  const digest = digestOf(new TextEncoder().encode(text));
  const component: ResolvedComponent = {
    node_type,
    name: text,
    namespace: 'acme',
    package: 'kit',
    version: '1.0.0',
    component_version: '1.0.0',
    manifest_digest: digest,
    component_digest: digest,
    permissions: [],
    limits: {},
    schema: { input: ANY, output: ANY },
    ...(node_type === 'tool' ? { cost_estimate: TOOL_PRICES[text] ?? {} } : {}),
    ...(node_type === 'agent' ? { agent: AGENTS[text] ?? {}, tools: ['dear', 'free'] } : {}),
    ...(node_type === 'workflow' ? { blueprint: read(WORKFLOWS[text] ?? []) } : {}),
  };
  return { ok: true, component };
}

function freeze(nodes: readonly Draft[]): FrozenBlueprint {
  const result = freezeBlueprint(read(nodes), { resolve, interpreterAbi: INTERPRETER_ABI });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.value.value;
}

/** A provider that counts a token for every byte of a request, answers as long as it may, and fails as often as it likes. */
class Adversary {
  spent = 0n;
  calls = 0;

  constructor(private readonly failing: boolean) {}

  ask(config: Draft, prompt: string, maxTokens: number | undefined): void {
    const model = MODELS.find(String(config.model));
    if (!model) throw new Error(`No model ${String(config.model)}`);
    const answers = Number((config.custom_parameters as Draft | undefined)?.n ?? 1);
    const request = Buffer.byteLength(prompt) + Buffer.byteLength(JSON.stringify(config)) + 50;
    this.calls++;
    this.spent += costOfTokens(model, {
      prompt_tokens: Math.min(request, model.contextWindow),
      completion_tokens: Math.min(maxTokens ?? model.maxOutputTokens, model.maxOutputTokens) * answers,
    });
  }

  use(tool: string, bytes: number): void {
    const { base = 0, per_token: perToken = 0 } = TOOL_PRICES[tool.replace(/^acme\/|@.*$/g, '')] ?? {};
    this.spent += BigInt(Math.round(base * 1e9)) + BigInt(Math.round(perToken * 1e9)) * BigInt(bytes);
  }

  readonly services: Services = {
    toolSchemas: () => ({ input: ANY, output: ANY }),
    callTool: async ({ tool, input }) => {
      this.use(tool, 2 * Buffer.byteLength(JSON.stringify(input)));
      this.fail();
      return { output: input };
    },
    runCode: async ({ input }) => ({ output: input }),
    callModel: async ({ config, model, prompt, maxTokens }: LlmCall) => {
      this.ask({ ...config, model }, prompt, maxTokens);
      this.fail();
      return { text: prompt, usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
    },
  };

  private fail(): void {
    if (this.failing) throw new NodeFailure('model-unavailable', 'again', { retryable: true });
  }
}

async function spend(frozen: FrozenBlueprint, given: Draft, failing: boolean): Promise<Adversary> {
  const adversary = new Adversary(failing);
  await runBlueprint({ nodes: frozen.blueprint.nodes, outputs: undefined, faults: frozen.faults }, given, {
    run: 'r',
    journal: { step: (_path, body) => body(), decide: (body) => body() },
    services: adversary.services,
    workflows: new Map(
      Object.entries(frozen.workflows).map(([name, { blueprint, faults }]) => [
        name,
        { nodes: blueprint.nodes, outputs: undefined, faults },
      ]),
    ),
    policy: 'always_continue',
    onEvents: () => Promise.resolve(),
    signal: new AbortController().signal,
    now: () => new Date(0),
  });
  return adversary;
}

describe('the bound of a frozen blueprint', () => {
  it('is never exceeded by a run, however providers count and fail', async () => {
    let spending = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(drafts.list, fc.boolean(), inputs, fc.boolean()),
        async ([list, chained, given, failing]) => {
          const { cost, ...frozen } = freeze(named(list, chained));
          expect(cost.bound_nano_usd).not.toBeNull();
          expect(cost.expected_nano_usd).toBeLessThanOrEqual(cost.bound_nano_usd ?? 0);
          const { spent } = await spend({ ...frozen, cost }, given, failing);
          if (spent > 0n) spending++;
          expect(spent).toBeLessThanOrEqual(BigInt(cost.bound_nano_usd ?? 0));
        },
      ),
      { numRuns: 150 },
    );
    expect(spending).toBeGreaterThan(50);
  });

  it('is reached by a run that does all that it may, so that nothing in it is there twice', async () => {
    const llm = {
      type: 'llm',
      model: 'gpt-4',
      prompt: '{{ inputs.text }}',
      llm_config: { model: 'gpt-4', max_tokens: 10 },
    };
    const loop = {
      type: 'loop',
      items_source: 'inputs.list',
      max_iterations: 3,
      body: [{ ...llm, retries: 1 }],
    };
    const frozen = freeze(named([loop, { type: 'parallel', branches: [[llm], [llm]] }], true));
    const text = 'x'.repeat(9000);
    const { spent, calls } = await spend(frozen, { text, list: [1, 2, 3, 4] }, true);
    // A failed item ends a loop that is not parallel.
    expect(calls).toBe(2 + 2);
    expect(frozen.cost.bound_nano_usd).toBe((8192 * 30_000 + 10 * 60_000) * (3 * 2 + 2));
    expect(spent).toBe(BigInt((8192 * 30_000 + 10 * 60_000) * 4));
    const { spent: all } = await spend(frozen, { text, list: [1, 2, 3, 4] }, false);
    expect(all).toBe(BigInt((8192 * 30_000 + 10 * 60_000) * 5));
  });
});

/** Nodes that the interpreter leaves to others, done as docs/spec/blueprint.md has them, as dearly as they may be. */
function simulate(node: Draft, chance: () => number, adversary: Adversary): void {
  const upTo = (most: number): number => Math.floor(chance() * (most + 1));
  const agent = (name: string, config: Draft, turns: number | undefined): void => {
    const own = AGENTS[name] ?? {};
    const merged: Draft = { ...own.llm_config, ...config };
    for (let turn = upTo(turns ?? own.max_iterations ?? 10); turn > 0; turn--) {
      const room = Math.min(Number(merged.max_context_tokens ?? 1e9), 1e6);
      const said = Buffer.byteLength(JSON.stringify(merged)) + 50;
      adversary.ask(merged, 'x'.repeat(Math.max(0, room - said)), merged.max_tokens as number | undefined);
      if (chance() < 0.5) adversary.use('dear', 100);
    }
  };
  const attempts = Number(node.retries ?? 0) + 1;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (node.type === 'agent')
      agent(String(node.package), node.llm_config as Draft, node.max_iterations as number);
    if (node.type === 'recursive') {
      for (let round = upTo(node.max_iterations as number); round > 0; round--)
        agent(String(node.agent_package), {}, undefined);
    }
    if (node.type !== 'swarm') continue;
    for (let round = upTo(node.max_rounds as number); round > 0; round--) {
      for (const { package: name, config_overrides: over } of node.agents as Draft[]) {
        const { llm_config: config = {}, max_iterations: turns } = over as Draft;
        agent(String(name), config as Draft, turns as number | undefined);
      }
    }
  }
}

describe('the bound of nodes that ask models in turns', () => {
  const model = fc.constantFrom(...MODEL_NAMES);
  const name = fc.constantFrom(...Object.keys(AGENTS));
  const agents = fc.record({
    type: fc.constant('agent'),
    package: name,
    llm_config: fc.record({ model, max_tokens: fc.integer({ min: 1, max: 4000 }) }),
    max_iterations: fc.integer({ min: 1, max: 12 }),
    retries: fc.integer({ min: 0, max: 2 }),
  });
  const recursions = fc.record({
    type: fc.constant('recursive'),
    recursive_sources: fc.constant(['n0']),
    agent_package: name,
    max_iterations: fc.integer({ min: 1, max: 6 }),
  });
  const overrides = fc.record(
    { max_iterations: fc.integer({ min: 1, max: 3 }), llm_config: fc.record({ model }) },
    { requiredKeys: [] },
  );
  const swarms = fc.record({
    type: fc.constant('swarm'),
    agents: fc
      .array(fc.record({ package: name, config_overrides: overrides }), { minLength: 2, maxLength: 4 })
      .map((list) => list.map((one, at) => ({ ...one, role: `role ${at}` }))),
    max_rounds: fc.integer({ min: 1, max: 4 }),
  });

  it('is never exceeded by what they may do', () => {
    fc.assert(
      fc.property(
        fc.oneof(agents, recursions, swarms),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (draft, chances) => {
          const node = { ...draft, input_schema: ANY, output_schema: ANY };
          const { cost } = freeze(named([node], false));
          const adversary = new Adversary(false);
          simulate(draft, () => chances.next().value ?? 0, adversary);
          expect(cost.bound_nano_usd).not.toBeNull();
          expect(adversary.spent).toBeLessThanOrEqual(BigInt(cost.bound_nano_usd ?? 0));
        },
      ),
      { numRuns: 300 },
    );
  });
});
