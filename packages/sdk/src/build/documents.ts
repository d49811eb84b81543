import { LineCounter, parseDocument, type Document } from 'yaml';
import type { AuthoredResult } from '@iceos/core/authored';
import { BuildError, type SourcePlace } from './errors.js';

const MAX_BYTES = 1024 * 1024;
/** Enough for anchors that a person writes; too few for a bomb. */
const MAX_ALIASES = 100;

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
  const lines = new LineCounter();
  const document = parseDocument(decode(file, bytes), {
    schema: 'core',
    version: '1.2',
    uniqueKeys: true,
    lineCounter: lines,
  });
  const place = (offset: number): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [fault] = document.errors;
  if (fault) {
    const [sentence = 'not YAML'] = fault.message.split('\n');
    throw new BuildError('package-file-invalid', sentence, { place: place(fault.pos[0]), cause: fault });
  }
  return {
    file,
    value: valueOf(file, document),
    placeOf: (pointer) => place(offsetOf(document, pointer)),
  };
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new BuildError('package-file-invalid', `${file} is not UTF-8.`, { cause });
  }
}

function valueOf(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    throw new BuildError('package-file-invalid', `${file}: ${(cause as Error).message}`, { cause });
  }
}

function offsetOf(document: Document, pointer: string): number {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (; path.length > 0; path.pop()) {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
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
