import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_WORD_LENGTH, termsOf, wordsOf } from './terms.js';

describe('wordsOf', () => {
  it('splits at everything that is no letter, mark or digit', () => {
    expect(wordsOf('csv_reader: reads (UTF-8) rows, e.g. a.b/c')).toEqual([
      'csv',
      'reader',
      'reads',
      'utf',
      '8',
      'rows',
      'e',
      'g',
      'a',
      'b',
      'c',
    ]);
  });

  it('folds case, accents and width', () => {
    expect(wordsOf('Café CAFÉ ｃａｆｅ cafe\u0301')).toEqual(['cafe', 'cafe', 'cafe', 'cafe']);
  });

  it('gives a compound and its parts', () => {
    expect(wordsOf('orderId CSVReader v2Beta GitHub')).toEqual([
      'orderid',
      'order',
      'id',
      'csvreader',
      'csv',
      'reader',
      'v2beta',
      'v2',
      'beta',
      'github',
      'git',
      'hub',
    ]);
  });

  it('cuts scripts without spaces into pairs', () => {
    expect(wordsOf('天気予報 of 東京')).toEqual(['天気', '気予', '予報', 'of', '東京']);
  });

  it('keeps the marks that letters of other scripts need', () => {
    expect(wordsOf('हिन्दी')).toEqual(['हिन्दी']);
    expect(wordsOf('한국어')).toEqual(['한국어']);
  });

  it('cuts long words without cutting a character', () => {
    const [word] = wordsOf('𝒂'.repeat(100).normalize('NFC') + '𐐀'.repeat(100));
    expect(word!.length).toBeLessThanOrEqual(MAX_WORD_LENGTH);
    expect(word!.isWellFormed()).toBe(true);
  });

  it('gives only letters, marks and digits, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const word of wordsOf(text)) {
          expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
          expect(word.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    for (const text of [
      'a'.repeat(200_000),
      'aA'.repeat(100_000),
      '漢'.repeat(100_000),
      `${'\ud800'.repeat(100_000)}a`,
    ]) {
      expect(wordsOf(text).length).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('termsOf', () => {
  it.each([
    ['calculator', 'calculated calculating calculation calculations calculate'],
    ['translation', 'translate translator translated translations'],
    ['recommend', 'recommended recommendation recommendations'],
    ['plan', 'plans planned planning planner'],
    ['category', 'categories'],
    ['image', 'images imaging'],
    ['match', 'matches matched matching'],
    ['capture', 'captured capturing captures'],
  ])('folds the family of %s into one', (word, family) => {
    expect(new Set(termsOf(family))).toEqual(new Set(termsOf(word)));
  });

  it('keeps words of different families apart', () => {
    const words = 'news newton weather wealth image imagine price prize text texture note notice';
    expect(new Set(termsOf(words)).size).toBe(words.split(' ').length);
  });

  it('leaves out stop words, unless there is nothing else', () => {
    expect(termsOf('What is the weather like?')).toEqual(['weath', 'lik']);
    expect(termsOf('to be or not to be')).toHaveLength(6);
    expect(termsOf('')).toEqual([]);
  });
});
