import { describe, expect, it } from '@jest/globals';
import type { Manifest, ManifestComponent } from '@iceos/core/manifest';
import { textsOfComponent } from './texts.js';

const TOOL: ManifestComponent = { node_type: 'tool', name: 'reader' };
const manifest = (schemas: Manifest['schemas'] = {}): Manifest => ({
  schema_version: 'plugins.v0',
  name: 'table_kit',
  components: [TOOL],
  schemas,
});
const detailsOf = (input: Record<string, unknown>, schemas: Manifest['schemas'] = {}) =>
  textsOfComponent({ ...TOOL, schema: { input } }, manifest(schemas)).details;

describe('textsOfComponent', () => {
  it('reads name, title, description, tags and package', () => {
    const texts = textsOfComponent(
      { ...TOOL, title: 'Table reader', description: 'Reads tables.', tags: ['table'] },
      manifest(),
    );
    expect(texts).toEqual({
      names: ['reader', 'Table reader'],
      descriptions: ['Reads tables.'],
      details: ['table', 'table_kit'],
      examples: [],
    });
  });

  it('reads examples in words, and the words about the others', () => {
    const { examples } = textsOfComponent(
      {
        ...TOOL,
        examples: ['read my file', { title: 'A file', request: 'open it', input: { path: 'secret' } }],
      },
      manifest(),
    );
    expect(examples).toEqual(['read my file', 'A file', 'open it']);
  });

  it('reads names and descriptions of members at every depth, and no values', () => {
    const details = detailsOf({
      description: 'What to read',
      properties: {
        delimiter: { type: 'string', default: 'semicolon', enum: ['comma'] },
        rows: { type: 'array', items: { properties: { cell: { title: 'One cell', examples: ['forty'] } } } },
      },
      oneOf: [{ properties: { path: { const: 'fixed' } } }],
    });
    expect(details).toEqual(
      expect.arrayContaining(['What to read', 'delimiter', 'rows', 'cell', 'One cell', 'path']),
    );
    expect(details.join(' ')).not.toMatch(/semicolon|comma|forty|fixed/);
  });

  it('takes members by their names even where those are words of JSON Schema', () => {
    expect(
      detailsOf({ properties: { default: { properties: { inner: {} } }, description: { type: 'string' } } }),
    ).toEqual(expect.arrayContaining(['default', 'inner', 'description']));
  });

  it('follows references to shared schemas, each once', () => {
    const shared = {
      Row: { properties: { price: { $ref: '#/schemas/Money' }, next: { $ref: '#/schemas/Row' } } },
      Money: { description: 'An amount of money' },
    };
    const details = detailsOf({ $ref: '#/schemas/Row' }, shared);
    expect(details.filter((text) => text === 'price')).toHaveLength(1);
    expect(details).toContain('An amount of money');
    expect(detailsOf({ $ref: '#/schemas/Missing' })).toEqual(['table_kit']);
  });

  it('stops at a thousand texts', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `member${index}`,
        { properties: { [`inner${index}`]: {} } },
      ]),
    );
    expect(detailsOf({ properties: { all: { properties } } }).length).toBe(1001);
  });
});
