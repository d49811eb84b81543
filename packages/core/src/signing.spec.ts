import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from './canonical.js';
import { digestOf } from './digest.js';
import { encodeBase64 } from './encoding.js';
import { fingerprintOf, keyIdOf } from './keys.js';
import { verifySignature } from './signature.js';
import { SigningKey } from './signing.js';
import { manifestMessage, statementMessage } from './statement.js';
import { openTrust, type TrustKeysDocument, type TrustRootDocument } from './trust.js';

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
});

describe('the trust folder (docs/spec/trust.md 3)', () => {
  const root = SigningKey.generate('instance', 'root');
  const other = SigningKey.generate('other', 'root');
  const publisher = SigningKey.generate('acme', 'manifest');
  const entry = {
    fingerprint: fingerprintOf(publisher.publicKey),
    name: 'acme',
    public_key: encodeBase64(publisher.publicKey),
    purpose: 'manifest',
    namespaces: ['acme'],
  } as const;

  function rootDocument(signers = [root], threshold = 1): Uint8Array {
    const keys = [root, other].map((key) => ({
      fingerprint: fingerprintOf(key.publicKey),
      name: key.name,
      public_key: encodeBase64(key.publicKey),
    }));
    const body: Omit<TrustRootDocument, 'signatures'> = {
      schema_version: 'trust-root.v0',
      id: 'root-1',
      version: 1,
      created: '2026-01-01T00:00:00Z',
      threshold,
      keys,
    };
    return sealed('iceos-trust-root-v1', body, signers);
  }

  function keysDocument(overrides: Partial<TrustKeysDocument> = {}, signers = [root]): Uint8Array {
    const body = {
      schema_version: 'trust-keys.v0',
      root: 'root-1',
      sequence: 3,
      keys: [entry],
      revoked_versions: [],
      revoked_namespaces: [],
      ...overrides,
    };
    return sealed('iceos-trust-keys-v1', body, signers);
  }

  function sealed(
    label: 'iceos-trust-root-v1' | 'iceos-trust-keys-v1',
    body: object,
    signers: SigningKey[],
  ): Uint8Array {
    const signatures = signers.map((key) => ({
      fingerprint: fingerprintOf(key.publicKey),
      value: encodeBase64(key.signStatement(label, body as Json)),
    }));
    return canonicalBytes({ ...body, signatures });
  }

  const code = (rootBytes: Uint8Array, keysBytes: Uint8Array) => {
    try {
      openTrust(rootBytes, keysBytes, verifySignature);
      return 'ok';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('opens when a threshold of the root signed both documents', () => {
    const { rootId, keys, sequence } = openTrust(rootDocument(), keysDocument(), verifySignature);
    expect([rootId, sequence, [...keys.values()].map(({ name, namespaces }) => [name, namespaces])]).toEqual([
      'root-1',
      3,
      [['acme', ['acme']]],
    ]);
    expect(code(rootDocument([root, other], 2), keysDocument({}, [root, other]))).toBe('ok');
  });

  it.each<[rule: string, rootBytes: Uint8Array, keysBytes: Uint8Array]>([
    ['a root signed by too few', rootDocument([root], 2), keysDocument({}, [root, other])],
    ['keys signed by too few', rootDocument([root, other], 2), keysDocument()],
    ['one signature counted twice', rootDocument([root, other], 2), keysDocument({}, [root, root])],
    ['keys signed by a stranger', rootDocument(), keysDocument({}, [SigningKey.generate('x', 'root')])],
    ['keys of another root', rootDocument(), keysDocument({ root: 'root-2' })],
    [
      'a key under a false fingerprint',
      rootDocument(),
      keysDocument({ keys: [{ ...entry, fingerprint: 'a'.repeat(64) }] }),
    ],
    ['an unknown member', rootDocument(), keysDocument({ extra: 1 } as never)],
    ['an empty file', rootDocument(), new Uint8Array(0)],
  ])('refuses %s', (_rule, rootBytes, keysBytes) => {
    expect(code(rootBytes, keysBytes)).toBe('trust-invalid');
  });

  it('tells who signs the log and its receipts, and who witnesses it', () => {
    const [log, receipt, witness] = [
      SigningKey.generate('log', 'log'),
      SigningKey.generate('receipts', 'receipt'),
      other,
    ];
    const { publicKey } = SigningKey.generate('w', 'log');
    const snapshot = openTrust(
      rootDocument(),
      keysDocument(logKeys(log, receipt, publicKey)),
      verifySignature,
    );
    expect(snapshot.log?.origin).toBe('iceos-0123456789abcdef/log');
    expect(snapshot.log?.keys.get(fingerprintOf(log.publicKey))).toEqual({
      name: 'log',
      publicKey: log.publicKey,
    });
    expect([...(snapshot.receipts?.keys() ?? [])]).toEqual([fingerprintOf(receipt.publicKey)]);
    expect(snapshot.witnesses).toEqual({ threshold: 1, keys: [{ name: 'witness.example/w1', publicKey }] });
    expect(code(rootDocument(), keysDocument(logKeys(log, log, publicKey)))).toBe('trust-invalid');
    expect(code(rootDocument(), keysDocument(logKeys(log, receipt, log.publicKey)))).toBe('trust-invalid');
    expect(code(rootDocument(), keysDocument(logKeys(log, receipt, witness.publicKey)))).toBe(
      'trust-invalid',
    );
    expect(code(rootDocument(), keysDocument(logKeys(log, receipt, publicKey, 2)))).toBe('trust-invalid');
    expect(code(rootDocument(), keysDocument(logKeys(log, receipt, publicKey, 1, 'short/log')))).toBe(
      'trust-invalid',
    );
  });

  function logKeys(
    log: SigningKey,
    receipt: SigningKey,
    witness: Uint8Array,
    threshold = 1,
    origin = 'iceos-0123456789abcdef/log',
  ): Partial<TrustKeysDocument> {
    const named = ({ name, publicKey }: SigningKey) => ({
      name,
      fingerprint: fingerprintOf(publicKey),
      public_key: encodeBase64(publicKey),
    });
    return {
      log: { origin, keys: [named(log)] },
      receipts: { keys: [named(receipt)] },
      witnesses: { threshold, keys: [{ name: 'witness.example/w1', public_key: encodeBase64(witness) }] },
    };
  }

  it('refuses a changed byte anywhere', () => {
    const bytes = keysDocument();
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      expect([at, code(rootDocument(), changed)]).toEqual([at, 'trust-invalid']);
    }
  });
});
