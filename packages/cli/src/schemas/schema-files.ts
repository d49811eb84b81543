import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { schemaDocuments } from '@iceos/core/schemas';

export const FORMATS = ['json', 'yaml'] as const;
export type SchemaFormat = (typeof FORMATS)[number];

/** The files of an export: path in the folder to text. The same version and format give the same bytes everywhere. */
export async function schemaFiles(format: SchemaFormat): Promise<Map<string, string>> {
  const write = await writerOf(format);
  const documents = schemaDocuments();
  const index = {
    description: 'JSON Schemas of iceOS; `digest` is the SHA-256 of the canonical form (RFC 8785).',
    schemas: documents.map(({ name, title, schema }) => ({
      name,
      title,
      file: fileOf(name, format),
      digest: digestOf(canonicalBytes(schema)),
    })),
  };
  return new Map([
    [`index.${format}`, write(index)],
    ...documents.map(({ name, schema }): [string, string] => [fileOf(name, format), write(schema)]),
  ]);
}

function fileOf(name: string, format: SchemaFormat): string {
  return `${name}.schema.${format}`;
}

async function writerOf(format: SchemaFormat): Promise<(value: unknown) => string> {
  if (format === 'json') return (value) => `${JSON.stringify(value, null, 2)}\n`;
  const { stringify } = await import('yaml');
  // Nothing is folded and nothing aliased, so that what is written depends on the value alone.
  return (value) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
