/** Source of a sample tool: it counts words, so that input, output, examples and an error are all there to be replaced. */
export function toolText(name: string, description?: string): string {
  const exported = name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const said = description ?? 'Counts the words of a text. Use it to see how long a draft is.';
  return `import { defineTool, ToolError } from '@iceos/sdk';

export const ${exported} = defineTool({
  name: ${quoted(name)},
  // Search finds the tool by its description, tags and examples: say what it is for, in the words of its users.
  description: ${quoted(said)},
  tags: ['sample'],
  input: {
    type: 'object',
    properties: { text: { type: 'string', description: 'The text to count.' } },
    required: ['text'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { words: { type: 'integer', minimum: 0 } },
    required: ['words'],
    additionalProperties: false,
  },
  // Capabilities are asked for by name and arrive as the second argument of run: log, clock, random, kv, files, http.
  // http names its hosts: http: { hosts: ['api.example.org'] }, and then host.http.fetch(url).
  permissions: {},
  examples: [
    'How many words does this text have?',
    { title: 'Three words', input: { text: 'one two three' }, output: { words: 3 } },
  ],
  run({ text }) {
    const words = text.split(/\\s+/).filter((word) => word !== '');
    if (words.length === 0) throw new ToolError('text-empty', 'The text has no words.');
    return { words: words.length };
  },
});
`;
}

/** `text` as a literal of the language, in single quotes where that is all it takes. */
function quoted(text: string): string {
  return /^[^'\\\p{Cc}\u2028\u2029]*$/u.test(text) ? `'${text}'` : JSON.stringify(text);
}
