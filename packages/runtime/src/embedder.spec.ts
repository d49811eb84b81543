import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMBEDDING_DIMENSIONS, embed } from './embedder.js';
import { readConcepts } from './embedder/concepts.js';

const similarity = (a: string, b: string) => {
  const [left, right] = [embed(a), embed(b)];
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
};

describe('embed', () => {
  it('gives vectors of one size and unit length, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
        const vector = embed(`${text} word`);
        expect(vector).toHaveLength(EMBEDDING_DIMENSIONS);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      }),
    );
  });

  it('gives the zero vector where there is nothing to go by', () => {
    for (const text of ['', '   ', '?!', 'what is it', '\0'])
      expect(embed(text).some((value) => value !== 0)).toBe(false);
  });

  it('always gives the same: stored vectors depend on it', () => {
    const places = [...embed('Reads a CSV file into rows')].flatMap((value, place) =>
      Math.abs(value) > 0.2 ? [[place, Number(value.toFixed(4))]] : [],
    );
    expect(places).toEqual([
      [89, -0.4342],
      [143, -0.2171],
      [228, -0.2171],
      [266, 0.5163],
      [286, 0.4342],
      [311, -0.2171],
      [332, 0.2171],
    ]);
  });

  it('does not care about order, case or punctuation', () => {
    expect(similarity('Resize a photo', 'photo, RESIZE!')).toBeCloseTo(1, 5);
  });

  it('knows words that mean the same', () => {
    expect(similarity('resize a photo', 'make pictures smaller')).toBeGreaterThan(0.2);
    expect(similarity('find a flat to rent', 'apartment lease search')).toBeGreaterThan(0.2);
  });

  it('knows words that are spelt alike', () => {
    expect(similarity('kuberntes', 'kubernetes')).toBeGreaterThan(0.3);
  });

  it('keeps what has nothing in common apart', () => {
    const texts = [
      'sourdough baking',
      'kubernetes ingress',
      'violin strings',
      'tectonic plates',
      'knitting wool',
    ];
    for (const a of texts) for (const b of texts) if (a !== b) expect(similarity(a, b)).toBeLessThan(0.2);
  });

  it('counts a word that is repeated for less than so many words', () => {
    const spam = `photo ${'weather '.repeat(50)}`;
    expect(similarity(spam, 'photo')).toBeGreaterThan(0.15);
  });
});

describe('the concepts', () => {
  const groups = readConcepts();

  it('are known by a first word of their own', () => {
    expect(new Set(groups.map(([first]) => first)).size).toBe(groups.length);
  });

  it('are plain words, several to a group, each once', () => {
    for (const group of groups) {
      expect(group.length).toBeGreaterThan(1);
      expect(new Set(group).size).toBe(group.length);
      for (const word of group) expect(word).toMatch(/^[a-z]+$/);
    }
  });
});
