import { describe, expect, it } from '@jest/globals';
import { readBlueprint, type BlueprintFinding, type Level } from './blueprint.js';
import { canonicalBytes } from './canonical.js';

type Node = Record<string, unknown>;

function withNode(node: Node): unknown {
  return { schema_version: '1.2.0', nodes: [{ id: 'n', ...node }] };
}

function findingsOf(value: unknown, level: Level = 'draft'): BlueprintFinding[] {
  const result = level === 'draft' ? readBlueprint(value) : readBlueprint(value, 'executable');
  return result.ok ? [] : result.findings;
}

function codesAt(value: unknown, level: Level = 'draft'): string[] {
  return findingsOf(value, level).map(({ code, pointer }) => `${code} ${pointer}`);
}

/** One whole node of each type. */
const WHOLE: Record<string, Node> = {
  tool: { type: 'tool', tool_name: 'echo_tool', tool_args: { text: '{{ inputs.text }}' } },
  llm: { type: 'llm', model: 'gpt-4o', prompt: 'Say {{ inputs.text }}', llm_config: { provider: 'openai' } },
  agent: {
    type: 'agent',
    package: 'acme/listing_agent',
    llm_config: { model: 'gpt-4o' },
    tools: [{ name: 't' }],
  },
  condition: {
    type: 'condition',
    expression: 'a > 1',
    true_path: [{ id: 't', type: 'tool' }],
    false_path: null,
  },
  workflow: {
    type: 'workflow',
    workflow_ref: 'chatkit.rag_chat',
    exposed_outputs: { answer: 'response.text' },
  },
  loop: { type: 'loop', items_source: 'load.rows', body: [{ id: 'b', type: 'tool' }], max_iterations: 9 },
  parallel: { type: 'parallel', branches: [[{ id: 'p', type: 'tool' }], []], max_concurrency: 2 },
  recursive: {
    type: 'recursive',
    recursive_sources: ['a'],
    agent_package: 'x',
    convergence_condition: 'iteration >= 3',
  },
  code: { type: 'code', language: 'typescript', code: 'output = inputs', imports: [] },
  human: { type: 'human', prompt_message: 'Go on?', approval_type: 'choice', choices: ['yes', 'no'] },
  monitor: { type: 'monitor', metric_expression: 'cost > 100', alert_channels: ['email'] },
  swarm: {
    type: 'swarm',
    agents: [
      { package: 'a', role: 'x' },
      { package: 'b', role: 'y' },
    ],
  },
};

const REQUIRED: Record<string, string[]> = {
  tool: ['tool_name'],
  llm: ['model', 'prompt', 'llm_config'],
  agent: ['package'],
  condition: ['expression'],
  workflow: ['workflow_ref'],
  loop: ['items_source', 'body'],
  parallel: ['branches'],
  recursive: ['recursive_sources'],
  code: [],
  human: ['prompt_message'],
  monitor: ['metric_expression'],
  swarm: ['agents'],
};

describe('readBlueprint', () => {
  it.each(Object.keys(WHOLE))('reads a whole %s node at both levels', (type) => {
    const document = withNode(WHOLE[type]!);
    expect(codesAt(document)).toEqual([]);
    if (type === 'condition' || type === 'loop' || type === 'parallel') return;
    expect(codesAt(document, 'executable')).toEqual([]);
  });

  it.each(Object.keys(WHOLE))('refuses an unknown field of a %s node, with its pointer', (type) => {
    expect(codesAt(withNode({ ...WHOLE[type], surprise: 1 }))).toEqual(['field-unknown /nodes/0/surprise']);
  });

  it.each(Object.entries(REQUIRED))(
    'stores a bare %s node as a draft, and asks for its fields to run it',
    (type, fields) => {
      const document = withNode({ type });
      expect(codesAt(document)).toEqual([]);
      const findings = findingsOf(document, 'executable');
      expect(findings.map(({ fix }) => fix)).toEqual(fields.map((field) => `Add '${field}'.`));
      expect(
        findings.every(
          ({ code, kind, nodeId }) => code === 'field-missing' && kind === 'configuration' && nodeId === 'n',
        ),
      ).toBe(true);
    },
  );

  it.each(['1.1.0', '1.2.0', undefined])('reads schema_version %s', (version) => {
    const document = version === undefined ? { nodes: [] } : { schema_version: version, nodes: [] };
    expect(readBlueprint(document)).toEqual({ ok: true, value: document });
  });

  it.each(['1.0.0', '1.3.0', '2', 1.2, null, {}])('refuses schema_version %j', (version) => {
    expect(codesAt({ schema_version: version, nodes: [] })).toEqual([
      'schema-version-unsupported /schema_version',
    ]);
  });

  it('drops members it does not know at the top and keeps the others', () => {
    const document = {
      name: 'hello',
      nodes: [{ id: 'n1', type: 'tool' }],
      metadata: { draft_name: 'x' },
      extra: [1],
    };
    expect(readBlueprint(document)).toEqual({
      ok: true,
      value: { nodes: [{ id: 'n1', type: 'tool' }], metadata: { draft_name: 'x' } },
    });
  });

  it.each([
    ['no object', 5, ['not-json ']],
    ['null', null, ['not-json ']],
    ['a list', [], ['not-json ']],
    ['no nodes', {}, ['field-value ']],
    ['nodes that are no list', { nodes: {} }, ['field-type /nodes']],
    [
      'a node that is no object',
      { nodes: [1, null, 'x', []] },
      ['field-type /nodes/0', 'field-type /nodes/1', 'field-type /nodes/2', 'field-type /nodes/3'],
    ],
    ['a node without id', { nodes: [{ type: 'tool' }] }, ['field-value /nodes/0']],
    ['a node without type', { nodes: [{ id: 'a' }] }, ['field-value /nodes/0']],
    ['an empty id', { nodes: [{ id: '', type: 'tool' }] }, ['field-value /nodes/0/id']],
    ['an id that is no string', { nodes: [{ id: 7, type: 'tool' }] }, ['field-type /nodes/0/id']],
    ['an id with a control character', { nodes: [{ id: 'a\n', type: 'tool' }] }, ['field-value /nodes/0/id']],
    ['an id that objects know', { nodes: [{ id: '__proto__', type: 'tool' }] }, ['field-value /nodes/0/id']],
    [
      'an empty dependency',
      withNode({ type: 'tool', dependencies: ['a', ''] }),
      ['field-value /nodes/0/dependencies/1'],
    ],
    [
      'dependencies that are no list',
      withNode({ type: 'tool', dependencies: 'a' }),
      ['field-type /nodes/0/dependencies'],
    ],
    ['an unknown type', withNode({ type: 'ai' }), ['node-type-unknown /nodes/0/type']],
    [
      'inputs of another form',
      { nodes: [], inputs: { required: 'query', more: 1 } },
      ['field-unknown /inputs/more', 'field-type /inputs/required'],
    ],
    ['a workflow id that is none', { nodes: [], id: 'Chat Kit' }, ['field-value /id']],
  ])('refuses %s', (_what, document, expected) => {
    expect(codesAt(document)).toEqual(expected);
  });

  it.each([
    ['retries', -1],
    ['retries', 1.5],
    ['retries', 101],
    ['retries', '1'],
    ['backoff_seconds', -0.1],
    ['timeout_seconds', 0],
    ['timeout_seconds', '30'],
    ['provider', 'cohere'],
    ['use_cache', 'yes'],
    ['level', -1],
    ['name', 5],
    ['metadata', []],
    ['retry_policy', []],
    ['input_schema', 'str'],
    ['input_selection', 'a'],
    ['output_mappings', { a: 1 }],
    ['context_rules', []],
    ['tool_name', ''],
    ['tool_args', []],
  ])('refuses %s = %j', (field, value) => {
    const [first, ...rest] = findingsOf(withNode({ type: 'tool', [field]: value }));
    expect(first?.pointer.startsWith(`/nodes/0/${field}`)).toBe(true);
    expect(rest).toEqual([]);
  });

  it.each([
    [{ type: 'llm', temperature: 2.1 }, '/nodes/0/temperature'],
    [{ type: 'llm', max_tokens: 0 }, '/nodes/0/max_tokens'],
    [{ type: 'loop', max_iterations: 0 }, '/nodes/0/max_iterations'],
    [{ type: 'parallel', branches: [{}] }, '/nodes/0/branches/0'],
    [{ type: 'recursive', recursive_sources: [] }, '/nodes/0/recursive_sources'],
    [{ type: 'code', language: 'ruby' }, '/nodes/0/language'],
    [{ type: 'human', prompt_message: '  ' }, '/nodes/0/prompt_message'],
    [{ type: 'human', approval_type: 'maybe' }, '/nodes/0/approval_type'],
    [{ type: 'monitor', alert_channels: ['pager'] }, '/nodes/0/alert_channels/0'],
    [{ type: 'monitor', check_interval_seconds: 0 }, '/nodes/0/check_interval_seconds'],
    [{ type: 'swarm', agents: [{ package: 'a', role: 'x' }] }, '/nodes/0/agents'],
    [
      {
        type: 'swarm',
        agents: [
          { package: 'a', role: ' ' },
          { package: 'b', role: 'y' },
        ],
      },
      '/nodes/0/agents/0/role',
    ],
    [
      {
        type: 'swarm',
        agents: [
          { package: 'a', role: 'x', more: 1 },
          { package: 'b', role: 'y' },
        ],
      },
      '/nodes/0/agents/0/more',
    ],
    [{ type: 'swarm', consensus_threshold: 0.4 }, '/nodes/0/consensus_threshold'],
    [{ type: 'agent', tools: [{ description: 'x' }] }, '/nodes/0/tools/0'],
    [{ type: 'tool', retry_policy: { max_attempts: 0 } }, '/nodes/0/retry_policy/max_attempts'],
    [{ type: 'tool', input_mappings: { a: { source_node_id: 'b' } } }, '/nodes/0/input_mappings/a'],
  ])('refuses %j', (node, pointer) => {
    expect(findingsOf(withNode(node)).map((found) => found.pointer)).toEqual([pointer]);
  });

  it('takes constants as input mappings, objects included', () => {
    const input_mappings = {
      a: 5,
      b: null,
      c: 'x',
      d: [1],
      e: { any: { thing: true } },
      f: { source_node_id: 'x', source_output_key: 'y', rules: {} },
    };
    expect(codesAt(withNode({ type: 'tool', input_mappings }))).toEqual([]);
  });

  it('says what was probably meant', () => {
    expect(findingsOf(withNode({ type: 'tol' }))[0]?.fix).toBe("Did you mean 'tool'?");
    expect(findingsOf(withNode({ type: 'tool', tool_nam: 'x' }))[0]?.fix).toBe("Did you mean 'tool_name'?");
  });

  it('finds everything at once, in nested nodes too', () => {
    const document = {
      schema_version: '9',
      nodes: [
        { id: 'a', type: 'tool', retries: -1 },
        {
          id: 'l',
          type: 'loop',
          items_source: 'x',
          body: [
            {
              id: 'c',
              type: 'condition',
              expression: 'x',
              false_path: [
                { id: 'p', type: 'parallel', branches: [[], [{ id: 'm', type: 'monitor', zzz: 1 }]] },
              ],
            },
          ],
        },
        { id: 'h', type: 'human', choices: [''] },
      ],
    };
    expect(codesAt(document)).toEqual([
      'schema-version-unsupported /schema_version',
      'field-value /nodes/0/retries',
      'field-unknown /nodes/1/body/0/false_path/0/branches/1/0/zzz',
      'field-value /nodes/2/choices/0',
    ]);
  });

  it('gives every finding a code, a pointer, a sentence and a way to mend it', () => {
    const findings = findingsOf(
      {
        nodes: [
          { id: '', type: 'tol' },
          { type: 'llm', zzz: 1, temperature: 9 },
        ],
      },
      'executable',
    );
    expect(findings.length).toBeGreaterThan(5);
    for (const { code, pointer, detail, fix } of findings) {
      expect(code).toMatch(/^[a-z-]+$/);
      expect(pointer).toMatch(/^\//);
      expect(detail).toMatch(/^[A-Z].*\.$/);
      expect(fix).toMatch(/[.?]$/);
    }
  });
});

describe('readBlueprint, of hostile input', () => {
  const chain = (count: number): Node[] =>
    Array.from({ length: count }, (_, index) => ({ id: `n${index}`, type: 'tool' }));

  function nested(levels: number): Node {
    let node: Node = { id: 'leaf', type: 'tool' };
    for (let level = 0; level < levels; level++)
      node = { id: `l${level}`, type: 'loop', items_source: 'x', body: [node] };
    return node;
  }

  it('reads 10,000 nodes and no more', () => {
    expect(codesAt({ nodes: chain(10_000) })).toEqual([]);
    expect(codesAt({ nodes: chain(10_001) })).toEqual(['too-many-nodes /nodes']);
    expect(codesAt({ nodes: chain(1_000_000) })).toEqual(['too-many-nodes /nodes']);
    const body = (): Node => ({ id: 'l', type: 'loop', items_source: 'x', body: chain(6000) });
    expect(codesAt({ nodes: [body(), body()] })).toEqual(['too-many-nodes /nodes']);
  });

  it('refuses depth, whichever members make it', () => {
    expect(codesAt({ nodes: [nested(25)] })).toEqual([]);
    for (const levels of [40, 1000, 10_000, 100_000]) {
      expect(findingsOf({ nodes: [nested(levels)] }).map(({ code }) => code)).toEqual(['too-deep']);
    }
    let metadata: unknown = 1;
    for (let level = 0; level < 100_000; level++) metadata = level % 2 ? { a: metadata } : [metadata];
    expect(findingsOf({ nodes: [], metadata }).map(({ code }) => code)).toEqual(['too-deep']);
  });

  it('refuses values that contain themselves, and aliases that multiply', () => {
    const cyclic: Node = { id: 'a', type: 'loop', items_source: 'x' };
    cyclic.body = [cyclic, cyclic];
    expect(findingsOf({ nodes: [cyclic] }).map(({ code }) => code)).toEqual(['too-deep']);
    let bomb: unknown = 'x'.repeat(1000);
    for (let level = 0; level < 30; level++) bomb = [bomb, bomb];
    expect(findingsOf({ nodes: [], metadata: { bomb } }).map(({ code }) => code)).toEqual(['too-large']);
    let quiet: unknown = 0;
    for (let level = 0; level < 40; level++) quiet = [quiet, quiet];
    expect(findingsOf({ nodes: [], metadata: { quiet } }).map(({ code }) => code)).toEqual([
      'too-many-values',
    ]);
  });

  it('refuses more than 4 MiB', () => {
    const document = (size: number) => ({ nodes: [], metadata: { text: 'x'.repeat(size) } });
    expect(codesAt(document(4_000_000))).toEqual([]);
    expect(codesAt(document(4 * 1024 * 1024))).toEqual(['too-large ']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses a member named %s at any depth', (member) => {
    const document: unknown = JSON.parse(
      `{"nodes":[{"id":"a","type":"tool","tool_args":{"x":[{"${member}":{"polluted":1}}]}}]}`,
    );
    expect(codesAt(document)).toEqual(['forbidden-member /nodes/0/tool_args/x/0/' + member]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a symbol', Symbol('x')],
    ['a map', new Map()],
    ['a date', new Date(0)],
    ['a typed array', new Uint8Array(1)],
  ])('refuses %s, which is not JSON', (_what, value) => {
    expect(codesAt({ nodes: [], metadata: { value } })).toEqual(['not-json /metadata/value']);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e300])('refuses the number %s', (value) => {
    expect(codesAt({ nodes: [], metadata: { value } })).toEqual(['unsafe-number /metadata/value']);
  });

  it('refuses lone surrogates, which have no canonical form', () => {
    expect(codesAt({ nodes: [], metadata: { a: '\ud800' } })).toEqual(['malformed-text /metadata/a']);
    expect(codesAt({ nodes: [], metadata: { '\udc00': 1 } })).toEqual(['malformed-text /metadata/\udc00']);
  });

  it('lists at most a thousand findings and says that there are more', () => {
    const nodes = Array.from({ length: 300 }, () => ({
      id: 'a',
      type: 'tool',
      dependencies: Array(100).fill(''),
    }));
    const findings = findingsOf({ nodes });
    expect(findings).toHaveLength(1001);
    expect(findings.at(-1)?.code).toBe('too-many-findings');
  });

  it('escapes pointers and cuts what it quotes', () => {
    const long = 'x'.repeat(5000);
    const [first, second] = findingsOf(withNode({ type: 'tool', 'a/b~c': 1, [long]: 2 }));
    expect(first?.pointer).toBe('/nodes/0/a~1b~0c');
    expect(second?.detail.length).toBeLessThan(200);
  });

  it('accepts only what has a canonical form', () => {
    const document = { nodes: [nested(20)], metadata: { text: '\u2028 \u{1F600}', number: 1e-7 } };
    const result = readBlueprint(document);
    expect(result.ok && canonicalBytes(result.value).length).toBeGreaterThan(100);
  });
});
