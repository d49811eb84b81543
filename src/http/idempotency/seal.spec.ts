import { expect, it } from '@jest/globals';
import { seal, unseal } from './seal.js';

it('an answer is read with the key it was sealed under, and with no other', () => {
  const text = '{"token":"ice_é"}';
  const sealed = seal('key', text);
  expect(sealed.includes(Buffer.from('ice_'))).toBe(false);
  expect(unseal('key', sealed)).toBe(text);
  expect(seal('key', text).equals(sealed)).toBe(false);
  expect(() => unseal('Key', sealed)).toThrow();
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(sealed.readUInt8(index) ^ 1, index);
    expect(() => unseal('key', changed)).toThrow();
  }
});
