import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../test/blueprints/components.js';
import { readBlueprint } from '../blueprint.js';
import { checkBlueprint } from '../checks.js';

type Node = Record<string, unknown>;

const tool = (id: string, tool_name: string, tool_args: Node, ...dependencies: string[]): Node => ({
  id,
  type: 'tool',
  tool_name,
  tool_args,
  dependencies,
});
const keep = (id: string, value: string, ...dependencies: string[]) =>
  tool(id, 'keep', { value }, ...dependencies);
const llm = (id: string, prompt: string, ...dependencies: string[]): Node => ({
  id,
  type: 'llm',
  model: 'gpt-4o',
  llm_config: {},
  prompt,
  dependencies,
});
const human = (id: string, ...dependencies: string[]): Node => ({
  id,
  type: 'human',
  prompt_message: 'Go on?',
  dependencies,
});
const loop = (body: Node[], ...dependencies: string[]): Node => ({
  id: 'loop',
  type: 'loop',
  items_source: 'inputs.rows',
  max_iterations: 3,
  body,
  dependencies,
});

/** Where untrusted text was found. */
function flows(...nodes: Node[]): string[] {
  const read = readBlueprint({ inputs: { required: ['query', 'rows'] }, nodes });
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  return checkBlueprint(read.value, { resolve, level: 'executable' }).map(({ code, pointer, detail }) => {
    const from = /^Text from (?:the )?'?([^' ]+)/.exec(detail)?.[1];
    return code === 'untrusted-flow' ? `${from} ${pointer}` : `${code} ${pointer}`;
  });
}

const ASKED = llm('ask', 'Say it.');

describe('untrusted text (docs/spec/blueprint.md 6.9)', () => {
  it.each<[string, Node[], string[]]>([
    ['an input', [keep('a', '{{ inputs.query }}')], ['inputs /nodes/0/tool_args/value']],
    ['an input by its name', [keep('a', 'x {{ query }}')], ['inputs /nodes/0/tool_args/value']],
    ['what a model says', [ASKED, keep('a', '{{ ask.text }}', 'ask')], ['ask /nodes/1/tool_args/value']],
    [
      'what is fetched',
      [tool('get', 'fetch', { topic: 'x' }), keep('a', '{{ get.text }}', 'get')],
      ['get /nodes/1/tool_args/value'],
    ],
    [
      'what is made of it',
      [ASKED, tool('loud', 'shout', { text: '{{ ask.text }}' }, 'ask'), keep('a', '{{ loud.text }}', 'loud')],
      ['loud /nodes/2/tool_args/value'],
    ],
    [
      'what is mapped from it',
      [
        ASKED,
        {
          ...tool('a', 'keep', {}, 'ask'),
          input_mappings: { value: { source_node_id: 'ask', source_output_key: 'text' } },
        },
      ],
      ['ask /nodes/1'],
    ],
    ['items of a list', [loop([keep('a', '{{ item }}')])], ['inputs /nodes/0/body/0/tool_args/value']],
    [
      'what a loop gives',
      [loop([llm('ask', 'x')]), keep('a', 'x {{ loop }}', 'loop')],
      ['loop /nodes/1/tool_args/value'],
    ],
    [
      'an answer, where a model speaks after the human',
      [human('ok'), llm('ask', 'x', 'ok'), keep('a', '{{ ask.text }}', 'ask')],
      ['ask /nodes/2/tool_args/value'],
    ],
    [
      'an answer, where the human waited for something else',
      [ASKED, human('ok'), keep('a', '{{ ask.text }}', 'ask', 'ok')],
      ['ask /nodes/2/tool_args/value'],
    ],
    [
      'an answer, where the human may not have been asked',
      [ASKED, loop([human('ok')], 'ask'), keep('a', '{{ ask.text }}', 'ask', 'loop')],
      ['ask /nodes/2/tool_args/value'],
    ],
    [
      'the context of an agent that may call a privileged tool',
      [
        {
          id: 'g',
          type: 'agent',
          package: 'helper',
          llm_config: { model: 'gpt-4o' },
          tools: [{ name: 'keep' }],
          input_schema: { question: 'str' },
          output_schema: { answer: 'str' },
        },
      ],
      ['inputs /nodes/0'],
    ],
  ])('is told of: %s', (_what, nodes, expected) => {
    expect(flows(...nodes)).toEqual(expected);
  });

  it.each<[string, Node[]]>([
    ['comes to a tool without privilege', [tool('a', 'shout', { text: '{{ inputs.query }}' })]],
    ['was approved', [ASKED, human('ok', 'ask'), keep('a', '{{ ask.text }}', 'ask', 'ok')]],
    [
      'was approved further up',
      [
        ASKED,
        human('ok', 'ask'),
        tool('s', 'shout', { text: 'x' }, 'ok'),
        keep('a', '{{ ask.text }}', 'ask', 's'),
      ],
    ],
    ['is an input that was approved', [human('ok'), keep('a', '{{ inputs.query }}', 'ok')]],
    [
      'was approved before it in the body',
      [loop([llm('ask', 'x'), human('ok'), keep('a', '{{ ask.text }}')])],
    ],
    [
      'was approved before the body',
      [ASKED, human('ok', 'ask'), loop([keep('a', '{{ ask.text }}', 'ask')], 'ask', 'ok')],
    ],
    ['is a number', [ASKED, keep('a', 'n {{ ask.usage.total_tokens }}', 'ask')]],
    ['is what a human says', [human('ok'), keep('a', '{{ ok.response }}', 'ok')]],
    ['comes to a tool that keeps no permission', [{ ...keep('a', '{{ inputs.query }}'), permissions: [] }]],
  ])('is let be where it %s', (_what, nodes) => {
    expect(flows(...nodes)).toEqual([]);
  });
});
