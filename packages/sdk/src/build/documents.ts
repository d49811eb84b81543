import type { AuthoredResult } from '@iceos/core/authored';
import { readText, type PlacedFinding } from '../text.js';
import { BuildError, type SourcePlace } from './errors.js';

const MAX_BYTES = 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A YAML or JSON file as a value, which remembers where each member stands. */
export interface AuthoredFile {
  readonly file: string;
  readonly value: unknown;
  /** Where the member at a JSON pointer stands; the nearest that exists. */
  placeOf(pointer: string): SourcePlace;
}

/** Reads `bytes` of `file` as YAML 1.2 (of which JSON is part): one document, unique keys, no tags beyond JSON's types. */
export function readAuthored(file: string, bytes: Uint8Array): AuthoredFile {
  if (bytes.length > MAX_BYTES) {
    throw new BuildError(
      'package-file-invalid',
      `${file} has ${bytes.length} bytes; at most ${MAX_BYTES} are read.`,
    );
  }
  const placeOf = ({ line, column, text }: PlacedFinding['place']): SourcePlace => ({
    file,
    line,
    column,
    text,
  });
  const read = readText(decode(file, bytes), 'yaml');
  if (!read.ok) {
    const [first] = read.findings;
    const detail = first?.detail ?? `${file} is not YAML.`;
    throw new BuildError('package-file-invalid', detail, first ? { place: placeOf(first.place) } : {});
  }
  return {
    file,
    value: read.value,
    placeOf: (pointer) => placeOf(read.place({ pointer, code: '' }).place),
  };
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new BuildError('package-file-invalid', `${file} is not UTF-8.`, { cause });
  }
}

/** The value of `authored` as `check` reads it, or a `BuildError` at the first thing that is wrong. */
export function narrow<T>(authored: AuthoredFile, check: (value: unknown) => AuthoredResult<T>): T {
  const result = check(authored.value);
  if (result.ok) return result.value;
  const [first] = result.findings;
  throw new BuildError('package-file-invalid', first?.detail ?? `${authored.file} is not valid.`, {
    place: authored.placeOf(first?.pointer ?? ''),
    findings: result.findings,
  });
}
