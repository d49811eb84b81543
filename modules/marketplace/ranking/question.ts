import { embed } from '@iceos/runtime/embedder';
import { termsOf } from '@iceos/runtime/terms';

/** What a query asks for, in each of the ways in which it can be answered; a way is absent where it makes no sense. */
export interface Question {
  /** The query as a name, with its namespace where it says one. */
  readonly exact: { readonly namespace: string | undefined; readonly name: string } | undefined;
  /** A few words that may be part of a name, or a name with a slip. */
  readonly likeness: string | undefined;
  /** Each once. */
  readonly terms: readonly string[];
  readonly vector: Float32Array | undefined;
}

/** More terms than anybody types, and as many as one query may cost. */
const MOST_TERMS = 48;
const MOST_LIKENESS = { words: 4, length: 64 };
const NAME = /^(?:([a-z][a-z0-9-]*)\/)?([a-z][a-z0-9_.-]*)(?:@\S*)?$/;

/** Reads a query. Any text will do. */
export function readQuestion(text: string): Question {
  const folded = text.trim().toLowerCase();
  const [, namespace, name] = NAME.exec(folded) ?? [];
  const words = folded.match(/[a-z0-9]+/g) ?? [];
  const likeness = words.join(' ');
  const short =
    words.length > 0 && words.length <= MOST_LIKENESS.words && likeness.length <= MOST_LIKENESS.length;
  const vector = embed(text);
  return {
    exact: name === undefined ? undefined : { namespace, name },
    likeness: short ? likeness : undefined,
    terms: [...new Set(termsOf(text))].slice(0, MOST_TERMS),
    vector: vector.some((value) => value !== 0) ? vector : undefined,
  };
}
