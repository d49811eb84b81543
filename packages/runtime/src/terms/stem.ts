/** Endings of derived words, the longest first, each with how many letters must stay for it to be one. */
const ENDINGS = Object.entries({
  ization: 4,
  isation: 4,
  ational: 4,
  fulness: 4,
  ousness: 4,
  iveness: 4,
  ition: 4,
  ement: 4,
  ment: 4,
  ness: 4,
  able: 4,
  ible: 4,
  ally: 4,
  ing: 3,
  ion: 4,
  ize: 4,
  ise: 4,
  ous: 4,
  ive: 4,
  ful: 4,
  ity: 4,
  er: 3,
  or: 4,
  ed: 3,
  ly: 4,
  al: 4,
  ic: 4,
});
const VOWEL = /[aeiouy]/;
const SYLLABLE = /[aeiouy]+[^aeiouy]+/g;
const PLAIN = /^[a-z]{4,}$/;

/**
 * What English words of one family have in common: `calculator`, `calculated` and `calculations` give `calcul`. No word of
 * any language, only a key under which related words meet; words that are not plain ASCII letters stay as they are.
 */
export function stemOf(word: string): string {
  if (!PLAIN.test(word)) return word;
  return withoutAt(soften(withoutEnding(singular(word))));
}

function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (/(?:[sxz]|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

function withoutEnding(word: string): string {
  for (const [ending, letters] of ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const rest = word.slice(0, -ending.length);
    if (rest.length >= letters && VOWEL.test(rest)) return rest;
  }
  return word;
}

/** Undoes what an ending does to the letters before it: `plann(ing)`, `captur(e)`, `famil(y)`. */
function soften(word: string): string {
  const single = /([bdfgmnprt])\1$/.test(word) ? word.slice(0, -1) : word;
  if (single.length > 3 && single.endsWith('e')) return single.slice(0, -1);
  return single.length > 3 && single.endsWith('y') ? `${single.slice(0, -1)}i` : single;
}

/** `recommendat(ion)` belongs to `recommend`, but `translat(ion)` to `translat(e)`: long words lose it, short ones need it. */
function withoutAt(word: string): string {
  if (!word.endsWith('at')) return word;
  const rest = word.slice(0, -2);
  return (rest.match(SYLLABLE) ?? []).length > 1 ? rest : word;
}
