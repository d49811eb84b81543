import { expect, it } from '@jest/globals';
import { objectExamples, uiHints } from './ui-hints.js';

it('hints tell how to ask for fields, and are null where there are none', () => {
  const properties = {
    style: { type: 'string', enum: ['short', 'long'], examples: ['short'] },
    limit: { type: 'integer', multipleOf: 5 },
    ratio: { type: 'number' },
    query: { type: 'string', examples: ['lamps', 'chairs'] },
    free: { type: 'string', examples: [{}] },
    odd: true,
  };
  expect(uiHints({ type: 'object', properties })).toEqual({
    style: { widget: 'select', enum: ['short', 'long'], placeholder: 'short' },
    limit: { widget: 'number', step: 5 },
    ratio: { widget: 'number' },
    query: { placeholder: 'lamps' },
  });
  for (const none of [{}, { properties: {} }, { properties: [] }, { properties: { a: {} } }])
    expect(uiHints(none)).toBeNull();
});

it('examples are those that are objects', () => {
  expect(objectExamples({ examples: [{ a: 1 }, 'b', [], null] })).toEqual([{ a: 1 }]);
  expect(objectExamples({ examples: ['b'] })).toBeNull();
  expect(objectExamples({})).toBeNull();
});
