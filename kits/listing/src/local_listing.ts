import { defineTool, ToolError } from '@iceos/sdk';
import { mapColumns, slugSku } from './columns.js';
import { wasListed } from './listed.js';

export const localListing = defineTool({
  name: 'local_listing',
  title: 'Local listing',
  description:
    'Makes a marketplace listing of a product without uploading it: gives it an id from its SKU, a title, a description and a price, ' +
    'and tells whether the same product was listed before in this run.',
  tags: ['listing', 'product', 'sku', 'catalog', 'ecommerce', 'marketplace', 'seller'],
  input: {
    type: 'object',
    properties: {
      item: {
        type: 'object',
        additionalProperties: true,
        description:
          'Attributes of the product, for example a row of a CSV file. Product Code or SKU is its number, Product or Item its name, Suggested Price or Cost its cost.',
      },
      price: { type: 'number', minimum: 0, description: 'Selling price; without one, the cost of the item.' },
      title: { type: 'string', description: 'Title; without one, the name of the item.' },
      description: { type: 'string', default: '', description: 'Description of the product.' },
    },
    required: ['item'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      listing_id: { type: 'string', minLength: 1 },
      title: { type: 'string', minLength: 1 },
      description: { type: 'string' },
      price: { type: 'number', minimum: 0 },
      duplicate: { type: 'boolean' },
    },
    required: ['listing_id', 'title', 'description', 'price', 'duplicate'],
    additionalProperties: false,
  },
  permissions: { kv: true },
  examples: [
    'Create a listing for this product.',
    'List my item for sale with this price and description.',
    {
      title: 'With a product code',
      input: {
        item: { 'Product Code': 'R-100', Product: 'Refrigerator' },
        price: 750,
        title: 'Refrigerator, white',
        description: 'Quiet.',
      },
      output: {
        listing_id: 'LOC-R-100',
        title: 'Refrigerator, white',
        description: 'Quiet.',
        price: 750,
        duplicate: false,
      },
    },
    {
      title: 'Without one',
      input: { item: { Item: 'Crème brûlée torch', Cost: '12.50' } },
      output: {
        listing_id: 'LOC-creme-brulee-torch-0605337d',
        title: 'Crème brûlée torch',
        description: '',
        price: 12.5,
        duplicate: false,
      },
    },
  ],
  run({ item, price, title, description = '' }, { kv }) {
    const { sku, name, cost } = mapColumns(item);
    if (name === undefined && (sku === undefined || title === undefined)) {
      throw new ToolError(
        'item-name-missing',
        'The item has no name: give it a column Product, Item or Name.',
      );
    }
    const listingId = `LOC-${sku ?? slugSku(name ?? '', item)}`;
    return {
      listing_id: listingId,
      title: title ?? name ?? '',
      description,
      price: price ?? amountOf(cost),
      duplicate: wasListed(kv, listingId),
    };
  },
});

function amountOf(cost: string | undefined): number {
  const amount = Number((cost ?? '').replaceAll(/[$€£¥,\s]/g, '') || Number.NaN);
  if (Number.isFinite(amount) && amount >= 0) return amount;
  throw new ToolError(
    'price-missing',
    'There is no price, and the item has no column Suggested Price or Cost with an amount.',
  );
}
