import { describe, expect, it } from '@jest/globals';
import { digestOf } from './digest.js';
import { formatPublicKey, keyIdOf, parsePublicKey } from './keys.js';
import { verifySignature } from './signature.js';
import { SigningKey } from './signing.js';
import { manifestMessage, statementMessage } from './statement.js';

const a = digestOf(new Uint8Array([1]));
const b = digestOf(new Uint8Array([2]));

describe('keys', () => {
  it('sign the archive digest followed by the manifest digest, as 64 raw bytes (docs/spec/trust.md 1.1)', () => {
    const key = SigningKey.generate('acme', 'manifest');
    const message = manifestMessage(a, b);
    expect(Buffer.from(message).toString('hex')).toBe(a + b);
    expect(verifySignature({ publicKey: key.publicKey, message, signature: key.signManifest(a, b) })).toBe(
      true,
    );
    expect(verifySignature({ publicKey: key.publicKey, message, signature: key.signManifest(b, a) })).toBe(
      false,
    );
  });

  it('of one purpose sign nothing of another', () => {
    expect(() => SigningKey.generate('r', 'root').signManifest(a, b)).toThrow(
      expect.objectContaining({ code: 'key-purpose-mismatch' }),
    );
    expect(() => SigningKey.generate('m', 'manifest').signStatement('iceos-trust-keys-v1', {})).toThrow(
      expect.objectContaining({ code: 'key-purpose-mismatch' }),
    );
  });

  it('never sign a statement of 64 bytes, which could pass for a manifest', () => {
    const length = 64 - statementMessage('iceos-key-possession-v1', '').length;
    expect(() => statementMessage('iceos-key-possession-v1', 'x'.repeat(length))).toThrow(RangeError);
    expect(statementMessage('iceos-key-possession-v1', 'x'.repeat(length + 1))).toHaveLength(65);
  });

  it('survive their file, open and sealed', () => {
    const key = SigningKey.generate('acme', 'manifest');
    for (const passphrase of [undefined, 'correct horse']) {
      const text = key.seal(passphrase);
      const opened = SigningKey.open(text, passphrase);
      expect([opened.id, opened.purpose, Buffer.from(opened.signManifest(a, b)).toString('hex')]).toEqual([
        key.id,
        'manifest',
        Buffer.from(key.signManifest(a, b)).toString('hex'),
      ]);
    }
  });

  it('sealed, open with their passphrase only, and show no private byte', () => {
    const key = SigningKey.generate('acme', 'manifest');
    const text = key.seal('right');
    expect(() => SigningKey.open(text)).toThrow(expect.objectContaining({ code: 'key-passphrase-needed' }));
    expect(() => SigningKey.open(text, 'wrong')).toThrow(
      expect.objectContaining({ code: 'key-passphrase-wrong' }),
    );
    expect(() => SigningKey.open(text.replace('"manifest"', '"root"'), 'right')).toThrow(
      expect.objectContaining({ code: 'key-passphrase-wrong' }),
    );
    const secret = (JSON.parse(key.seal()) as { private_key: string }).private_key;
    expect(text).not.toContain(secret.slice(24));
  });

  it.each([
    '',
    'x',
    '{}',
    '[]',
    '{"schema_version":"ice-key.v0","name":"a","purpose":"all","public_key":"AA=="}',
  ])('%j is no key file', (text) => {
    expect(() => SigningKey.open(text)).toThrow(expect.objectContaining({ code: 'key-file-invalid' }));
  });

  it('have ids as in C2SP signed-note', () => {
    const publicKey = new Uint8Array(32);
    expect(keyIdOf('example.org', publicKey)).toMatch(/^example\.org\+[0-9a-f]{8}$/);
    expect(keyIdOf('example.org', publicKey)).not.toBe(
      keyIdOf('example.com', publicKey).replace('.com', '.org'),
    );
  });

  it('are given away on one line, which is read back exactly', () => {
    const { name, publicKey } = SigningKey.generate('root-a', 'root');
    const line = formatPublicKey(name, publicKey);
    expect(parsePublicKey(line)).toEqual({ name, publicKey });
    for (const changed of [
      `${line} `,
      line.replace('root-a', 'root-b'),
      line.slice(0, -4),
      `${line.slice(0, 16)}B${line.slice(17)}`,
      '',
    ])
      expect([changed, parsePublicKey(changed)]).toEqual([changed, undefined]);
  });
});
