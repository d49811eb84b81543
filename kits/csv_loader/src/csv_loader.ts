import { aliasTool, defineTool, ToolError } from '@iceos/sdk';
import { csvRecords } from './csv.js';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

export const csvLoader = defineTool({
  name: 'csv_loader',
  title: 'CSV loader',
  description:
    'Reads a CSV file or CSV text into rows, one object per line, keyed by the column names of the header. ' +
    'Handles quoted fields, line breaks inside fields, other delimiters such as semicolon or tab, and files exported from Excel.',
  tags: ['csv', 'io', 'import', 'table', 'spreadsheet', 'parse', 'data'],
  input: {
    type: 'object',
    properties: {
      path: {
        type: 'string',
        minLength: 1,
        description: 'Path of a file granted to the run, such as data/products.csv.',
      },
      content: { type: 'string', description: 'The CSV text itself. Unless it is empty, it wins over path.' },
      delimiter: {
        type: 'string',
        minLength: 1,
        maxLength: 1,
        default: ',',
        description: 'One character between fields.',
      },
      encoding: { enum: ['utf-8'], default: 'utf-8', description: 'Encoding of the file.' },
      max_rows: { type: 'integer', minimum: 1, description: 'Stop after so many rows.' },
    },
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      rows: { type: 'array', items: { type: 'object', additionalProperties: { type: 'string' } } },
    },
    required: ['rows'],
    additionalProperties: false,
  },
  permissions: { files: true },
  examples: [
    'Load the products from this CSV file.',
    'Read my spreadsheet export and give me its rows.',
    'Parse semicolon separated data into a table.',
    {
      title: 'CSV text',
      input: { content: 'sku,name\n1,"Fridge, large"\n2,Oven\n' },
      output: {
        rows: [
          { sku: '1', name: 'Fridge, large' },
          { sku: '2', name: 'Oven' },
        ],
      },
    },
    {
      title: 'The first row of tab separated text',
      input: { content: 'a\tb\r\n1\t2\r\n3\t4', delimiter: '\t', max_rows: 1 },
      output: { rows: [{ a: '1', b: '2' }] },
    },
  ],
  run({ path, content, delimiter = ',', max_rows = Infinity }, { files }) {
    if (path === undefined && content === undefined) {
      throw new ToolError('argument-missing', 'Give a path, or the CSV text itself as content.');
    }
    if (/["\r\n]/.test(delimiter))
      throw new ToolError('delimiter-invalid', 'A quote or a line break cannot be the delimiter.');
    const text = content || path === undefined ? (content ?? '') : files.readText(path);
    const records = csvRecords(text, delimiter);
    const header = records.next();
    if (header.done) return { rows: [] };
    const columns = columnsOf(header.value.fields);
    const rows: Record<string, string>[] = [];
    for (const { fields, line } of records) {
      if (fields.length > columns.length) {
        throw new ToolError(
          'csv-malformed',
          `Line ${line} has ${fields.length} fields, the header ${columns.length}.`,
        );
      }
      rows.push(Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? ''])));
      if (rows.length >= max_rows) break;
    }
    return { rows };
  },
});

export const csvReader = aliasTool(csvLoader, {
  name: 'csv_reader',
  title: 'CSV reader',
  description: 'Fast CSV parsing into rows keyed by column name. Another name for csv_loader.',
  tags: ['csv', 'io'],
});

/** Names of the columns: trimmed, numbered where they are empty, each once. */
function columnsOf(fields: readonly string[]): string[] {
  const seen = new Set<string>();
  return fields.map((field, at) => {
    const column = field.trim() || `column_${at + 1}`;
    if (FORBIDDEN.has(column)) throw new ToolError('csv-malformed', `A column cannot be named ${column}.`);
    if (seen.has(column)) throw new ToolError('csv-malformed', `Two columns are named ${column}.`);
    seen.add(column);
    return column;
  });
}
