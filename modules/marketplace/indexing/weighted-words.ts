import { termsOf } from '@iceos/runtime/terms';
import type { Texts } from './texts.js';

/** What a word weighs in the order D, C, B, A of PostgreSQL: examples, details, descriptions, names. */
export const WORD_WEIGHTS = '{0.5, 0.6, 0.8, 1}';

/** Text read of one kind, in UTF-16 code units. */
const MOST_TEXT = 32_768;
/** PostgreSQL keeps no more positions of one word, and none beyond the last. */
const MOST_POSITIONS = 255;
const LAST_POSITION = 16_383;

/**
 * A `tsvector`, written out: every term of the texts with its positions and weights. Terms are letters, marks and digits
 * only, so they need no escaping between their quotes.
 */
export function weightedWords({ names, descriptions, details, examples }: Texts): string {
  const positions = new Map<string, string[]>();
  let position = 0;
  for (const [weight, texts] of [
    ['A', names],
    ['B', descriptions],
    ['C', details],
    ['D', examples],
  ] as const) {
    for (const term of termsOf(texts.join('\n').slice(0, MOST_TEXT))) {
      position = Math.min(position + 1, LAST_POSITION);
      const known = positions.get(term) ?? [];
      if (known.length < MOST_POSITIONS) positions.set(term, [...known, `${position}${weight}`]);
    }
  }
  return [...positions].map(([term, places]) => `'${term}':${places.join(',')}`).join(' ');
}
