import { shortHash } from './short-hash.js';

/** What a listing needs to know about an item, whatever its columns are called. */
export interface MappedItem {
  readonly sku: string | undefined;
  readonly name: string | undefined;
  readonly cost: string | undefined;
}

const SKU = ['product code', 'sku'];
const NAME = ['product', 'item', 'name'];
const COST = ['suggested price', 'cost'];
const MAX_SLUG = 40;

export function mapColumns(item: Readonly<Record<string, unknown>>): MappedItem {
  const values = new Map<string, string>();
  for (const [column, value] of Object.entries(item)) {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    if (text !== '') values.set(column.trim().toLowerCase(), text);
  }
  const first = (columns: readonly string[]) =>
    columns.map((column) => values.get(column)).find((text) => text !== undefined);
  return { sku: first(SKU), name: first(NAME), cost: first(COST) };
}

/** The stock number of an item that has none: its name in plain letters, and a hash of everything it says. */
export function slugSku(name: string, item: Readonly<Record<string, unknown>>): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replaceAll(/^-+|-+$/g, '');
  const sorted = Object.keys(item)
    .sort()
    .map((column) => [column, item[column]]);
  return `${slug || 'item'}-${shortHash(JSON.stringify(sorted))}`;
}
