import { defineTool, ToolError } from '@iceos/sdk';

const NAMES = ['product', 'item', 'name', 'title', 'product name'];
/** What makes a title, in the order in which buyers look for it. */
const LEADING = ['brand', 'model'];
const TRAILING = ['color', 'colour', 'size', 'capacity', 'material'];
/** What is no selling point: numbers of the shop, prices, and what was used already. */
const SILENT = new Set([
  ...NAMES,
  ...LEADING,
  'product code',
  'sku',
  'id',
  'cost',
  'price',
  'suggested price',
  'quantity',
  'stock',
  'description',
  'notes',
  'details',
]);
const MAX_TITLE = 80;

export const titleDescriptionGenerator = defineTool({
  name: 'title_description_generator',
  title: 'Title and description generator',
  description:
    'Writes a listing title and a product description from the attributes of an item: brand, name, color, size, condition, notes. ' +
    'Always the same text for the same item, without a language model.',
  tags: ['copywriting', 'listing', 'product', 'title', 'description', 'ecommerce', 'marketplace', 'seller'],
  input: {
    type: 'object',
    properties: {
      item: {
        type: 'object',
        additionalProperties: true,
        description:
          'Attributes of the product by name, for example a row of a CSV file. Product, Item or Name is its name.',
      },
      test_mode: {
        type: 'boolean',
        default: false,
        description: 'Give texts that begin with TEST, for trial runs.',
      },
    },
    required: ['item'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      title: { type: 'string', minLength: 1, maxLength: MAX_TITLE },
      description: { type: 'string', minLength: 1 },
    },
    required: ['title', 'description'],
    additionalProperties: false,
  },
  examples: [
    'Write a catchy title and description for my product listing.',
    'Describe this item for a marketplace.',
    'Turn product attributes into sales copy.',
    {
      title: 'A fridge',
      input: {
        item: {
          Product: 'Refrigerator',
          Brand: 'Arctis',
          Color: 'white',
          Condition: 'like new',
          Notes: 'Quiet and frugal',
        },
      },
      output: {
        title: 'Arctis Refrigerator, white',
        description: 'Arctis Refrigerator, white. Quiet and frugal. Condition: like new.',
      },
    },
    {
      title: 'A trial run',
      input: { item: { name: 'Lamp' }, test_mode: true },
      output: { title: 'TEST Lamp', description: 'TEST description of Lamp.' },
    },
  ],
  run({ item, test_mode = false }) {
    const attributes = attributesOf(item);
    const name = NAMES.map((key) => attributes.get(key)?.value).find((value) => value !== undefined);
    if (name === undefined) {
      throw new ToolError(
        'item-name-missing',
        'The item has no name: give it a member Product, Item or Name.',
      );
    }
    if (test_mode) return { title: shorten(`TEST ${name}`), description: `TEST description of ${name}.` };
    const lead = valuesOf(attributes, LEADING).filter(
      (value) => !name.toLowerCase().includes(value.toLowerCase()),
    );
    const title = [[...lead, name].join(' '), ...valuesOf(attributes, TRAILING)].join(', ');
    const facts = [...attributes]
      .filter(([key]) => !SILENT.has(key) && !TRAILING.includes(key))
      .map(([, { label, value }]) => `${label}: ${value}`);
    const notes = valuesOf(attributes, ['description', 'notes', 'details']);
    return {
      title: shorten(title),
      description: [title, ...notes, ...facts]
        .map((sentence) => `${sentence.replace(/[.\s]+$/, '')}.`)
        .join(' '),
    };
  },
});

interface Attribute {
  readonly label: string;
  readonly value: string;
}

/** The attributes that have something to say, by lower-case name. */
function attributesOf(item: Record<string, unknown>): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const [label, raw] of Object.entries(item)) {
    const value =
      typeof raw === 'string' || typeof raw === 'number' ? String(raw).replaceAll(/\s+/g, ' ').trim() : '';
    if (value !== '') attributes.set(label.trim().toLowerCase(), { label: label.trim(), value });
  }
  return attributes;
}

function valuesOf(attributes: Map<string, Attribute>, keys: readonly string[]): string[] {
  return keys.flatMap((key) => attributes.get(key)?.value ?? []);
}

/** `text` cut at a word, within the length of a title. */
function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= MAX_TITLE) return text;
  const cut = characters.slice(0, MAX_TITLE - 1).join('');
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_TITLE / 2)).trimEnd()}…`;
}
