// test/conformance/vectors/frozen.json: blueprints, the components that they name, and what they are frozen into
// (docs/spec/blueprint.md 9.4), with its digest. What freezes otherwise, on any machine, is wrong or a new format.
import { canonicalBytes } from '@iceos/core/canonical';
import { freezeBlueprint } from '@iceos/core/freeze';
import { hex, sha256, text } from '../vectors.mjs';

const string = { type: 'string' };
const object = (properties) => ({ type: 'object', properties, required: Object.keys(properties) });

function component(node_type, name, more = {}) {
  const digest = hex(sha256(`${node_type} ${name}`));
  return {
    node_type,
    name,
    namespace: 'acme',
    package: 'texts',
    version: '1.4.0',
    component_version: '1.4.0',
    manifest_digest: hex(sha256('texts')),
    component_digest: digest,
    permissions: [],
    limits: {},
    schema: { input: object({ text: string }), output: object({ text: string }) },
    ...more,
  };
}

const flow = (id, nodes, outputs) => ({
  schema_version: '1.2.0',
  id,
  inputs: { required: ['text'] },
  nodes,
  outputs,
});

const http = (...hosts) => ({ interface: 'iceos:host/http', version: '0.1.0', hosts });

const COMPONENTS = [
  component('tool', 'shout', { limits: { memory_bytes: 1048576 } }),
  component('tool', 'fetch', { permissions: [http('b.example.org', 'a.example.org')] }),
  component('tool', 'keep', {
    permissions: [{ interface: 'iceos:host/kv', version: '0.1.0' }, http('c.example.org')],
  }),
  component('tool', 'code_runner', { namespace: 'iceos', package: 'code_runner', version: '0.1.0' }),
  component('agent', 'helper', { tools: ['keep', 'shout'] }),
  component('workflow', 'texts.inner', {
    blueprint: flow(
      'texts.inner',
      [{ id: 'a', type: 'tool', tool_name: 'fetch', tool_args: { text: '{{ text }}' } }],
      {
        text: '{{ a.text }}',
      },
    ),
  }),
  component('workflow', 'texts.outer', {
    blueprint: flow('texts.outer', [{ id: 'b', type: 'workflow', workflow_ref: 'texts.inner' }], {
      text: '{{ b.text }}',
    }),
  }),
];

const schemas = { input_schema: { text: 'str' }, output_schema: { text: 'str' } };
const echo = (id, ...dependencies) => ({
  id,
  type: 'tool',
  tool_name: 'shout',
  dependencies,
  tool_args: { text: id },
});

const EVERY_TYPE = [
  {
    id: 'tool',
    type: 'tool',
    tool_name: 'acme/shout@^1.0.0',
    tool_args: { text: 'Grüße, {{ inputs.text }} 😀' },
    retries: 2,
    backoff_seconds: 0.5,
  },
  {
    id: 'llm',
    type: 'llm',
    model: 'gpt-4o',
    prompt: 'Say {{ tool.text }}',
    llm_config: { temperature: 0, top_p: null },
    dependencies: ['tool', 'tool'],
  },
  {
    id: 'agent',
    type: 'agent',
    package: 'helper',
    ...schemas,
    llm_config: { model: 'gpt-4o' },
    tools: [{ name: 'fetch' }],
    dependencies: ['llm'],
  },
  {
    id: 'condition',
    type: 'condition',
    expression: 'n > 1',
    ...schemas,
    input_mappings: { n: 2 },
    true_path: [echo('yes')],
    false_path: [echo('no')],
  },
  { id: 'workflow', type: 'workflow', workflow_ref: 'texts.outer', exposed_outputs: { said: 'text' } },
  {
    id: 'loop',
    type: 'loop',
    items_source: 'inputs.rows',
    max_iterations: 3,
    body: [echo('first'), echo('second', 'first')],
  },
  {
    id: 'parallel',
    type: 'parallel',
    branches: [[echo('left')], [echo('right')]],
    merge_outputs: false,
    dependencies: ['loop'],
  },
  {
    id: 'recursive',
    type: 'recursive',
    recursive_sources: ['tool'],
    agent_package: 'acme/helper',
    ...schemas,
    dependencies: ['tool'],
  },
  {
    id: 'code',
    type: 'code',
    code: 'output = { text: inputs.text };',
    ...schemas,
    output_selection: ['text'],
  },
  {
    id: 'human',
    type: 'human',
    prompt_message: 'Go on?',
    timeout_seconds: 60,
    auto_approve_after: 30,
    dependencies: ['parallel', 'agent'],
  },
  { id: 'monitor', type: 'monitor', metric_expression: 'cost > 1', alert_channels: ['email'] },
  {
    id: 'swarm',
    type: 'swarm',
    agents: ['poet', 'critic'].map((role) => ({ package: 'helper', role })),
    dependencies: ['human'],
  },
];

const CASES = {
  'a node of every type': {
    id: 'texts.all',
    inputs: { required: ['text'] },
    nodes: EVERY_TYPE,
    outputs: { text: '{{ tool.text }}' },
  },
  'levels, and the critical path through the first of equal nodes': {
    nodes: [echo('d', 'b', 'c'), echo('c', 'a'), echo('b', 'a'), echo('a'), echo('e'), echo('f', 'e')],
  },
  'a recursion, whose closing dependency is no part of the plan': {
    nodes: [
      { ...echo('draft', 'improve') },
      {
        id: 'improve',
        type: 'recursive',
        recursive_sources: ['draft'],
        workflow_ref: 'texts.inner',
        ...schemas,
        dependencies: ['draft'],
      },
    ],
  },
  'incomplete nodes, with their faults': {
    nodes: [
      { id: 'tool', type: 'tool' },
      { id: 'code', type: 'code', language: 'python' },
    ],
  },
  'what says nothing, in many ways': {
    schema_version: '1.1.0',
    blueprint_id: 'bp_1',
    metadata: { draft_name: 'Nothing', tags: [] },
    nodes: [
      {
        ...echo('a'),
        name: null,
        level: 7,
        metadata: { owner: 'x' },
        retry_policy: null,
        input_schema: {},
        output_schema: { properties: { result: {} } },
        input_mappings: {},
        context_rules: {},
        permissions: [],
      },
    ],
  },
};

const resolve = ({ reference: { namespace, name } }) => {
  const found = COMPONENTS.find((one) => one.name === name && (namespace ?? one.namespace) === one.namespace);
  return found ? { ok: true, component: found } : { ok: false, code: 'unknown' };
};

export default function* () {
  const cases = Object.entries(CASES).map(([rule, blueprint]) => {
    const frozen = freezeBlueprint(blueprint, {
      resolve,
      interpreterAbi: 1,
      codeRunner: 'iceos/code_runner',
    });
    if (!frozen.ok) throw new Error(`${rule}: ${JSON.stringify(frozen.findings)}`);
    const { digest, value } = frozen.value;
    if (digest !== hex(sha256(canonicalBytes(value))))
      throw new Error(`${rule}: the digest is of other bytes.`);
    return { paragraph: '9.4', rule, blueprint, digest, frozen: value };
  });
  const content = {
    source: 'Made by scripts/gen/frozen-vectors.mjs from docs/spec/blueprint.md 9.4',
    format:
      '`digest` is the SHA-256 of the canonical form of `frozen`; bare names mean `components` of that name',
    interpreter_abi: 1,
    code_runner: 'iceos/code_runner',
    components: COMPONENTS,
    cases,
  };
  yield ['test/conformance/vectors/frozen.json', text(content)];
}
