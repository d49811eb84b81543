import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '@iceos/sdk/text';
import { differencesOf, type Difference } from '../differences.js';
import { CommandError } from '../errors.js';
import { readIfThere } from '../files.js';
import { FORMATS, schemaFiles, type SchemaFormat } from './schema-files.js';

/** How one file of a folder is not as this version exports it. */
interface SchemaDifference {
  readonly file: string;
  /** `form`: the same schema in other bytes, which counts where the bytes are asked for. */
  readonly code: 'schema-missing' | 'schema-unknown' | 'schema-unreadable' | 'schema-differs' | 'schema-form';
  readonly detail: string;
  /** Where the schema itself differs, with what this version has and what was found. */
  readonly differences: readonly Difference[];
}

export interface Comparison {
  readonly format: SchemaFormat;
  /** Files that were looked for. */
  readonly expected: number;
  readonly differences: readonly SchemaDifference[];
}

/** Holds the exported schemas in `folder` against those of this version. Rejects when it holds none. */
export async function compareFolder(
  folder: string,
  { bytes }: { readonly bytes: boolean },
): Promise<Comparison> {
  const present = (await readdir(folder, { recursive: true }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.schema\.(json|yaml)$/.test(path));
  const format = FORMATS.find((one) => present.some((path) => path.endsWith(one)));
  if (!format) {
    throw new CommandError('schemas-missing', 'notFound', `${folder} holds no exported schemas.`, {
      hint: `Write them with \`ice schemas export -o ${folder}\`.`,
    });
  }
  const files = await schemaFiles(format);
  const differences: SchemaDifference[] = [];
  for (const [file, text] of files) {
    const found = await differenceAt(folder, file, text, { format, bytes });
    if (found) differences.push(found);
  }
  for (const file of present.filter((path) => !files.has(path)).sort())
    differences.push(told(file, 'schema-unknown', 'is no schema of this version.'));
  return { format, expected: files.size, differences };
}

async function differenceAt(
  folder: string,
  file: string,
  text: string,
  { format, bytes }: { readonly format: SchemaFormat; readonly bytes: boolean },
): Promise<SchemaDifference | undefined> {
  const found = await readIfThere(join(folder, file));
  if (!found) return told(file, 'schema-missing', 'is missing.');
  const actual = new TextDecoder().decode(found);
  if (actual === text) return undefined;
  const read = readText(actual, format);
  if (!read.ok) return told(file, 'schema-unreadable', read.findings[0]?.detail ?? 'cannot be read.');
  const expected = readText(text, format);
  const differences = expected.ok ? differencesOf(expected.value, read.value) : [];
  if (differences.length > 0) return told(file, 'schema-differs', 'differs from this version.', differences);
  return bytes ? told(file, 'schema-form', 'is the same schema in other bytes.') : undefined;
}

function told(
  file: string,
  code: SchemaDifference['code'],
  says: string,
  differences: readonly Difference[] = [],
): SchemaDifference {
  return { file, code, detail: `${file}: ${says}`, differences };
}
