import { defineTool } from '@iceos/sdk';

export const echoTool = defineTool({
  name: 'echo_tool',
  title: 'Echo',
  description:
    'Returns the inputs it was given, unchanged. Use it to try out a workflow, to see what a step receives, or to pass fixed values on.',
  tags: ['echo', 'debug', 'demo', 'test', 'passthrough'],
  input: {
    type: 'object',
    properties: { text: { type: 'string', description: 'A text to say back.' } },
    additionalProperties: true,
  },
  output: { type: 'object', additionalProperties: true },
  examples: [
    'Echo this message back to me.',
    'Show me exactly what this step receives as input.',
    { title: 'A text', input: { text: 'hello' }, output: { text: 'hello' } },
    {
      title: 'Anything',
      input: { a: 1, nested: { b: [true, null] } },
      output: { a: 1, nested: { b: [true, null] } },
    },
  ],
  run: (input) => input,
});
