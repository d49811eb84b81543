import { describe, expect, it } from '@jest/globals';
import { NODE_TYPES } from '@iceos/core/schemas';
import { validateResolvable } from '../resolvable.js';
import { WorkflowBuilder } from './workflow.js';

const schemas = {
  input_schema: { type: 'object', properties: { text: { type: 'string' } } },
  output_schema: { type: 'object', properties: { n: { type: 'integer' } } },
};

/** A workflow with a node of each type. */
const whole = () =>
  new WorkflowBuilder('whole')
    .id('acme.whole')
    .inputs(['rows', 'text'], ['limit'])
    .addTool('load', 'echo_tool', { text: '{{ inputs.text }}' }, { output_schema: schemas.input_schema })
    .addLlm('ask', { model: 'gpt-4o', prompt: 'Sum up {{ load.text }}', llm_config: {}, max_tokens: 100 })
    .addAgent('agent', 'acme/writer', { ...schemas, llm_config: { model: 'gpt-4o' } })
    .addWorkflow('sub', 'acme/other')
    .addCondition(
      'check',
      'inputs_ok or True',
      {
        whenTrue: (list) => list.addTool('yes', 'echo_tool'),
        whenFalse: (list) => list.addTool('no', 'echo_tool'),
      },
      schemas,
    )
    .addLoop('each', 'inputs.rows', (body) => body.addTool('one', 'echo_tool', { text: '{{ item }}' }), {
      max_iterations: 10,
    })
    .addParallel('both', [
      (list) => list.addTool('left', 'echo_tool'),
      (list) => list.addTool('right', 'echo_tool'),
    ])
    .addCode('code', 'output = { n: 1 }', schemas, { language: 'javascript' })
    .addHuman('person', 'Go on?', { approval_type: 'choice', choices: ['yes', 'no'] })
    .addMonitor('watch', 'cost > 100')
    .addSwarm('swarm', [
      { package: 'acme/a', role: 'x' },
      { package: 'acme/b', role: 'y' },
    ])
    .addRecursive('again', ['ask'], { agent_package: 'acme/writer' }, { ...schemas, max_iterations: 3 })
    .connect('load', 'ask')
    .connect('ask', 'again')
    .outputs({ text: '{{ ask.text }}' });

describe('a workflow in code', () => {
  it('can have every type of node, and is what a server takes', () => {
    const built = whole().build();
    expect(built.nodes.map(({ type }) => type).toSorted()).toEqual(NODE_TYPES.toSorted());
    expect(validateResolvable(whole()).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(built).toMatchObject({
      schema_version: '1.2.0',
      id: 'acme.whole',
      metadata: { draft_name: 'whole' },
      inputs: { required: ['rows', 'text'], optional: ['limit'] },
      outputs: { text: '{{ ask.text }}' },
    });
  });

  it('keeps the dependencies that a node names beside those that connect adds, each once', () => {
    const flow = new WorkflowBuilder('a')
      .addTool('a', 'x')
      .addTool('b', 'x')
      .addTool('c', 'x', {}, { dependencies: ['a'] })
      .connect('b', 'c')
      .connect('a', 'c');
    expect(flow.build().nodes[2]).toMatchObject({ dependencies: ['a', 'b'] });
  });

  it('maps one tool over a list', () => {
    const flow = new WorkflowBuilder('a').inputs(['rows']);
    flow.map('inputs.rows').withTool('scores', 'score_tool', { row: '{{ item }}' });
    expect(flow.build().nodes).toEqual([
      {
        id: 'scores',
        type: 'loop',
        items_source: 'inputs.rows',
        body: [
          { id: 'scores_item', type: 'tool', tool_name: 'score_tool', tool_args: { row: '{{ item }}' } },
        ],
      },
    ]);
  });

  it('shares nothing with what it built', () => {
    const args = { text: 'first' };
    const flow = new WorkflowBuilder('a').addTool('a', 'x', args);
    const built = flow.build();
    args.text = 'second';
    (built.nodes[0] as { id: string }).id = 'other';
    expect(flow.build().nodes[0]).toMatchObject({ id: 'a' });
    expect(built.nodes[0]).toMatchObject({ tool_args: { text: 'first' } });
  });

  it('is drawn with a line for each node and each edge, whatever the ids hold', () => {
    const flow = new WorkflowBuilder('a')
      .addTool('a"]; click', 'x')
      .addLoop('b', 'inputs.rows', (body) => body.addTool('c', 'x'))
      .connect('a"]; click', 'b');
    expect(flow.preview().split('\n')).toEqual([
      'graph TD;',
      '  n0["a#34;]; click (tool)"];',
      '  n1["b (loop)"];',
      '  n2["c (tool)"];',
      '  n1 -. each .-> n2;',
      '  n0 --> n1;',
      '',
    ]);
  });
});

describe('validateResolvable', () => {
  const flow = new WorkflowBuilder('a').addTool('a', 'no_such_tool').connect('gone', 'a');

  it('says what a server says: unknown components, bad references, bad graphs', () => {
    const codes = validateResolvable(flow, { resolve: () => ({ ok: false, code: 'unknown' }) });
    expect(codes.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'dependency-missing /nodes/0/dependencies/0',
      'tool-unknown /nodes/0/tool_name',
    ]);
    const forbidden = validateResolvable(flow, { resolve: () => ({ ok: false, code: 'forbidden' }) });
    expect(forbidden.map(({ code }) => code)).toContain('component-forbidden');
  });

  it('does not look whether components exist where nothing knows them, and takes any value', () => {
    expect(validateResolvable(flow).map(({ code }) => code)).toEqual(['dependency-missing']);
    expect(validateResolvable(7).map(({ code }) => code)).toEqual(['not-json']);
    expect(validateResolvable(new WorkflowBuilder('empty')).map(({ code }) => code)).toEqual(['nodes-empty']);
    expect(validateResolvable(new WorkflowBuilder('empty'), { level: 'draft' })).toEqual([]);
  });
});
