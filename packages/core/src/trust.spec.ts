import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from './canonical.js';
import type { Digest } from './digest.js';
import { encodeBase64 } from './encoding.js';
import { fingerprintOf } from './keys.js';
import { verifySignature } from './signature.js';
import { SigningKey } from './signing.js';
import {
  openTrust,
  refuseExpired,
  requireExtension,
  type RootKeyEntry,
  type TrustKeysDocument,
  type TrustRootDocument,
} from './trust.js';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => SigningKey.generate(name, 'root')) as [
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
];
const online = SigningKey.generate('online', 'keys');
const publisher = SigningKey.generate('acme', 'manifest');

const entry = ({ name, publicKey }: SigningKey): RootKeyEntry => ({
  fingerprint: fingerprintOf(publicKey),
  name,
  public_key: encodeBase64(publicKey),
});

type Label = 'iceos-trust-root-v1' | 'iceos-trust-keys-v1';

function signed(label: Label, body: object, signers: readonly SigningKey[]): Uint8Array {
  const signatures = signers.map((key) => ({
    fingerprint: fingerprintOf(key.publicKey),
    value: encodeBase64(key.signStatement(label, body as Json)),
  }));
  return canonicalBytes({ ...body, signatures });
}

interface Version extends Partial<Omit<TrustRootDocument, 'keys'>> {
  readonly keys: readonly SigningKey[];
  readonly by: readonly SigningKey[];
}

function root({ keys, by, ...overrides }: Version): Uint8Array {
  const body = {
    schema_version: 'trust-root.v0',
    id: 'root-1',
    version: 1,
    created: '2026-01-01T00:00:00Z',
    threshold: 1,
    keys: keys.map(entry),
    ...overrides,
  };
  return signed('iceos-trust-root-v1', body, by);
}

const listed = {
  ...entry(publisher),
  purpose: 'manifest' as const,
  namespaces: ['acme'],
};

function list(overrides: Partial<TrustKeysDocument> = {}, by: readonly SigningKey[] = [a]): Uint8Array {
  const body = {
    schema_version: 'trust-keys.v0',
    root: 'root-1',
    sequence: 3,
    keys: [listed],
    revoked_versions: [],
    revoked_namespaces: [],
    ...overrides,
  };
  return signed('iceos-trust-keys-v1', body, by);
}

function code(roots: readonly Uint8Array[], keys: Uint8Array): string {
  try {
    openTrust({ roots, keys }, verifySignature);
    return 'ok';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const one = root({ keys: [a], by: [a] });
const two = root({ version: 2, threshold: 2, keys: [a, b, c], by: [a, b] });
const three = root({ version: 3, threshold: 2, keys: [b, c, d], by: [b, c] });

describe('the list of keys (docs/spec/trust.md 3.3)', () => {
  it('opens when a threshold of the root signed it', () => {
    const { rootId, rootVersion, keys, sequence } = openTrust(
      { roots: [one], keys: list() },
      verifySignature,
    );
    expect([rootId, rootVersion, sequence]).toEqual(['root-1', 1, 3]);
    expect([...keys.values()].map(({ name, namespaces }) => [name, namespaces])).toEqual([
      ['acme', ['acme']],
    ]);
    expect(code([one, two], list({}, [a, c]))).toBe('ok');
  });

  it('tells of a revoked version no more than its digest where that is all it is given', () => {
    const manifest_digest = 'd'.repeat(64);
    const told = { coordinates: 'acme/kit@1.0.0', manifest_digest, sequence: 2, reason: 'bad sums' };
    const { coordinates: _coordinates, reason: _reason, ...untold } = told;
    const reasonIn = (revoked: typeof untold) =>
      openTrust(
        { roots: [one], keys: list({ revoked_versions: [revoked] }) },
        verifySignature,
      ).revokedVersions.get(manifest_digest as Digest)?.reason;
    expect([reasonIn(told), reasonIn(untold)]).toEqual(['bad sums', 'why is not public']);
  });

  it('may be delegated, and then the root keys do not sign it', () => {
    const delegated = root({ keys: [a], by: [a], roles: { keys: { threshold: 1, keys: [entry(online)] } } });
    expect(code([delegated], list({}, [online]))).toBe('ok');
    expect(code([delegated], list({}, [a]))).toBe('trust-invalid');
  });

  it.each<[rule: string, roots: Uint8Array[], keys: Uint8Array, code?: string]>([
    ['signed by too few', [one, two], list({}, [a])],
    ['with one signature counted twice', [one, two], list({}, [a, a])],
    ['signed by a stranger', [one], list({}, [d])],
    ['signed by a key that the newest version left out', [one, two, three], list({}, [a, b])],
    ['of another root', [one], list({ root: 'root-2' })],
    [
      'with a key under a false fingerprint',
      [one],
      list({ keys: [{ ...listed, fingerprint: 'a'.repeat(64) }] }),
    ],
    ['with an unknown member', [one], list({ extra: 1 } as never)],
    ['that is an empty file', [one], new Uint8Array(0)],
    ['that knows a newer root', [one], list({ root_version: 2 }), 'rollback'],
  ])('is refused %s', (_rule, roots, keys, expected = 'trust-invalid') => {
    expect(code(roots, keys)).toBe(expected);
  });

  it('is refused with a changed byte anywhere', () => {
    const bytes = list();
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      expect([at, code([one], changed)]).toEqual([at, 'trust-invalid']);
    }
  });
});

describe('the keys of the log in it (docs/spec/trust.md 4)', () => {
  const log = SigningKey.generate('log', 'log');
  const receipts = SigningKey.generate('receipts', 'receipt');
  const { publicKey: witness } = SigningKey.generate('w', 'log');

  function logKeys(
    changes: {
      log?: SigningKey;
      receipts?: SigningKey;
      witness?: Uint8Array;
      threshold?: number;
      origin?: string;
    } = {},
  ): Partial<TrustKeysDocument> {
    const { threshold = 1, origin = 'iceos-0123456789abcdef/log' } = changes;
    return {
      log: { origin, keys: [entry(changes.log ?? log)] },
      receipts: { keys: [entry(changes.receipts ?? receipts)] },
      witnesses: {
        threshold,
        keys: [{ name: 'witness.example/w1', public_key: encodeBase64(changes.witness ?? witness) }],
      },
    };
  }

  it('say who signs the log and its receipts, and who witnesses it', () => {
    const snapshot = openTrust({ roots: [one], keys: list(logKeys()) }, verifySignature);
    expect(snapshot.log?.origin).toBe('iceos-0123456789abcdef/log');
    expect(snapshot.log?.keys.get(fingerprintOf(log.publicKey))).toEqual({
      name: 'log',
      publicKey: log.publicKey,
    });
    expect([...(snapshot.receipts?.keys() ?? [])]).toEqual([fingerprintOf(receipts.publicKey)]);
    expect(snapshot.witnesses).toEqual({
      threshold: 1,
      keys: [{ name: 'witness.example/w1', publicKey: witness }],
    });
  });

  it.each<[rule: string, changes: Parameters<typeof logKeys>[0]]>([
    ['receipts are signed by the key of the log', { receipts: log }],
    ['the log witnesses itself', { witness: log.publicKey }],
    ['a root key witnesses', { witness: a.publicKey }],
    ['more witnesses are asked for than there are', { threshold: 2 }],
    ['the origin is too short', { origin: 'short/log' }],
  ])('are refused when %s', (_rule, changes) => {
    expect(code([one], list(logKeys(changes)))).toBe('trust-invalid');
  });
});

describe('the versions of a root (docs/spec/trust.md 3.2)', () => {
  const keys = list({ root_version: 3 }, [b, d]);

  it('are walked while thresholds and keys change', () => {
    expect(code([one, two, three], keys)).toBe('ok');
  });

  it.each<[rule: string, roots: Uint8Array[]]>([
    ['there is none', []],
    ['the first is missing', [two, three]],
    ['one is left out', [one, three]],
    ['one stands twice', [one, two, two, three]],
    ['two changed places', [one, three, two]],
    ['the first has another number', [root({ version: 2, keys: [a], by: [a] })]],
    ['the first is signed by too few of its own', [root({ threshold: 2, keys: [a, b], by: [a] })]],
    ['the next is not signed by the old keys', [one, root({ version: 2, keys: [b], by: [b] })]],
    ['the next is not signed by the new keys', [one, root({ version: 2, keys: [b], by: [a] })]],
    ['the old threshold is not reached', [one, two, root({ version: 3, keys: [b], by: [b] })]],
    ['the new threshold is not reached', [one, root({ version: 2, threshold: 2, keys: [a, b], by: [a, a] })]],
    [
      'a key that was left out signs for the old ones',
      [one, two, root({ version: 3, keys: [d], by: [d, a, a] })],
    ],
    ['the id changes', [one, root({ version: 2, id: 'root-2', keys: [a], by: [a] })]],
    ['a key stands twice', [root({ threshold: 2, keys: [a, a], by: [a, a] })]],
    ['fewer keys than must sign are there', [root({ threshold: 2, keys: [a], by: [a] })]],
    [
      'a role asks for more keys than it has',
      [root({ keys: [a], by: [a], roles: { keys: { threshold: 2, keys: [entry(online)] } } })],
    ],
    [
      'a fingerprint is false',
      [
        signed(
          'iceos-trust-root-v1',
          { ...bodyOf(one), keys: [{ ...entry(b), fingerprint: entry(a).fingerprint }] },
          [a],
        ),
      ],
    ],
    ['it expires at no time that there is', [root({ keys: [a], by: [a], expires: '2026-13-01T00:00:00Z' })]],
    ['another statement was signed', [signed('iceos-trust-keys-v1', bodyOf(one), [a])]],
  ])('are refused when %s', (_rule, roots) => {
    expect(code(roots, keys)).toBe('trust-invalid');
  });

  it('are refused with a changed byte anywhere', () => {
    for (let at = 0; at < two.length; at += 7) {
      const changed = Uint8Array.from(two);
      changed[at] = (changed[at] as number) ^ 1;
      expect([at, code([one, changed, three], keys)]).toEqual([at, 'trust-invalid']);
    }
  });

  it('may have expired when they were replaced; only the newest must not have', () => {
    const old = root({ keys: [a], by: [a], expires: '2026-02-01T00:00:00Z' });
    const next = root({ version: 2, keys: [a], by: [a], expires: '2026-03-01T00:00:00Z' });
    const trust = openTrust({ roots: [old, next], keys: list() }, verifySignature);
    const refusal = (time: string) => () => refuseExpired(trust, Date.parse(time));
    expect(refusal('2026-02-28T23:59:59Z')).not.toThrow();
    expect(refusal('2026-03-01T00:00:00Z')).toThrow(expect.objectContaining({ code: 'stale' }));
  });

  it('known before are never gone below, and never differ', () => {
    const refusal = (known: Uint8Array[], offered: Uint8Array[]) => () => requireExtension(known, offered);
    expect(refusal([one], [one, two])).not.toThrow();
    expect(refusal([one, two], [one])).toThrow(expect.objectContaining({ code: 'rollback' }));
    const other = root({ version: 2, keys: [a], by: [a] });
    expect(refusal([one, two], [one, other])).toThrow(expect.objectContaining({ code: 'trust-invalid' }));
    const moreSigned = root({ version: 2, threshold: 2, keys: [a, b, c], by: [a, b, c] });
    expect(refusal([one, two], [one, moreSigned])).not.toThrow();
  });
});

function bodyOf(bytes: Uint8Array): object {
  const { signatures: _signatures, ...body } = JSON.parse(
    new TextDecoder().decode(bytes),
  ) as TrustRootDocument;
  return body;
}
