import { describe, expect, it } from '@jest/globals';
import { readQuestion } from './question.js';

describe('readQuestion', () => {
  it.each([
    ['csv_reader', { name: 'csv_reader' }],
    ['  CSV_Reader ', { name: 'csv_reader' }],
    ['acme/csv_reader', { namespace: 'acme', name: 'csv_reader' }],
    ['acme/chat.rag@^1.2.0', { namespace: 'acme', name: 'chat.rag' }],
    ['csv reader', undefined],
    ['acme/', undefined],
    ['a/b/c', undefined],
    ["x'; DROP TABLE orgs", undefined],
  ])('takes %j for the name %j', (text, exact) => {
    expect(readQuestion(text).exact).toEqual(exact);
  });

  it('looks for likeness only where there are few words', () => {
    expect(readQuestion('Csv-Reeder').likeness).toBe('csv reeder');
    expect(readQuestion('please read this file of mine').likeness).toBeUndefined();
    expect(readQuestion('!?').likeness).toBeUndefined();
    expect(readQuestion('x'.repeat(65)).likeness).toBeUndefined();
  });

  it('asks for each term once, and for no more than 48', () => {
    expect(readQuestion('photo photos PHOTO').terms).toEqual(['photo']);
    expect(readQuestion(Array.from({ length: 500 }, (_, index) => `w${index}`).join(' ')).terms).toHaveLength(
      48,
    );
  });

  it('has no vector where there is nothing to compare', () => {
    for (const text of ['?!', '\0', 'what is it', '🧨']) expect(readQuestion(text).vector).toBeUndefined();
    expect(readQuestion('photo').vector).toHaveLength(384);
  });
});
