import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeUtf8, encodeUtf8 } from './utf8.js';

describe('UTF-8 in the guest', () => {
  it('is that of TextEncoder and TextDecoder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
        expect(decodeUtf8(encodeUtf8(`x${text}`))).toBe(`x${text.toWellFormed()}`);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeUtf8(bytes)).toBe(new TextDecoder().decode(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [0xe0, 0x80, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x80, 0x80, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80],
    [0xc0, 0xaf],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0xef, 0xbb, 0xbf, 0x61],
  ])('takes %p for what TextDecoder takes it', (...bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(new TextDecoder().decode(Uint8Array.from(bytes)));
  });
});
