import type { NodeType } from '@iceos/core/blueprint';
import { ALL, readSource, setting, templating, type Fault, type Fields } from './target.js';

/** A node that maps `name` from the member `key` of its list's `source`. */
function mapping(on: readonly NodeType[], name: string, key: string, at: string, fields: Fields = {}): Fault {
  return {
    on,
    plant(target) {
      const source = { source_node_id: readSource(target), source_output_key: key };
      const mappings = target.node.input_mappings as Fields | undefined;
      Object.assign(target.node, fields, { input_mappings: { ...mappings, [name]: source } });
      return `${target.pointer}/input_mappings/${name}${at}`;
    },
  };
}

/** A tool that is given something of its list's `source` for a parameter. */
function giving(
  tool: string,
  name: string,
  value: (source: string) => unknown,
  more: Fields = {},
  at = '',
): Fault {
  return {
    on: ['tool'],
    plant(target) {
      const tool_args = { ...more, [name]: value(readSource(target)) };
      Object.assign(target.node, { tool_name: tool, tool_args });
      return `${target.pointer}/tool_args/${name}${at}`;
    },
  };
}

function looping(over: (source: string) => string): Fault {
  return {
    on: ['loop'],
    plant(target) {
      target.node.items_source = over(readSource(target));
      return `${target.pointer}/items_source`;
    },
  };
}

/** Lets the `source` of the list declare some of what it gives, and no end. */
function opened(fault: Fault): Fault {
  return {
    ...fault,
    plant(target) {
      const output_schema = {
        type: 'object',
        properties: { text: { type: 'string' }, count: { type: 'integer' }, rows: { type: 'array' } },
      };
      if (target.list[0]) Object.assign(target.list[0], { output_schema });
      return fault.plant(target);
    },
  };
}

/** A node at the top that waits for nothing. */
function alone(type: NodeType, fields: Fields, at: string): Fault {
  return setting(type, { ...fields, dependencies: [] }, at, 'last');
}

export const TYPE_FAULTS = {
  'mapping-source': [
    setting(
      ALL,
      {
        input_mappings: {
          extra: { source_node_id: 'nowhere', source_output_key: 'x' },
          measure: 1,
          limit: 1,
        },
      },
      '/input_mappings/extra/source_node_id',
    ),
  ],
  'mapping-key': [
    mapping(ALL, 'extra', 'nothing', '/source_output_key'),
    mapping(ALL, 'extra', 'rows.0.nothing', '/source_output_key'),
    opened(mapping(['llm', 'loop'], 'extra', 'nothing', '/source_output_key')),
    setting(
      ['llm', 'condition', 'parallel', 'human', 'loop'],
      { output_mappings: { 'a/b': 'nothing' } },
      '/output_mappings/a~1b',
    ),
  ],
  'type-mismatch': [
    giving('shout', 'text', (source) => `{{ ${source}.rows }}`),
    giving('shout', 'times', (source) => `{{ ${source}.text }}`, { text: 'x' }),
    giving('shout', 'times', () => 0, { text: 'x' }),
    giving('shout', 'times', (source) => `{{ ${source}.text or 'many' }}`, { text: 'x' }),
    giving('shout', 'tags', (source) => ['a', `{{ ${source}.count }}`], { text: 'x' }),
    giving('source', 'topic', (source) => `{{ ${source}.fine }}`),
    mapping(['agent', 'recursive'], 'question', 'count', ''),
    mapping(['workflow', 'code'], 'query', 'rows', ''),
    mapping(['condition'], 'measure', 'text', '', { expression: 'not measure' }),
    setting('workflow', { input_mappings: { query: 5 } }, '/input_mappings/query'),
  ],
  'type-doubtful': [giving('shout', 'tags', (source) => `{{ ${source}.rows }}`, { text: 'x' })],
  'items-not-a-list': [looping((source) => `${source}.text`), looping((source) => `${source}.rows.0`)],
  'path-missing': [
    ...templating((source) => `Say {{ ${source}.nothing }}.`),
    ...templating((source) => `{{ ${source}.rows[0].nothing }}`),
    looping((source) => `${source}.nothing`),
  ],
  'path-undeclared': [
    ...templating((source) => `Say {{ ${source}.nothing }}.`).map(opened),
    opened(looping((source) => `${source}.nothing`)),
  ],
  'path-name-unknown': [setting('loop', { items_source: 'nobody.rows' })],
  'template-invalid': templating(() => 'Say {{ inputs. }}'),
  'template-name-unknown': templating(() => "Say {{ nobody.text or 'x' }}"),
  'condition-invalid': [
    setting('condition', { expression: 'measure.__class__ == 1' }),
    setting('recursive', { convergence_condition: 'constructor("x")' }),
    setting('monitor', { metric_expression: 'cost >' }),
  ],
  'condition-name-unknown': [setting('condition', { expression: 'nobody > 1' })],
  'condition-type': [
    setting('condition', { expression: "limit > 'x'", input_mappings: { limit: 5 } }),
    setting('condition', { expression: 'query - 1 > 0', input_mappings: { query: 'text' } }),
    setting('recursive', { convergence_condition: "1 < 'x'" }),
    setting('monitor', { metric_expression: "cost > 100 and 'a' - 1" }),
    {
      on: ['condition'],
      plant(target) {
        target.node.expression = `${readSource(target)} > 5`;
        return `${target.pointer}/expression`;
      },
    },
  ],
  'branch-unreachable': [setting('condition', { expression: '1 > 2' }, '/true_path')],
  'argument-missing': [alone('tool', { tool_name: 'fetch', tool_args: {} }, '')],
  'untrusted-flow': [
    alone('tool', { tool_name: 'keep', tool_args: { value: '{{ inputs.query }}' } }, '/tool_args/value'),
    alone('tool', { tool_name: 'fetch', tool_args: { topic: '{{ query }}' } }, '/tool_args/topic'),
    alone('agent', { tools: [{ name: 'keep' }], agent_config: {} }, ''),
  ],
} as const satisfies Record<string, readonly Fault[] | 'elsewhere'>;
