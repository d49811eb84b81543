import { defineTool, ToolError } from '@iceos/sdk';

export const lookupTool = defineTool({
  name: 'lookup_tool',
  title: 'Lookup',
  description:
    'Gives notes about a topic from demonstration content: offline, and always the same for the same query. ' +
    'Use it to build and try out research workflows before connecting a real source.',
  tags: ['lookup', 'research', 'knowledge', 'demo', 'offline', 'notes'],
  input: {
    type: 'object',
    properties: {
      query: { type: 'string', description: 'What to look up.' },
      topic: { type: 'string', description: 'Another name for query.' },
      source: {
        type: 'string',
        default: 'demo',
        maxLength: 100,
        description: 'Name of the source that the notes mention.',
      },
    },
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { notes: { type: 'string' } },
    required: ['notes'],
    additionalProperties: false,
  },
  examples: [
    'Look up renewable energy.',
    'Find background information about a topic.',
    'What is known about electric cars?',
    {
      title: 'A topic',
      input: { query: 'renewable energy' },
      output: {
        notes:
          'Notes about renewable energy: what it is, why it matters, and where to read on (demo content from demo)',
      },
    },
  ],
  run({ query, topic, source = 'demo' }) {
    const wanted = (query ?? topic)?.trim();
    if (!wanted) throw new ToolError('argument-missing', 'query is missing: say what to look up.');
    return {
      notes: `Notes about ${wanted}: what it is, why it matters, and where to read on (demo content from ${source})`,
    };
  },
});
