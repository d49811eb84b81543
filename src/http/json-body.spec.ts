import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJsonBody } from './json-body.js';

const codeOf = async (text: string): Promise<string> => {
  try {
    await parseJsonBody(Buffer.from(text));
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'accepted';
};

describe('a JSON body', () => {
  it('is what JSON.parse says, for every value that has no forbidden member', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 10, stringUnit: 'grapheme' }), async (value) => {
        const text = JSON.stringify(value);
        if (text.includes('__proto__') || text.includes('\\u0000')) return;
        expect(await parseJsonBody(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never crashes on anything, and refuses what JSON.parse refuses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'{}[],:"\\ue1-.0tfn ') }), async (text) => {
        let parses = text === '';
        try {
          JSON.parse(text);
          parses = true;
        } catch {
          // Then it must be refused.
        }
        if (!parses) expect(await codeOf(text)).not.toBe('accepted');
      }),
      { numRuns: 2000 },
    );
  });

  it('is undefined when it is empty', async () => {
    expect(await parseJsonBody(Buffer.alloc(0))).toBeUndefined();
  });

  it.each([
    ['{"a":1,"a":2}', 'json-duplicate-member'],
    ['{"a":1,"b":{"a":1}}', 'accepted'],
    ['[{"a":1},{"a":1}]', 'accepted'],
    ['{"a":{"x":1,"y":[{"x":1,"x":1}]}}', 'json-duplicate-member'],
    ['{"a":"a","b":"a"}', 'accepted'],
    ['{"a\\n":1,"a\\u000a":1}', 'json-duplicate-member'],
    ['{"\\\\":1,"\\"":1}', 'accepted'],
    ['{"__proto__":1}', 'json-forbidden-member'],
    ['{"a":{"__pro\\u0074o__":1}}', 'json-forbidden-member'],
    ['["__proto__"]', 'accepted'],
    ['{"constructor":{"prototype":1}}', 'json-forbidden-member'],
    ['{"constructor":1,"prototype":1}', 'accepted'],
    ['{"a":{"prototype":1}}', 'accepted'],
    ['1e308', 'accepted'],
    ['1e309', 'json-number-out-of-range'],
    ['-1E+400', 'json-number-out-of-range'],
    ['{"a":[1,2,1e999]}', 'json-number-out-of-range'],
    ['"1e999"', 'accepted'],
    [`${'['.repeat(64)}${']'.repeat(64)}`, 'accepted'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'json-too-deep'],
    [`"${'['.repeat(500)}"`, 'accepted'],
    ['"\\u0000"', 'json-forbidden-character'],
    ['{"\\u0000":1}', 'json-forbidden-character'],
    ['"\\ud83d\\ude00"', 'accepted'],
    ['"\\ude00\\ud83d"', 'json-forbidden-character'],
    ['"\\\\u0000"', 'accepted'],
    ['{"a":1', 'json-invalid'],
    ['{"a" "b"}', 'json-invalid'],
    ['"unclosed', 'json-invalid'],
    ['"\\', 'json-invalid'],
    ['NaN', 'json-invalid'],
    ['\uFEFF1', 'json-invalid'],
  ])('%s: %s', async (text, code) => {
    expect(await codeOf(text)).toBe(code);
  });

  it('is looked at in slices, so that others get their turn, and holds half a million values at most', async () => {
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const text = JSON.stringify(Array.from({ length: 400_000 }, () => 1));
    expect(await codeOf(text)).toBe('accepted');
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
    expect(await codeOf(`[${'{},'.repeat(500_000)}{}]`)).toBe('json-too-many-values');
  });

  it('must be UTF-8', async () => {
    for (const bytes of [
      [0x22, 0xc3, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0xff, 0xfe, 0x31, 0x00],
    ]) {
      await expect(parseJsonBody(Buffer.from(bytes))).rejects.toThrow('not UTF-8');
    }
  });
});
