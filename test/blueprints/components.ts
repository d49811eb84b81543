import type { DraftBlueprint } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution, ResolvedComponent } from '@iceos/core/checks';
import type { Digest } from '@iceos/core/digest';

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };

function object(properties: Record<string, Schema>, required = Object.keys(properties)): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** A resolved component; its digests are made of its name. */
export function component(
  node_type: ResolvedComponent['node_type'],
  name: string,
  more: Partial<ResolvedComponent> = {},
): ResolvedComponent {
  const digest = Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64) as Digest;
  return {
    node_type,
    name,
    namespace: 'acme',
    package: 'kit',
    version: '1.0.0',
    component_version: '1.0.0',
    manifest_digest: digest,
    component_digest: digest,
    permissions: [],
    limits: {},
    schema: { input: { type: 'object' }, output: { type: 'object' } },
    ...more,
  };
}

const FLOW: DraftBlueprint = {
  schema_version: '1.2.0',
  id: 'answers.find',
  inputs: { required: ['query'] },
  nodes: [{ id: 'find', type: 'tool', tool_name: 'source', tool_args: { topic: '{{ inputs.query }}' } }],
  outputs: { answer: '{{ find.text }}' },
};

/** What the generated blueprints name. */
const COMPONENTS: readonly ResolvedComponent[] = [
  component('tool', 'source', {
    schema: {
      input: object({ topic: text }),
      output: object({
        text,
        count: { type: 'integer' },
        score: { type: 'number' },
        fine: { type: 'boolean' },
        rows: { type: 'array', items: object({ name: text, price: { type: 'number' } }) },
      }),
    },
  }),
  component('tool', 'shout', {
    schema: {
      input: object({ text, times: { type: 'integer', minimum: 1 }, tags: { type: 'array', items: text } }, [
        'text',
      ]),
      output: object({ text, length: { type: 'integer' } }),
    },
  }),
  component('tool', 'fetch', {
    permissions: [{ interface: 'iceos:host/http', version: '0.1.0', hosts: ['api.example.org'] }],
    schema: { input: object({ topic: text }), output: object({ text, status: { type: 'integer' } }) },
  }),
  component('tool', 'keep', {
    permissions: [{ interface: 'iceos:host/kv', version: '0.1.0' }],
    schema: { input: object({ value: text }), output: object({ kept: { type: 'boolean' } }) },
  }),
  component('tool', 'old', {
    deprecated: { since: '1.0.0', replacement: 'shout' },
    schema: { input: object({ text }), output: object({ text }) },
  }),
  component('tool', 'code_runner', { namespace: 'iceos' }),
  component('agent', 'helper', {
    schema: { input: object({ question: text }), output: object({ answer: text }) },
    tools: ['shout'],
  }),
  component('workflow', 'answers.find', {
    blueprint: FLOW,
    schema: { input: object({ query: text }), output: object({ answer: text }) },
  }),
];

/** Resolves what is in the table; some names stand for what cannot be used. */
export function resolve({ reference: { name } }: Pick<ComponentUse, 'reference'>): Resolution {
  if (name === 'forbidden') return { ok: false, code: 'forbidden' };
  if (name === 'revoked') return { ok: false, code: 'key-revoked', detail: 'Its key was revoked.' };
  const found = COMPONENTS.find((one) => one.name === name);
  return found ? { ok: true, component: found } : { ok: false, code: 'unknown' };
}
