import { readConcepts } from './embedder/concepts.js';
import { stemOf } from './terms/stem.js';
import { STOP_WORDS } from './terms/stop-words.js';
import { wordsOf } from './terms.js';

/** Numbers in a vector: as many as small sentence encoders give, so that one can take this place without another column. */
export const EMBEDDING_DIMENSIONS = 384;

/** Names this embedder and everything that decides its vectors. Vectors of different versions cannot be compared. */
export const EMBEDDER_VERSION = 'iceos-hash-1';

/** Longest text that is read, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 32_768;
const GRAM_SIZES = [3, 4] as const;

/** What a word, all its letter groups together, and its meaning weigh. */
const WORD_WEIGHT = 1;
const GRAMS_WEIGHT = 1;
const CONCEPT_WEIGHT = 2;
/** Words of which requests are full, whatever they ask for. */
const COMMON_WEIGHT = 0.4;
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `assist best detail find get give good great help information like look looking make need new please provide
   recommend request show specific suggest tell thank thanks tool try use user using want way`.split(/\s+/),
);

interface Feature {
  count: number;
  readonly weight: number;
}

/**
 * A vector of unit length for `text`: its words, the letter groups they are made of and the concepts they belong to, each
 * hashed to a place and a sign, weighted by 1 + ln(count). Texts about the same thing point the same way: by common words,
 * by words that are spelt alike, and by the synonyms of a built-in list. Empty text gives the zero vector.
 *
 * Deterministic on every system: no model, no network, no randomness. It knows the words it is made of and no more.
 */
export function embed(text: string): Float32Array {
  const features = new Map<string, Feature>();
  for (const word of wordsOf(text.slice(0, MAX_TEXT_LENGTH))) {
    if (!STOP_WORDS.has(word)) addWord(features, word);
  }
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  for (const [name, { count, weight }] of features) {
    const hash = hashOf(name);
    const sign = hash >>> 31 === 1 ? 1 : -1;
    const place = hash % EMBEDDING_DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + sign * weight * (1 + Math.log(count));
  }
  return toUnitLength(vector);
}

function addWord(features: Map<string, Feature>, word: string): void {
  const importance = COMMON_WORDS.has(word) ? COMMON_WEIGHT : 1;
  const stem = stemOf(word);
  add(features, `word ${stem}`, WORD_WEIGHT * importance);
  for (const concept of conceptsOf(stem)) add(features, concept, CONCEPT_WEIGHT * importance);
  const grams = gramsOf(word);
  const weight = (GRAMS_WEIGHT * importance) / Math.sqrt(grams.length);
  for (const gram of grams) add(features, gram, weight);
}

/** The first weight of a feature is its weight: a letter group counts as in the word where it was met first. */
function add(features: Map<string, Feature>, name: string, weight: number): void {
  const known = features.get(name);
  if (known) known.count++;
  else features.set(name, { count: 1, weight });
}

/** Groups of 3 and 4 characters of a word between its edges: `<we`, `wea`, … `her>`. */
function gramsOf(word: string): string[] {
  const edged = `<${word}>`;
  const grams: string[] = [];
  for (const size of GRAM_SIZES) {
    for (let start = 0; start + size <= edged.length; start++) grams.push(edged.slice(start, start + size));
  }
  return grams;
}

let conceptsByStem: Map<string, string[]> | undefined;

function conceptsOf(stem: string): readonly string[] {
  conceptsByStem ??= indexConcepts();
  return conceptsByStem.get(stem) ?? [];
}

function indexConcepts(): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const group of readConcepts()) {
    const concept = `concept ${group[0]}`;
    for (const stem of new Set(group.flatMap(wordsOf).map(stemOf))) {
      index.set(stem, [...(index.get(stem) ?? []), concept]);
    }
  }
  return index;
}

/** FNV-1a over UTF-16 code units, finished as MurmurHash3 does so that every bit depends on every character. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function toUnitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return vector;
  const length = Math.sqrt(sum);
  return vector.map((value) => value / length);
}
