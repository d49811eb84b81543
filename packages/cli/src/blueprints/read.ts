import { extname, join } from 'node:path';
import type { Finding } from '@iceos/core/errors';
import { evaluateBlueprint, isBlueprintCode } from '@iceos/sdk/build';
import { readText, type PlacedFinding, type TextPlace } from '@iceos/sdk/text';
import { UsageError } from '../errors.js';
import { isFolder, readUserFile, requireThere } from '../files.js';

/** A finding with its place in the file, where the file is a document; code has none. */
export type FileFinding = Finding & { readonly nodeId?: string; readonly place?: TextPlace };

export type AuthoredBlueprint =
  | { readonly ok: true; readonly value: unknown; place(finding: Finding): FileFinding }
  | { readonly ok: false; readonly findings: readonly PlacedFinding[] };

/** Formats by the ending of a file. */
const TEXTS: Readonly<Record<string, 'json' | 'yaml'>> = { '.json': 'json', '.yaml': 'yaml', '.yml': 'yaml' };

/**
 * The value that `file` gives: a YAML or JSON document, or a module whose `build()` is called in a throw-away process.
 * Rejects with a `UsageError` for other files, and with the `BuildError` of a module.
 */
export async function readAuthoredBlueprint(file: string): Promise<AuthoredBlueprint> {
  if (isBlueprintCode(file)) {
    await readUserFile(file);
    return { ok: true, value: await evaluateBlueprint(file), place: (finding) => finding };
  }
  return readDocumentText(file);
}

/** As `readAuthoredBlueprint`, for documents alone. */
export async function readDocumentText(file: string): Promise<AuthoredBlueprint> {
  if (await isFolder(file))
    throw new UsageError(`${file} is a folder.`, `Name files in it, such as ${join(file, '*.yaml')}.`);
  const format = TEXTS[extname(file).toLowerCase()];
  if (!format) {
    await requireThere(file);
    throw new UsageError(
      `${file} is neither a document (.yaml, .yml, .json) nor a module (.ts, .mts, .js, .mjs).`,
      'Name the file after what is in it.',
    );
  }
  const bytes = await readUserFile(file);
  try {
    return readText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), format);
  } catch {
    const detail = 'The file is not UTF-8.';
    const place = { line: 1, column: 1, length: 1, before: [], text: '', cut: 0, after: [] };
    const fault = { code: `not-${format}`, detail, pointer: '', severity: 'error' as const, place };
    return { ok: false, findings: [{ ...fault, fix: 'Save it as UTF-8.' }] };
  }
}
