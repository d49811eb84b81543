import { defineTool } from '@iceos/sdk';

export const aggregatorConcat = defineTool({
  name: 'aggregator_concat',
  title: 'Concatenate',
  description:
    'Joins the outputs of several steps into one text, or collects them in one list. ' +
    'With a key, only that member of each object is taken.',
  tags: ['aggregate', 'concat', 'join', 'merge', 'combine', 'text', 'list'],
  input: {
    type: 'object',
    properties: {
      inputs: { type: 'array', default: [], description: 'What to join: texts, objects, anything.' },
      key: { type: 'string', minLength: 1, description: 'Take this member of objects that have it.' },
      sep: { type: 'string', default: '\n', description: 'What stands between two texts.' },
      as_json_array: { type: 'boolean', default: false, description: 'Give a list instead of a text.' },
    },
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { text: { type: 'string' }, items: { type: 'array' } },
    additionalProperties: false,
  },
  examples: [
    'Combine the results of these steps into one text.',
    'Join a list of strings with commas.',
    'Merge outputs into a single list.',
    { title: 'Texts', input: { inputs: ['a', 'b'], sep: ', ' }, output: { text: 'a, b' } },
    {
      title: 'One member of each',
      input: { inputs: [{ name: 'Ada' }, { other: 1 }, 'text'], key: 'name', as_json_array: true },
      output: { items: ['Ada', { other: 1 }, 'text'] },
    },
  ],
  run({ inputs = [], key, sep = '\n', as_json_array = false }) {
    const items = inputs.map((entry) => (key === undefined ? entry : memberOf(entry, key)));
    if (as_json_array) return { items };
    return { text: items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(sep) };
  },
});

function memberOf(entry: unknown, key: string): unknown {
  const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
  return isObject && Object.hasOwn(entry, key) ? (entry as Record<string, unknown>)[key] : entry;
}
