import { defineTool } from '@iceos/sdk';
import { execute } from './execute.js';

export const codeRunner = defineTool({
  name: 'code_runner',
  title: 'Code runner',
  description:
    'Runs the JavaScript of code nodes. The code sees `input`, and `inputs`, the inputs of the run; what it returns, or else ' +
    'what it puts into `output`, is the result. What it writes to the console is logged; `host` has the capabilities it was granted.',
  tags: ['code', 'javascript', 'script', 'transform', 'compute'],
  world: 'iceos:code@0.1.0',
  input: {
    type: 'object',
    properties: {
      source: { type: 'string', description: 'The body of a function, in JavaScript.' },
      input: { description: 'What the code sees as `input`.' },
    },
    required: ['source', 'input'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      output: { description: 'The result; null when there is none.' },
    },
    required: ['output'],
    additionalProperties: false,
  },
  permissions: { clock: true, files: true, kv: true, log: true, random: true },
  examples: [
    'Run a snippet of JavaScript.',
    'Compute a value from the inputs with custom code.',
    {
      title: 'A sum',
      input: { source: 'return { sum: input.a + input.b };', input: { a: 2, b: 3 } },
      output: { output: { sum: 5 } },
    },
    {
      title: 'Through output',
      input: {
        source: 'output = inputs.words.length; console.log("counted", output);',
        input: { words: ['a', 'b'] },
      },
      output: { output: 2 },
    },
  ],
  async run({ source, input }, host) {
    return { output: (await execute(source, input, host)) ?? null };
  },
});
