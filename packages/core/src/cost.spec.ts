import { describe, expect, it } from '@jest/globals';
import { readBlueprint } from './blueprint.js';
import { checkBlueprint } from './checks.js';
import { agentTerms, costOf, exceedsBudget, promptTokens, type Cost, type CostedComponent } from './cost.js';
import { canonicalBytes, type Json } from './canonical.js';
import { freezeBlueprint, parseFrozen } from './freeze.js';
import { MODELS } from './models.js';

type Draft = Record<string, unknown>;

const KNOWN: Readonly<Record<string, CostedComponent>> = {
  dear: { limits: {}, cost_estimate: { base: 0.01 } },
  metered: { limits: { output_bytes: 1000 }, cost_estimate: { base: 0, per_token: 1e-9 } },
  free: { limits: {} },
  helper: { limits: {}, tools: { t: 'dear' }, agent: { llm_config: { model: 'gpt-4', max_tokens: 100 } } },
  quick: { limits: {}, agent: { llm_config: { model: 'gpt-4', max_tokens: 100 }, max_iterations: 2 } },
  vague: { limits: {} },
};

function flow(nodes: readonly Draft[], faults: readonly string[] = []) {
  const read = readBlueprint({ nodes });
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  return { blueprint: read.value, faults: Object.fromEntries(faults.map((id) => [id, []])) };
}

function costs(
  nodes: readonly Draft[],
  more: { faults?: string[]; workflows?: Record<string, Draft[]> } = {},
): Cost {
  const workflows = Object.entries(more.workflows ?? {}).map(([name, inner]) => [name, flow(inner)] as const);
  return costOf(
    {
      ...flow(nodes, more.faults),
      components: KNOWN,
      workflows: Object.fromEntries(workflows),
      code_runner: 'dear',
    },
    MODELS,
  );
}

const boundOf = (...nodes: Draft[]): number | null => costs(nodes).bound_nano_usd;

/** Reads the inputs, so that its prompt fills the context window: 8,192 × 30,000 + 100 × 60,000. */
const ask = (more: Draft = {}, config: Draft = {}): Draft => ({
  id: 'ask',
  type: 'llm',
  model: 'gpt-4',
  prompt: '{{ inputs.text }}',
  llm_config: { model: 'gpt-4', max_tokens: 100, ...config },
  ...more,
});
const ASK = 8192 * 30_000 + 100 * 60_000;
const CENT = 10_000_000;
const tool = (name: string, more: Draft = {}): Draft => ({
  id: name,
  type: 'tool',
  tool_name: name,
  ...more,
});
const loop = (body: Draft[], more: Draft = {}): Draft => ({
  id: 'loop',
  type: 'loop',
  items_source: 'inputs.list',
  body,
  ...more,
});

describe('the bound of one call', () => {
  it('is the context window and the longest answer where nothing else is said', () => {
    expect(boundOf(ask())).toBe(ASK);
    expect(boundOf(ask({}, { max_tokens: null }))).toBe(8192 * 30_000 + 8192 * 60_000);
    expect(boundOf(ask({}, { max_tokens: 1_000_000 }))).toBe(8192 * 30_000 + 8192 * 60_000);
  });

  it('takes a prompt that is the same in every run by its bytes, with all that goes with it', () => {
    const node = ask({ prompt: "Hé, {{ 'you' }}!" });
    const read = flow([node]).blueprint.nodes[0];
    if (read?.type !== 'llm') throw new Error('no llm node');
    const tokens = promptTokens(read, 'Hé, you!');
    expect(tokens).toBeGreaterThan('Hé, you!'.length + 1);
    expect(boundOf(node)).toBe(tokens * 30_000 + 100 * 60_000);
    const wide = ask({ prompt: 'Hé', json_schema: { title: 'x'.repeat(500) } });
    expect(boundOf(wide)).toBeGreaterThan(boundOf(ask({ prompt: 'Hé' })) ?? 0);
  });

  it('is lower by max_context_tokens, and higher by the number of answers', () => {
    expect(boundOf(ask({}, { max_context_tokens: 500 }))).toBe(500 * 30_000 + 100 * 60_000);
    expect(boundOf(ask({}, { custom_parameters: { n: 3, seed: 1 } }))).toBe(8192 * 30_000 + 300 * 60_000);
    expect(boundOf(ask({}, { n: 2, custom_parameters: {}, top_p: 0.5 }))).toBe(8192 * 30_000 + 200 * 60_000);
  });

  it('fills the window when memory is put before the prompt', () => {
    expect(boundOf(ask({ prompt: 'Hi', memory_aware: true }))).toBe(ASK);
  });

  it('is that of the dearest model where the name is known only in the run', () => {
    const name = "{{ inputs.model or 'gpt-4o' }}";
    const bounds = MODELS.models.map(({ id }) => boundOf(ask({}, { model: id })) ?? 0);
    expect(boundOf(ask({ model: name }, { model: name }))).toBe(Math.max(...bounds));
  });

  it('is nothing for the provider that echoes', () => {
    expect(costs([ask({}, { provider: 'echo', model: 'any' })])).toMatchObject({
      bound_nano_usd: 0,
      expected_nano_usd: 0,
      drivers: [],
    });
  });

  it('is that of the manifest for tools and for the runner of code', () => {
    expect(boundOf(tool('free'), tool('nobody'))).toBe(0);
    expect(boundOf(tool('dear'))).toBe(CENT);
    expect(boundOf(tool('metered'))).toBe(8 * 1024 * 1024 + 1000);
    expect(boundOf({ id: 'code', type: 'code', code: 'x' })).toBe(CENT);
  });
});

describe('the bound of a blueprint', () => {
  it('adds up nodes, and multiplies by attempts', () => {
    expect(boundOf(ask(), tool('dear', { retries: 2 }))).toBe(ASK + 3 * CENT);
    expect(boundOf(tool('dear', { retry_policy: {}, retries: 9 }))).toBe(3 * CENT);
  });

  it('multiplies by the iterations of every loop around, and by the attempts of what is around', () => {
    const inner = loop([tool('dear')], { id: 'inner', max_iterations: 5, retries: 1 });
    expect(boundOf(loop([inner, tool('metered')], { max_iterations: 3 }))).toBe(
      3 * (5 * 2 * CENT + 8 * 1024 * 1024 + 1000),
    );
  });

  it('takes the dearer path of a condition, and every branch of a parallel node', () => {
    const paths = { true_path: [tool('dear')], false_path: [ask()] };
    expect(boundOf({ id: 'if', type: 'condition', expression: 'x', ...paths })).toBe(ASK);
    expect(boundOf({ id: 'all', type: 'parallel', branches: [[tool('dear')], [ask()]] })).toBe(CENT + ASK);
  });

  it('takes a workflow as often as it is run', () => {
    const workflows = {
      sub: [tool('dear'), { id: 'again', type: 'workflow', workflow_ref: 'deep' }],
      deep: [ask()],
    };
    const use = (id: string): Draft => ({ id, type: 'workflow', workflow_ref: 'sub' });
    const { bound_nano_usd: bound } = costs([use('a'), loop([use('b')], { max_iterations: 4 })], {
      workflows,
    });
    expect(bound).toBe(5 * (CENT + ASK));
  });

  it('takes an agent for all its turns, in each a call with everything said so far and its dearest tool', () => {
    const agent = { id: 'agent', type: 'agent', package: 'helper', llm_config: { max_tokens: 50 } };
    const turn = 8192 * 30_000 + 50 * 60_000 + CENT;
    expect(boundOf(agent)).toBe(10 * turn);
    expect(boundOf({ ...agent, max_iterations: 3, retries: 1 })).toBe(6 * turn);
    expect(boundOf({ ...agent, tools: [{ name: 'free' }, { name: 'metered' }] })).toBe(
      10 * (turn - CENT + 8 * 1024 * 1024 + 1000),
    );
  });

  it('takes for an agent what the node says, then its `agent_config`, then its document', () => {
    const agent = { id: 'agent', type: 'agent', package: 'quick', max_iterations: 1 };
    const cheap = { model: 'gpt-4o-mini', max_tokens: 1 };
    const mini = 128_000 * 150 + 600;
    expect(boundOf({ ...agent, agent_config: cheap })).toBe(mini);
    expect(
      boundOf({ ...agent, agent_config: { llm_config: { ...cheap, custom_parameters: { n: 2 } } } }),
    ).toBe(mini + 600);
    expect(boundOf({ ...agent, agent_config: cheap, llm_config: { model: 'gpt-4' } })).toBe(
      8192 * 30_000 + 60_000,
    );
  });

  it('takes every agent of a swarm for every round, and a recursion for all of its own', () => {
    const agents = [
      { package: 'quick', role: 'a' },
      { package: 'quick', role: 'b', config_overrides: { max_iterations: 3, max_tokens: 1 } },
    ];
    const swarm = { id: 'swarm', type: 'swarm', agents, max_rounds: 4 };
    expect(boundOf(swarm)).toBe(4 * (2 * ASK + 3 * (8192 * 30_000 + 60_000)));
    const again = { id: 'again', type: 'recursive', recursive_sources: ['dear'], agent_package: 'quick' };
    expect(boundOf(tool('dear'), again)).toBe(CENT + 50 * 2 * ASK);
  });

  it('takes every node on a way through a recursion as often as it comes round', () => {
    const ring = [
      tool('dear', { dependencies: ['again'] }),
      { id: 'middle', type: 'tool', tool_name: 'dear', dependencies: ['dear'] },
      {
        id: 'again',
        type: 'recursive',
        recursive_sources: ['dear'],
        agent_package: 'quick',
        max_iterations: 7,
        dependencies: ['middle'],
      },
      { id: 'after', type: 'tool', tool_name: 'dear', dependencies: ['again'] },
    ];
    expect(boundOf(...ring)).toBe(7 * (2 * CENT + 2 * ASK) + CENT);
  });

  it('leaves out what fails before it does anything', () => {
    expect(costs([ask(), tool('dear')], { faults: ['ask'] }).bound_nano_usd).toBe(CENT);
    expect(costs([loop([ask()])], { faults: ['loop'] })).toMatchObject({ bound_nano_usd: 0, unbounded: [] });
  });
});

describe('what has no bound', () => {
  it.each<[string, Draft[], string, string]>([
    ['a loop over a list of any length', [loop([ask()])], 'cost-unbounded', '/nodes/0'],
    ['a model without a price', [ask({}, { model: 'mystery-9' })], 'cost-unknown', '/nodes/0'],
    ['a model of the author', [ask({}, { provider: 'custom' })], 'cost-unknown', '/nodes/0'],
    [
      'an agent that names no model',
      [{ id: 'a', type: 'agent', package: 'vague' }],
      'cost-unknown',
      '/nodes/0',
    ],
    [
      'a parameter that may cost anything',
      [tool('free'), ask({}, { custom_parameters: { web_search_options: {} } })],
      'cost-unbounded',
      '/nodes/1/llm_config/custom_parameters/web_search_options',
    ],
    [
      'a member that goes to the provider as it is',
      [ask({}, { max_completion_tokens: 5, temperature: 1 })],
      'cost-unbounded',
      '/nodes/0/llm_config/max_completion_tokens',
    ],
    [
      'a number of answers that is none',
      [ask({}, { custom_parameters: { n: '{{ inputs.n }}' } })],
      'cost-unbounded',
      '/nodes/0/llm_config/custom_parameters/n',
    ],
    [
      'more than a document can state',
      [loop([loop([ask()], { id: 'x', max_iterations: 1_000_000 })], { max_iterations: 1_000_000 })],
      'cost-excessive',
      '',
    ],
  ])('says why: %s', (_, nodes, code, pointer) => {
    const cost = costs(nodes);
    expect(cost.bound_nano_usd).toBeNull();
    expect(cost.unbounded).toMatchObject([{ code, pointer }]);
    expect(cost.expected_nano_usd).toBeGreaterThan(0);
    expect(exceedsBudget(cost, 10n ** 18n)).toBe(true);
  });

  it('names the place in this blueprint for what is inside a workflow', () => {
    const workflows = { sub: [loop([ask()])] };
    const cost = costs([tool('free'), { id: 'use', type: 'workflow', workflow_ref: 'sub' }], { workflows });
    expect(cost.unbounded).toMatchObject([{ code: 'cost-unbounded', node_id: 'use', pointer: '/nodes/1' }]);
    expect(cost.unbounded[0]?.detail).toContain("'sub', node 'loop'");
  });

  it('is not a loop in which nothing costs', () => {
    expect(costs([loop([tool('free'), { id: 'h', type: 'human', prompt_message: 'ok?' }])])).toMatchObject({
      bound_nano_usd: 0,
      unbounded: [],
    });
  });
});

describe('checking a blueprint', () => {
  const found = (nodes: readonly Draft[], models = true) =>
    checkBlueprint(flow(nodes).blueprint, {
      resolve: () => ({ ok: false, code: 'unknown' }),
      level: 'executable',
      policy: models ? { models: MODELS } : {},
    }).filter(({ code }) => code.startsWith('cost-'));

  it('tells what has no bound, where, and how to give it one', () => {
    const odd = ask({ id: 'odd' }, { custom_parameters: { web_search_options: {} } });
    expect(found([loop([ask()]), odd])).toMatchObject([
      {
        code: 'cost-unbounded',
        pointer: '/nodes/0',
        severity: 'warning',
        fix: expect.stringContaining('max_iterations'),
      },
      {
        code: 'cost-unbounded',
        pointer: '/nodes/1/llm_config/custom_parameters/web_search_options',
        severity: 'warning',
        nodeId: 'odd',
      },
    ]);
  });

  it('says nothing of what is bounded or free, nor where nobody gave a list of models', () => {
    expect(found([loop([ask()], { max_iterations: 3 }), loop([tool('free')], { id: 'other' })])).toEqual([]);
    expect(found([loop([ask()])], false)).toEqual([]);
  });
});

describe('what is expected', () => {
  it('is a usual prompt and most of a usual answer', () => {
    const { expected_nano_usd: expected } = costs([ask({ prompt: 'Say {{ inputs.text }} now' })]);
    expect(expected).toBe((1000 + 6) * 30_000 + 70 * 60_000);
  });

  it('is at most the bound', () => {
    const small = costs([ask({ prompt: 'Hi' }, { max_tokens: 1 })]);
    expect(small.expected_nano_usd).toBeLessThanOrEqual(small.bound_nano_usd ?? 0);
  });

  it('is ten items of a longer list, and between the two paths of a condition', () => {
    expect(costs([loop([tool('dear')], { max_iterations: 500 })]).expected_nano_usd).toBe(10 * CENT);
    const one = { id: 'if', type: 'condition', expression: 'x', true_path: [tool('dear')] };
    expect(costs([one]).expected_nano_usd).toBe(CENT / 2);
  });
});

describe('what to lower', () => {
  it('is told with pointers, the dearest first, ten at most', () => {
    const cheap = Array.from({ length: 12 }, (_, at) => ({ id: `t${at}`, type: 'tool', tool_name: 'dear' }));
    const cost = costs([...cheap, loop([ask({ retries: 1 })], { max_iterations: 2 })]);
    expect(cost.drivers).toHaveLength(10);
    expect(cost.drivers[0]).toEqual({
      node_id: 'ask',
      node_type: 'llm',
      pointer: '/nodes/12/body/0',
      times: 4,
      bound_nano_usd: 4 * ASK,
      expected_nano_usd: 2 * ((1000 + 3) * 30_000 + 70 * 60_000),
    });
    expect(cost.drivers[1]?.node_id).toBe('t0');
  });

  it('begins with what has no bound', () => {
    const cost = costs([ask(), tool('dear'), loop([tool('dear', { id: 'deep' })], { id: 'endless' })]);
    expect(cost.drivers.map(({ node_id }) => node_id)).toEqual(['deep', 'ask', 'dear']);
    expect(cost.drivers[0]).toMatchObject({ times: null, bound_nano_usd: null });
  });
});

describe('a budget', () => {
  it('is exceeded by more than it, and by what has no bound', () => {
    const cost = costs([tool('dear')]);
    expect([0n, BigInt(CENT) - 1n, BigInt(CENT)].map((budget) => exceedsBudget(cost, budget))).toEqual([
      true,
      true,
      false,
    ]);
    expect(exceedsBudget(costs([tool('free')]), 0n)).toBe(false);
  });
});

describe('the document of an agent', () => {
  it('gives what decides the cost, whatever else is in it', () => {
    expect(agentTerms({ llm_config: { model: 'gpt-4o' }, max_iterations: 4, tools: [] })).toEqual({
      llm_config: { model: 'gpt-4o' },
      max_iterations: 4,
    });
    for (const odd of [null, 1, [], { llm_config: 'x', max_iterations: 0 }])
      expect(agentTerms(odd)).toEqual({});
  });
});

describe('a frozen blueprint', () => {
  const frozen = (models = MODELS) => {
    const { blueprint } = flow([ask(), loop([ask({ id: 'inner' })])]);
    const options = { resolve: () => ({ ok: false, code: 'unknown' }) as const, interpreterAbi: 1, models };
    const result = freezeBlueprint(blueprint, options);
    if (!result.ok) throw new Error(JSON.stringify(result.findings));
    return result.value;
  };
  const parsed = (cost: unknown) =>
    parseFrozen(canonicalBytes({ ...frozen().value, cost } as unknown as Json));

  it('states its cost, by the prices that it was frozen with', () => {
    const { value, bytes } = frozen();
    expect(value.cost).toMatchObject({ catalogue: MODELS.version, bound_nano_usd: null });
    expect(parseFrozen(bytes)).toMatchObject({ ok: true, value: { cost: value.cost } });
    const dearer = MODELS.withPrices({ 'gpt-4': { input_usd_per_million: '60' } });
    const other = frozen(dearer.ok ? dearer.value : undefined);
    expect(other.value.cost.catalogue).not.toBe(MODELS.version);
    expect(other.value.cost.expected_nano_usd).toBeGreaterThan(value.cost.expected_nano_usd);
  });

  it('is refused when what it states of its cost is none', () => {
    const { cost } = frozen().value;
    expect(parsed(cost).ok).toBe(true);
    for (const odd of [
      undefined,
      null,
      {},
      { ...cost, bound_nano_usd: -1 },
      { ...cost, bound_nano_usd: '1' },
      { ...cost, bound_nano_usd: 0.5 },
      { ...cost, expected_nano_usd: null },
      { ...cost, drivers: {} },
      { ...cost, unbounded: ['x'] },
    ])
      expect(parsed(odd)).toMatchObject({ ok: false, code: 'frozen-invalid' });
  });
});
