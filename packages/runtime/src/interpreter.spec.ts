import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Blueprint } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';
import {
  runBlueprint,
  RunCanceled,
  type Journal,
  type Outcome,
  type RunEvent,
  type RunOptions,
  type RunResult,
  type Services,
  type ToolCall,
} from './interpreter.js';

type Nodes = Blueprint['nodes'];
type Tool = (input: Record<string, Json>, call: ToolCall) => Json | Promise<Json>;

class Boom extends Error {}

const TOOLS: Record<string, Tool> = {
  echo: (input) => input,
  add: ({ a, b }) => ({ sum: (a as number) + (b as number) }),
  list: ({ n }) => ({ items: Array.from({ length: n as number }, (_, index) => index) }),
  fail: () => {
    throw new Boom('it broke');
  },
  wait: async ({ ms }) => {
    await new Promise((resolve) => setTimeout(resolve, (ms as number) ?? 5));
    return { waited: ms ?? 5 };
  },
};

const SCHEMAS: Record<string, Record<string, unknown>> = {
  add: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
    additionalProperties: false,
  },
  list: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
  wait: { type: 'object', properties: { ms: { type: 'integer' } } },
  echo: { type: 'object', additionalProperties: true },
};

function services(tools = TOOLS): Services {
  return {
    toolSchemas: (tool) => ({ input: SCHEMAS[tool] ?? { type: 'object' }, output: {} }),
    callTool: async (call) => ({ output: await (tools[call.tool] ?? TOOLS['fail']!)(call.input, call) }),
    runCode: async ({ source, input }) => ({ output: { source, names: Object.keys(input).sort() } }),
    callModel: async ({ prompt }) => ({
      text: `ECHO::${prompt}`,
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    }),
  };
}

const MEMORY: Journal = { step: (_path, body) => body(), decide: (body) => body() };

interface Run extends RunResult {
  readonly events: RunEvent[];
}

async function run(
  nodes: unknown,
  inputs: Record<string, unknown> = {},
  options: Partial<RunOptions> & { outputs?: Record<string, unknown> } = {},
): Promise<Run> {
  const events: RunEvent[] = [];
  const { outputs, ...rest } = options;
  const result = await runBlueprint({ nodes: nodes as Nodes, outputs }, inputs, {
    run: 'r1',
    journal: MEMORY,
    services: services(),
    onEvents: async (batch) => void events.push(...batch),
    signal: new AbortController().signal,
    now: () => new Date(0),
    ...rest,
  });
  return { ...result, events };
}

const tool = (id: string, tool_name: string, tool_args: object = {}, more: object = {}) => ({
  id,
  type: 'tool',
  tool_name,
  tool_args,
  ...more,
});
const after = (...dependencies: string[]) => ({ dependencies });

describe('nodes', () => {
  it('see inputs by name and under inputs, and outputs of what they wait for by id', async () => {
    const { output, success } = await run(
      [
        tool('first', 'echo', { got: '{{ topic }}', same: '{{ inputs.topic }}' }),
        tool('second', 'echo', { all: '{{ first }}', text: 'is {{ first.got }}!' }, after('first')),
      ],
      { topic: ['ice'] },
    );
    expect({ output, success }).toEqual({
      success: true,
      output: {
        first: { got: ['ice'], same: ['ice'] },
        second: { all: { got: ['ice'], same: ['ice'] }, text: 'is ["ice"]!' },
      },
    });
  });

  it('see nothing of what they do not wait for', async () => {
    const { error } = await run([tool('first', 'echo'), tool('second', 'echo', { x: '{{ first }}' })]);
    expect(error).toMatchObject({ code: 'template-unresolved', message: expect.stringContaining('first') });
  });

  it('are given declared parameters from the context and from outputs, and explicit arguments win', async () => {
    const nodes = [
      tool('numbers', 'echo', { b: 5 }),
      tool('sum', 'add', {}, after('numbers')),
      tool('other', 'add', { a: 10 }, after('numbers')),
    ];
    const { output } = await run(nodes, { a: 1, unknown: true });
    expect([output['sum'], output['other']]).toEqual([{ sum: 6 }, { sum: 15 }]);
  });

  it('fail when a required argument is missing, naming it', async () => {
    const { error } = await run([tool('sum', 'add', { a: 1 })]);
    expect(error).toMatchObject({ code: 'input-invalid', message: expect.stringMatching(/sum: .*b/) });
  });

  it('take mapped values, which win over everything', async () => {
    const mapped = {
      ...after('stats'),
      input_mappings: { a: { source_node_id: 'stats', source_output_key: 'deep.0.count' }, b: 2 },
    };
    const { output } = await run(
      [tool('stats', 'echo', { deep: [{ count: 40 }] }), tool('sum', 'add', {}, mapped)],
      { a: 7 },
    );
    expect(output['sum']).toEqual({ sum: 42 });
  });

  it('take in a container what is mapped from outside of it', async () => {
    const mapped = { input_mappings: { a: { source_node_id: 'stats', source_output_key: 'count' } } };
    const body = [tool('sum', 'add', { b: '{{ item }}' }, { ...mapped, ...after('stats') })];
    const { output } = await run(
      [
        tool('stats', 'echo', { count: 40 }),
        { id: 'l', type: 'loop', items_source: 'inputs.list', body, ...after('stats') },
      ],
      { list: [1, 2] },
    );
    expect(output['l']).toEqual([{ sum: 41 }, { sum: 42 }]);
  });

  it('of code are held against the members that its closed schema names', async () => {
    const code = (inputs: Record<string, unknown>) =>
      run([{ id: 'c', type: 'code', code: 'x', input_schema: { a: 'int' }, output_schema: {} }], inputs);
    expect((await code({ a: 1, other: 2 })).success).toBe(true);
    expect((await code({ a: 'one' })).error).toMatchObject({ code: 'input-invalid' });
    expect((await code({ other: 2 })).error).toMatchObject({ code: 'input-invalid' });
  });

  it('fail when a mapping finds nothing, naming every one', async () => {
    const mapped = {
      ...after('stats'),
      input_mappings: { a: { source_node_id: 'stats', source_output_key: 'no.way' } },
    };
    expect((await run([tool('stats', 'echo'), tool('sum', 'add', {}, mapped)])).error).toMatchObject({
      code: 'mapping-unresolved',
    });
  });

  it('show aliases and selections of their output', async () => {
    const shaped = { output_mappings: { total: 'deep.sum' }, output_selection: ['kept'] };
    const { output } = await run([tool('a', 'echo', { deep: { sum: 3 }, kept: 1, dropped: 2 }, shaped)]);
    expect(output['a']).toEqual({ kept: 1, total: 3 });
  });

  it('of models give the rendered prompt, the answer and the tokens', async () => {
    const llm = {
      id: 'llm1',
      type: 'llm',
      model: 'gpt-4o',
      prompt: 'Echo: {{ inputs.topic }} {topic}',
      llm_config: { provider: 'echo' },
    };
    const { output, usage } = await run([llm], { topic: 'propagation' });
    expect(output['llm1']).toMatchObject({
      prompt: 'Echo: propagation {topic}',
      response: 'ECHO::Echo: propagation {topic}',
      text: 'ECHO::Echo: propagation {topic}',
      model: 'gpt-4o',
    });
    expect(usage.total_tokens).toBe(2);
  });

  it('never render what was rendered', async () => {
    const { output } = await run(
      [
        tool('a', 'echo', { text: '{{ inputs.evil }}' }),
        tool('b', 'echo', { text: '{{ a.text }}' }, after('a')),
      ],
      { evil: '{{ inputs.secret }}', secret: 'no' },
    );
    expect(output['b']).toEqual({ text: '{{ inputs.secret }}' });
  });

  it('cannot be named so that they reach a prototype', async () => {
    const { output } = await run([
      tool('__proto__', 'echo', { polluted: true }),
      tool('b', 'echo', { x: 1 }, after('__proto__')),
    ]);
    expect(Object.keys(output)).toEqual(['__proto__', 'b']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('failure', () => {
  const nodes = [
    tool('bad', 'fail'),
    tool('child', 'echo', {}, after('bad')),
    tool('grandchild', 'echo', {}, after('child')),
    tool('free', 'wait'),
  ];

  it('fails the run, skips what depends on it, and lets the rest go on', async () => {
    const { success, error, output, outcomes } = await run(nodes);
    expect({ success, error, output }).toMatchObject({
      success: false,
      error: { code: 'node-failed', message: 'bad: it broke' },
      output: {
        bad: { success: false, error: 'it broke' },
        child: { success: false, error: 'skipped: bad failed' },
        grandchild: { error: 'skipped: child was skipped' },
        free: { waited: 5 },
      },
    });
    expect([...outcomes.values()].map(({ status }) => status)).toEqual([
      'failed',
      'skipped',
      'skipped',
      'completed',
    ]);
  });

  it('stops everything where the policy says so', async () => {
    const chain = [tool('bad', 'fail'), tool('slow', 'wait'), tool('next', 'echo', {}, after('slow'))];
    const { outcomes } = await run(chain, {}, { policy: 'halt_on_first_error' });
    expect(outcomes.get('next')).toMatchObject({ status: 'skipped' });
  });

  it('of one step is tried again as its policy says, with the same key', async () => {
    const keys: string[] = [];
    let left = 2;
    const flaky: Tool = (_input, { key }) => {
      keys.push(key);
      if (left-- > 0) throw new Boom('not yet');
      return { ok: true };
    };
    const node = tool(
      't',
      'flaky',
      {},
      { retry_policy: { max_attempts: 3, backoff_strategy: 'fixed', backoff_seconds: 0 } },
    );
    const { success, outcomes } = await run([node], {}, { services: services({ ...TOOLS, flaky }) });
    expect({ success, keys }).toEqual({ success: true, keys: ['r1:t', 'r1:t', 'r1:t'] });
    expect(outcomes.get('t')).toMatchObject({ meta: { attempts: 3 } });
  });

  it('of validation is not tried again', async () => {
    const { outcomes } = await run([tool('sum', 'add', {}, { retries: 5 })]);
    expect(outcomes.get('sum')).toMatchObject({ status: 'failed', meta: { attempts: 1 } });
  });

  it('comes when the time of an attempt is up', async () => {
    const hang: Tool = (_input, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    const { error } = await run(
      [tool('t', 'hang', {}, { timeout_seconds: 0.05 })],
      {},
      { services: services({ ...TOOLS, hang }) },
    );
    expect(error).toMatchObject({ code: 'node-timeout' });
  });
});

describe('composite nodes', () => {
  it('loop over a list and give the last output of each round', async () => {
    const body = [
      tool('double', 'add', { a: '{{ row }}', b: '{{ row }}' }),
      tool('last', 'echo', { v: '{{ double.sum }}', at: '{{ loop_index }}' }),
    ];
    const nodes = [
      tool('src', 'list', { n: 3 }),
      { id: 'loop', type: 'loop', items_source: 'src.items', item_var: 'row', body, ...after('src') },
      tool('end', 'echo', { n: '{{ loop[2].v }}' }, after('loop')),
    ];
    const { output } = await run(nodes);
    expect(output['loop']).toEqual([
      { v: 0, at: 0 },
      { v: 2, at: 1 },
      { v: 4, at: 2 },
    ]);
    expect(output['end']).toEqual({ n: 4 });
  });

  it('loop over what is no list with a clear failure', async () => {
    expect(
      (await run([{ id: 'l', type: 'loop', items_source: 'inputs.x', body: [] }], { x: 1 })).error,
    ).toMatchObject({
      code: 'items-not-a-list',
      message: expect.stringContaining('did not resolve to a list'),
    });
  });

  it('loop in parallel in the order of the items, and no further than they may', async () => {
    const body = [tool('w', 'wait', { ms: '{{ 9 }}' }), tool('e', 'echo', { i: '{{ item }}' })];
    const { output } = await run(
      [{ id: 'l', type: 'loop', items_source: 'inputs.list', body, parallel: true, max_iterations: 2 }],
      { list: [5, 4, 3] },
    );
    expect(output['l']).toEqual([{ i: 5 }, { i: 4 }]);
  });

  it('choose a path by a condition', async () => {
    const node = {
      id: 'c',
      type: 'condition',
      expression: 'n > 2 and not off',
      true_path: [tool('yes', 'echo', { r: '{{ condition_result }}' })],
      false_path: [tool('no', 'echo')],
    };
    expect((await run([node], { n: 3, off: false })).output['c']).toMatchObject({
      result: true,
      branch: 'true',
      branch_outputs: { yes: { r: true } },
    });
    expect((await run([node], { n: 1, off: false })).output['c']).toMatchObject({
      result: false,
      branch: 'false',
      branch_outputs: { no: {} },
    });
    expect((await run([{ ...node, false_path: null }], { n: 1, off: false })).output['c']).toMatchObject({
      branch_outputs: {},
    });
    expect((await run([node], { n: 3 })).error).toMatchObject({
      code: 'condition-invalid',
      message: expect.stringContaining('off'),
    });
  });

  it('run branches beside each other, and a failing one is told, not thrown', async () => {
    const node = {
      id: 'p',
      type: 'parallel',
      branches: [
        [tool('a', 'echo', { x: 1 })],
        [tool('b', 'fail')],
        [tool('c', 'echo', { i: '{{ branch_index }}' })],
      ],
    };
    const { output, success } = await run([node]);
    expect(success).toBe(true);
    expect(output['p']).toMatchObject({
      completed_branches: 3,
      strategy: 'all',
      branch_results: [{ a: { x: 1 } }, { branch_error: 'b: it broke', branch_index: 1 }, { c: { i: 2 } }],
      merged: { a: { x: 1 }, c: { i: 2 } },
    });
  });

  it('run sub-workflows with their own names, and expose what is asked for', async () => {
    const inner = { nodes: [tool('sum', 'add', { a: '{{ inputs.a }}', b: 1 })] as Nodes, outputs: undefined };
    const node = {
      id: 'w',
      type: 'workflow',
      workflow_ref: 'acme.inner',
      exposed_outputs: { result: 'sum.sum', nothing: 'sum.no' },
    };
    const workflows = new Map([['acme.inner', inner]]);
    expect((await run([node], { a: 41 }, { workflows })).output['w']).toEqual({ result: 42, nothing: null });
    const declared = new Map([['acme.inner', { ...inner, outputs: { answer: '{{ sum.sum }}' } }]]);
    expect(
      (await run([{ ...node, exposed_outputs: {} }], { a: 41 }, { workflows: declared })).output['w'],
    ).toEqual({ answer: 42 });
    expect((await run([node], { a: 1 })).error).toMatchObject({ code: 'workflow-unresolved' });
  });

  it('that contain themselves end with a clear failure', async () => {
    const nodes = [{ id: 'again', type: 'workflow', workflow_ref: 'self' }] as Nodes;
    const { error } = await run(nodes, {}, { workflows: new Map([['self', { nodes, outputs: undefined }]]) });
    expect(error).toMatchObject({ code: 'branch-failed', message: expect.stringContaining('deeper') });
  });

  it('nest 60 deep without overflowing', async () => {
    let nodes: object[] = [tool('leaf', 'echo', { ok: true })];
    for (let depth = 0; depth < 60; depth++)
      nodes = [{ id: `c${depth}`, type: 'condition', expression: 'true', true_path: nodes }];
    expect((await run(nodes)).success).toBe(true);
  });
});

describe('a run', () => {
  it('gives its declared outputs', async () => {
    const { outputs } = await run(
      [tool('a', 'echo', { x: [1, 2] })],
      { name: 'ice' },
      { outputs: { first: '{{ a.x[0] }}', who: 'for {{ name }}' } },
    );
    expect(outputs).toEqual({ first: 1, who: 'for ice' });
  });

  it('fails when a declared output names nothing', async () => {
    expect((await run([tool('a', 'echo')], {}, { outputs: { x: '{{ a.nope }}' } })).success).toBe(false);
  });

  it('makes progress with any width, and keeps to it', async () => {
    for (const concurrency of [1, 2, 5]) {
      let now = 0;
      let most = 0;
      const counting: Tool = async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 2));
        now--;
        return {};
      };
      const nodes = Array.from({ length: 12 }, (_, index) => tool(`t${index}`, 'counting'));
      const { success } = await run(nodes, {}, { concurrency, services: services({ ...TOOLS, counting }) });
      expect({ success, most }).toEqual({ success: true, most: concurrency });
    }
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const nodes = [tool('a', 'wait', { ms: 20 }), tool('b', 'echo', {}, after('a'))];
    setTimeout(() => controller.abort(), 5);
    await expect(run(nodes, {}, { signal: controller.signal })).rejects.toBeInstanceOf(RunCanceled);
  });

  it('tells what happens in order, each thing under its own key', async () => {
    const { events } = await run(
      [
        tool('a', 'echo'),
        { id: 'l', type: 'loop', items_source: 'inputs.list', body: [tool('b', 'echo')], ...after('a') },
      ],
      { list: [1, 2] },
    );
    expect(events.map(({ key }) => key)).toEqual([
      'node.started:a',
      'node.completed:a',
      'node.started:l',
      'node.started:l[0].b',
      'node.completed:l[0].b',
      'node.started:l[1].b',
      'node.completed:l[1].b',
      'node.completed:l',
    ]);
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  });

  it('runs a chain of 3,000 nodes', async () => {
    const nodes = Array.from({ length: 3000 }, (_, index) =>
      tool(`n${index}`, 'echo', {}, index ? after(`n${index - 1}`) : {}),
    );
    expect((await run(nodes)).success).toBe(true);
  });
});

/** A journal that remembers, and can be cut off: what a durable engine does with a process that dies. */
class Memory {
  readonly records = new Map<number, unknown>();
  readonly bodies = new Map<string, number>();
  private next = 0;

  constructor(private readonly cutAfter = Infinity) {}

  get journal(): Journal {
    this.next = 0;
    const record = async (body: () => Promise<unknown>) => {
      const number = this.next++;
      if (this.records.has(number)) return this.records.get(number);
      const value = await body();
      if (this.records.size >= this.cutAfter) return new Promise<never>(() => {});
      this.records.set(number, structuredClone(value));
      return value;
    };
    return {
      step: (path, body) =>
        record(async () => {
          this.bodies.set(path, (this.bodies.get(path) ?? 0) + 1);
          return body();
        }) as Promise<Outcome>,
      decide: (body) => record(body) as Promise<string[]>,
    };
  }
}

describe('a node that cannot start', () => {
  it('says why by the order in which it names what it waits for, whichever of those ended first', async () => {
    const late = {
      ...TOOLS,
      late: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw new Boom('late');
      },
    };
    const nodes = [
      tool('slow', 'late'),
      tool('quick', 'fail'),
      tool('both', 'echo', {}, after('slow', 'quick')),
    ];
    const { output } = await run(nodes, {}, { services: services(late) });
    expect(output['both']).toMatchObject({ error: 'skipped: slow failed' });
  });
});

describe('a run that was cut off', () => {
  /** A DAG of `size` nodes; node i may wait for any before it. */
  const dag = fc.integer({ min: 2, max: 14 }).chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, index) =>
        fc.record({
          deps: fc.subarray(
            Array.from({ length: index }, (_unused, before) => `n${before}`),
            { maxLength: Math.min(3, index) },
          ),
          ms: fc.integer({ min: 0, max: 3 }),
          kind: fc.constantFrom('wait', 'loop', 'fail'),
        }),
      ),
    ),
  );
  const build = (spec: { deps: string[]; ms: number; kind: string }[]) =>
    spec.map(({ deps, ms, kind }, index) =>
      kind === 'loop'
        ? {
            id: `n${index}`,
            type: 'loop',
            items_source: 'inputs.list',
            parallel: index % 2 === 0,
            body: [tool(`b${index}`, 'wait', { ms })],
            ...after(...deps),
          }
        : tool(`n${index}`, kind === 'fail' && index > 3 ? 'fail' : 'wait', { ms }, after(...deps)),
    );

  it('goes on where it was: the same decisions, no finished step twice, the same result', async () => {
    await fc.assert(
      fc.asyncProperty(dag, fc.nat(40), async (spec, cutAfter) => {
        const nodes = build(spec);
        const inputs = { list: [1, 2, 3] };
        const whole = await run(nodes, inputs);
        const memory = new Memory(cutAfter);
        await Promise.race([
          run(nodes, inputs, { journal: memory.journal }),
          new Promise((resolve) => setTimeout(resolve, 30)),
        ]);
        const before = new Map(memory.records);
        const resumed = new Memory();
        for (const [number, value] of before) resumed.records.set(number, value);
        const after = await run(nodes, inputs, { journal: resumed.journal });
        expect(after.output).toEqual(whole.output);
        // What was recorded was not carried out again.
        const total = [...resumed.bodies.values()].reduce((sum, times) => sum + times, 0);
        const tasks = after.events.filter(
          ({ event, payload }) => event === 'node.started' && payload['node_type'] === 'tool',
        ).length;
        const outcomes = [...before.values()].filter((value) => !Array.isArray(value)).length;
        expect(total).toBe(tasks - outcomes);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe('what a task tells while it runs', () => {
  const chatty: Record<string, Tool> = {
    ...TOOLS,
    chat: (_input, { onEvent }) => {
      for (const message of ['a', 'b', 'c']) onEvent('node.log', { message });
      setImmediate(() => onEvent('node.log', { message: 'late' }));
      return {};
    },
  };

  it('is stored in order before its outcome is told, however slow the store is, and nothing follows it', async () => {
    const stored: string[] = [];
    await run(
      [tool('one', 'chat'), tool('two', 'echo', {}, { dependencies: ['one'] })],
      {},
      {
        services: services(chatty),
        onEvents: async (batch) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          stored.push(
            ...batch.map(
              ({ event, node_id, payload }) => `${node_id} ${(payload['message'] ?? event) as string}`,
            ),
          );
        },
      },
    );
    expect(stored).toEqual([
      'one node.started',
      'one a',
      'one b',
      'one c',
      'one node.completed',
      'two node.started',
      'two node.completed',
    ]);
  });

  it('fails neither the task nor the process when it cannot be stored', async () => {
    const { success } = await run(
      [tool('one', 'chat')],
      {},
      {
        services: services(chatty),
        onEvents: async (batch) => {
          if (batch.some(({ event }) => event === 'node.log')) throw new Boom('the store is away');
        },
      },
    );
    expect(success).toBe(true);
  });
});

describe('what a run cost', () => {
  it('is what every call cost, those of failed attempts included', async () => {
    let calls = 0;
    const priced: Services = {
      ...services(),
      callModel: async () => {
        calls++;
        return {
          text: 'ok',
          usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
          cost_nano_usd: 7,
        };
      },
    };
    const nodes = [
      llm('a'),
      llm('b', { output_mappings: { alias: 'no.such.path' }, retries: 1 }),
      tool('t', 'echo'),
    ];
    const { outcomes, cost_nano_usd: cost } = await run(nodes, {}, { services: priced });
    expect(cost).toBe(7 * calls);
    expect(outcomes.get('a')).toMatchObject({ meta: { cost_nano_usd: 7 } });
    expect(outcomes.get('t')).not.toMatchObject({ meta: { cost_nano_usd: expect.anything() } });
    expect((await run([llm('a')])).cost_nano_usd).toBe(0);
  });
});

describe('ceilings of a run', () => {
  const many = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, at) => tool(`t${at}`, 'echo', {}, { ...more }));

  it('fail the node beyond them, and leave the others alone', async () => {
    const ceilings = { calls: { tool: 2 }, enforced: true };
    const { output, error } = await run([...many(3), llm('ask')], {}, { ceilings });
    expect(error).toMatchObject({
      code: 'ceiling-reached',
      message: expect.stringContaining('Budget violation: '),
    });
    expect(Object.keys(output).filter((id) => 'success' in (output[id] as object))).toEqual(['t2']);
  });

  it('count attempts', async () => {
    const nodes = [
      tool('bad', 'fail', {}, { retries: 2 }),
      tool('good', 'echo'),
      tool('later', 'echo', {}, after('good')),
    ];
    const endOf = async (most: number) => {
      const ceilings = { calls: { tool: most }, enforced: true };
      const { outcomes } = await run(nodes, {}, { ceilings, concurrency: 1 });
      return outcomes.get('later');
    };
    expect(await endOf(5)).toMatchObject({ status: 'completed' });
    expect(await endOf(4)).toMatchObject({ status: 'failed', error: { code: 'ceiling-reached' } });
  });

  it('hold for nested nodes, tokens and nested workflows', async () => {
    const loop = { id: 'all', type: 'loop', items_source: 'inputs.list', body: [tool('one', 'echo')] };
    const looped = await run(
      [loop],
      { list: [1, 2, 3] },
      { ceilings: { calls: { tool: 2 }, enforced: true } },
    );
    expect(looped.error?.message).toContain('more than 2 calls of tool nodes');
    const asked = await run(
      [llm('a'), llm('b', after('a'))],
      {},
      { ceilings: { tokens: 2, enforced: true } },
    );
    expect(asked.outcomes.get('a')?.status).toBe('completed');
    expect(asked.outcomes.get('b')).toMatchObject({ status: 'failed', error: { code: 'ceiling-reached' } });
    const workflow = (id: string, ref: string) => ({ id, type: 'workflow', workflow_ref: ref });
    const workflows = new Map([
      ['outer', { nodes: [workflow('in', 'inner')] as unknown as Nodes, outputs: undefined }],
      ['inner', { nodes: [tool('t', 'echo')] as unknown as Nodes, outputs: undefined }],
    ]);
    const nested = await run(
      [workflow('out', 'outer')],
      {},
      { workflows, ceilings: { depth: 1, enforced: true } },
    );
    expect(nested.error?.message).toContain('nested deeper than 1');
  });

  it('are only told where they are not enforced', async () => {
    const { success, events } = await run(many(2), {}, { ceilings: { calls: { tool: 1 }, enforced: false } });
    expect(success).toBe(true);
    expect(events.find(({ event }) => event === 'node.log')?.payload).toMatchObject({ level: 'warn' });
  });
});

function llm(id: string, more: object = {}) {
  return { id, type: 'llm', model: 'm', prompt: 'Hi', llm_config: { provider: 'echo', model: 'm' }, ...more };
}
