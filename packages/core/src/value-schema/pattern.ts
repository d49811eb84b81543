import { RE2JS } from 're2js';

/** A pattern of a user's schema. Matching takes time proportional to text times `size`, whatever the pattern. */
export interface Pattern {
  readonly source: string;
  /** Instructions of the compiled program. */
  readonly size: number;
  test(text: string): boolean;
}

const MAX_LENGTH = 1000;
const MAX_SIZE = 2500;
/** Escapes that RE2 reads differently or not at all: halves of characters, `\k<name>`, `\B`. */
const FOREIGN_ESCAPE = /(?<!\\)(?:\\\\)*\\(?:u[dD][89a-fA-F]|[kB])/;

/**
 * Compiles `source` for an engine without backtracking (docs/adr/0001-user-schemas.md), or says why it cannot be. Accepted
 * is what both ECMAScript and RE2 read: V8 only parses it, it never matches with it. Back references and look-around have
 * no linear-time form; `\s` and `\S` mean ASCII white space.
 */
export function compilePattern(source: string): Pattern | string {
  if (source.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (FOREIGN_ESCAPE.test(source)) return 'uses an escape that other engines read differently';
  try {
    // Parsed only: RE2 reads some forms, such as (?i) and \Q, that are no ECMAScript.
    void new RegExp(source, 'u');
  } catch {
    return 'is not an ECMAScript regular expression';
  }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    const size = compiled.programSize();
    if (size > MAX_SIZE) return 'repeats too much';
    return { source, size, test: (text) => compiled.test(text) };
  } catch {
    return 'has no form that is matched in linear time (look-around, back references, repeats above 1000)';
  }
}
