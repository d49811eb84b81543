import { stemOf } from './terms/stem.js';
import { STOP_WORDS } from './terms/stop-words.js';

/** Longest word, in UTF-16 code units; what is longer is cut. */
export const MAX_WORD_LENGTH = 40;

const ACCENT = /[\u0300-\u036f]/g;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that put no spaces between words. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/u;
/** Where a compound such as `CSVReader` falls apart. */
const SEAM = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/**
 * The words of `text`, in order, repeated as they are: case, accents and width folded; a `camelCase` word is followed by its
 * parts; in scripts without spaces every pair of neighbours stands for a word. A word is letters, marks and digits and
 * nothing else, so it needs no quoting anywhere. The same on every system; never throws.
 */
export function wordsOf(text: string): string[] {
  const plain = text.toWellFormed().normalize('NFKD').replace(ACCENT, '').normalize('NFC');
  return (plain.match(WORD) ?? []).flatMap(expand);
}

/**
 * The terms that `text` is about: its words without stop words, related words folded into one. Where there are only stop
 * words, they are the terms.
 */
export function termsOf(text: string): string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return (telling.length > 0 ? telling : words).map(stemOf);
}

function expand(word: string): string[] {
  if (SPACELESS.test(word)) return pairsOf(word);
  const parts = word.split(SEAM);
  return (parts.length > 1 ? [word, ...parts] : parts).map((part) => cut(part.toLowerCase()));
}

function pairsOf(run: string): string[] {
  const characters = [...run.toLowerCase()];
  if (characters.length < 3) return [characters.join('')];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** Never through the middle of a surrogate pair. */
function cut(word: string): string {
  return word.length <= MAX_WORD_LENGTH
    ? word
    : word.slice(0, MAX_WORD_LENGTH).replace(/[\ud800-\udbff]$/, '');
}
