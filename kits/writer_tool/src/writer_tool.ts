import { defineTool } from '@iceos/sdk';

export const writerTool = defineTool({
  name: 'writer_tool',
  title: 'Writer',
  description:
    'Turns notes into a short summary in a named style, cut to a maximum length. ' +
    'Use it to shorten research notes, answers of a model or search results.',
  tags: ['write', 'summary', 'summarize', 'shorten', 'text', 'notes'],
  input: {
    type: 'object',
    properties: {
      notes: { type: 'string', description: 'The text to write from.' },
      style: {
        type: 'string',
        default: 'concise',
        maxLength: 100,
        description: 'Style of writing, such as concise or executive.',
      },
      max_chars: {
        type: 'integer',
        minimum: 50,
        default: 280,
        description: 'Longest text, in characters, without the style.',
      },
    },
    required: ['notes'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { summary: { type: 'string' } },
    required: ['summary'],
    additionalProperties: false,
  },
  examples: [
    'Summarize these notes in a few words.',
    'Write an executive summary of my research.',
    'Shorten this text to 280 characters.',
    {
      title: 'In the usual style',
      input: { notes: '  Solar power grew fastest.  ' },
      output: { summary: '[concise] Solar power grew fastest.' },
    },
    {
      title: 'Cut to fifty characters',
      input: { notes: 'x'.repeat(60), style: 'executive', max_chars: 50 },
      output: { summary: `[executive] ${'x'.repeat(47)}...` },
    },
  ],
  run({ notes, style = 'concise', max_chars = 280 }) {
    const characters = [...notes.trim()];
    const text =
      characters.length > max_chars
        ? `${characters.slice(0, max_chars - 3).join('')}...`
        : characters.join('');
    return { summary: `[${style}] ${text}` };
  },
});
