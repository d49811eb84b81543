import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalBytes, type Json } from './canonical.js';
import { digestOf, type Digest } from './digest.js';
import { encodeBase64 } from './encoding.js';
import { admitBytes, admitComponent, admitManifest, type GatePolicy } from './gate.js';
import { fingerprintOf, keyIdOf } from './keys.js';
import { signedView, type Manifest } from './manifest.js';
import { parseVersion } from './names.js';
import { Refusal } from './refusal.js';
import { verifySignature } from './signature.js';
import { SigningKey } from './signing.js';
import type { TrustSnapshot, TrustedKey } from './trust.js';
import type { HostInterfaceName } from './world.js';

const key = SigningKey.generate('acme', 'manifest');
const stranger = SigningKey.generate('acme', 'manifest');
const component = new TextEncoder().encode('component');
const archive = digestOf(new TextEncoder().encode('archive'));
const POLICY: GatePolicy = { iceosVersion: parseVersion('1.0.0') };

function unsigned(overrides: Partial<Manifest> = {}): Manifest {
  return {
    schema_version: 'plugins.v0',
    kind: 'kit',
    namespace: 'acme',
    name: 'sums',
    version: '1.2.0',
    registry: 'root-1',
    key_fingerprint: fingerprintOf(key.publicKey),
    artifact: { sha256: archive, size: 7 },
    files: [
      {
        path: 'sum.wasm',
        sha256: digestOf(component),
        size: component.length,
        media_type: 'application/wasm',
      },
    ],
    components: [
      {
        node_type: 'tool',
        name: 'sum',
        version: '1.0.0',
        schema: { input: { $ref: '#/schemas/Numbers' } },
        wasm: { path: 'sum.wasm', world: 'iceos:tool@0.1.0' },
        permissions: [{ interface: 'iceos:host/log', version: '0.1.0' }],
      },
    ],
    schemas: { Numbers: { type: 'object' } },
    ...overrides,
  };
}

function signed(manifest: Manifest, signer = key): Uint8Array {
  const value = signer.signManifest(manifest.artifact?.sha256 as Digest, digestOf(signedView(manifest)));
  return canonicalBytes({
    ...manifest,
    signature: { algo: 'ed25519', value: encodeBase64(value), public_key_id: signer.id },
  });
}

function trust(
  overrides: Partial<TrustSnapshot> = {},
  keyOverrides: Partial<TrustedKey> = {},
): TrustSnapshot {
  const fingerprint = fingerprintOf(key.publicKey);
  const entry: TrustedKey = {
    fingerprint,
    name: 'acme',
    publicKey: key.publicKey,
    namespaces: ['acme'],
    enrolled: 0,
    revoked: undefined,
    ...keyOverrides,
  };
  return {
    rootId: 'root-1',
    rootVersion: 1,
    rootExpires: undefined,
    sequence: 9,
    keys: new Map([[fingerprint, entry]]),
    thresholds: new Map(),
    revokedVersions: new Map(),
    revokedNamespaces: new Map(),
    ...overrides,
  };
}

function verdict(bytes: Uint8Array, snapshot = trust(), sequence?: number): string {
  try {
    admitManifest(bytes, sequence === undefined ? {} : { sequence }, snapshot, verifySignature);
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const honest = signed(unsigned());
const revoked = { sequence: 5, reason: 'lost laptop' };

/** The honest manifest with the signatures of further keys beside the first. */
function cosigned(signers: readonly SigningKey[], order = signers): Uint8Array {
  const manifest = JSON.parse(new TextDecoder().decode(honest)) as Manifest;
  const digest = digestOf(signedView(manifest));
  const additional = order
    .map((signer) => ({
      key_fingerprint: fingerprintOf(signer.publicKey),
      value: encodeBase64(signer.signManifest(archive, digest)),
    }))
    .toSorted((x, y) => (order === signers ? (x.key_fingerprint < y.key_fingerprint ? -1 : 1) : 0));
  return canonicalBytes({ ...manifest, signature: { ...manifest.signature!, additional } });
}

describe('a namespace whose manifests several keys sign (docs/spec/trust.md 3.3)', () => {
  const others = ['second', 'third', 'fourth'].map((name) => SigningKey.generate(name, 'manifest')) as [
    SigningKey,
    SigningKey,
    SigningKey,
  ];
  const [second, third, fourth] = others;
  const snapshot = (overrides: Partial<TrustedKey> = {}, threshold = 2) => {
    const base = trust();
    const entries = [second, third].map((signer): [Digest, TrustedKey] => {
      const fingerprint = fingerprintOf(signer.publicKey);
      const listed = { fingerprint, name: signer.name, publicKey: signer.publicKey, namespaces: ['acme'] };
      return [
        fingerprint,
        { ...listed, enrolled: 0, revoked: undefined, ...(signer === second ? overrides : {}) },
      ];
    });
    return trust({
      keys: new Map([...base.keys, ...entries]),
      thresholds: new Map([['acme', [{ threshold, sequence: 6 }]]]),
    });
  };

  it.each<[rule: string, code: string, bytes: Uint8Array, snapshot: TrustSnapshot, sequence?: number]>([
    ['one of two', 'signature-missing', honest, snapshot()],
    ['one, recorded before the second was asked for', 'ok', honest, snapshot(), 5],
    ['one, recorded since', 'signature-missing', honest, snapshot(), 6],
    ['two of two', 'ok', cosigned([second]), snapshot()],
    ['three where two are asked for', 'ok', cosigned([second, third]), snapshot()],
    ['two of three', 'signature-missing', cosigned([second]), snapshot({}, 3)],
    ['the same key twice', 'signature-invalid', cosigned([second, second]), snapshot()],
    ['the first key again', 'signature-invalid', cosigned([key]), snapshot()],
    ['a key that is not enrolled', 'key-unknown', cosigned([second, fourth]), snapshot()],
    [
      'a key of another namespace',
      'key-not-for-namespace',
      cosigned([second]),
      snapshot({ namespaces: ['other'] }),
    ],
    ['a second key that was revoked', 'signature-missing', cosigned([second]), snapshot({ revoked })],
    [
      'a second key that was revoked later',
      'ok',
      cosigned([second]),
      snapshot({ revoked: { ...revoked, sequence: 8 } }),
      7,
    ],
    ['a second key that was enrolled later', 'key-unknown', cosigned([second]), snapshot({ enrolled: 8 }), 7],
  ])('signed by %s: %s', (_rule, code, ...judged) => {
    expect(verdict(...judged)).toBe(code);
  });

  it('has its signatures in one order only, and each of them valid', () => {
    const sorted = [second, third].toSorted((x, y) =>
      fingerprintOf(x.publicKey) < fingerprintOf(y.publicKey) ? -1 : 1,
    );
    expect(verdict(cosigned([], sorted), snapshot())).toBe('ok');
    expect(verdict(cosigned([], sorted.toReversed()), snapshot())).toBe('signature-invalid');
    const manifest = JSON.parse(new TextDecoder().decode(cosigned([second, third]))) as Manifest;
    for (const entry of manifest.signature!.additional!) {
      const spoilt = manifest.signature!.additional!.map((each) =>
        each === entry ? { ...each, value: manifest.signature!.value } : each,
      );
      const bytes = canonicalBytes({
        ...manifest,
        signature: { ...manifest.signature!, additional: spoilt },
      });
      expect(verdict(bytes, snapshot())).toBe('signature-invalid');
    }
  });

  it('keeps the digest of the manifest, whoever signs besides', () => {
    const digests = [honest, cosigned([second])].map((bytes) =>
      digestOf(signedView(JSON.parse(new TextDecoder().decode(bytes)) as Manifest)),
    );
    expect(digests[0]).toBe(digests[1]);
  });
});

describe('the verdict about a manifest (docs/spec/trust.md 5)', () => {
  it.each<[rule: string, code: string, bytes: Uint8Array, snapshot?: TrustSnapshot, sequence?: number]>([
    ['signed by a trusted key of the namespace', 'ok', honest],
    ['not signed', 'signature-missing', canonicalBytes(unsigned())],
    ['signed by another key than it names', 'signature-invalid', signed(unsigned(), stranger)],
    [
      'signed by a key that is not enrolled',
      'key-unknown',
      signed(unsigned({ key_fingerprint: fingerprintOf(stranger.publicKey) }), stranger),
    ],
    [
      'signed by a key of another namespace',
      'key-not-for-namespace',
      honest,
      trust({}, { namespaces: ['other'] }),
    ],
    ['signed by a key enrolled later', 'key-unknown', honest, trust({}, { enrolled: 5 }), 4],
    ['signed by a key enrolled before', 'ok', honest, trust({}, { enrolled: 5 }), 6],
    ['signed by a key revoked later', 'ok', honest, trust({}, { revoked }), 4],
    ['signed by a key revoked before', 'key-revoked', honest, trust({}, { revoked }), 5],
    ['signed by a revoked key, with no record of when', 'key-revoked', honest, trust({}, { revoked })],
    [
      'revoked itself',
      'version-revoked',
      honest,
      trust({ revokedVersions: new Map([[digestOf(signedView(unsigned())), revoked]]) }),
      1,
    ],
    [
      'of a namespace revoked before',
      'version-revoked',
      honest,
      trust({ revokedNamespaces: new Map([['acme', revoked]]) }),
      7,
    ],
    [
      'of a namespace revoked later',
      'ok',
      honest,
      trust({ revokedNamespaces: new Map([['acme', revoked]]) }),
      2,
    ],
    ['published under another root', 'policy-refused', honest, trust({ rootId: 'root-2' })],
    [
      'that requires evidence which is not there',
      'evidence-missing',
      signed(unsigned({ required_evidence: ['inclusion-proof'] })),
    ],
    ['without coordinates', 'manifest-incomplete', signed(omit(unsigned(), 'namespace'))],
    ['without a kind', 'manifest-incomplete', signed(omit(unsigned(), 'kind'))],
    [
      'with white space',
      'manifest-not-canonical',
      new TextEncoder().encode(JSON.stringify(unsigned(), null, 1)),
    ],
    [
      'with an unknown member',
      'manifest-invalid',
      signed({ ...unsigned(), surprise: 1 } as unknown as Manifest),
    ],
    [
      'of 300 KB',
      'manifest-too-large',
      signed(unsigned({ schemas: { Numbers: { description: 'x'.repeat(300_000) } } })),
    ],
  ])('%s: %s', (_rule, code, ...judged) => {
    expect(verdict(...judged)).toBe(code);
  });

  it('takes a public_key_id of any name that the key has, and of no other key', () => {
    const { signature, ...rest } = JSON.parse(new TextDecoder().decode(honest)) as Manifest;
    const named = (id: string) =>
      verdict(canonicalBytes({ ...rest, signature: { ...signature!, public_key_id: id } }));
    const other = SigningKey.generate('other', 'manifest');
    for (const id of [key.id, 'acme', keyIdOf('renamed', key.publicKey)]) expect(named(id)).toBe('ok');
    for (const id of [other.id, 'other', `${key.id}0`, key.id.toUpperCase(), `+${key.id.slice(-8)}`, '+']) {
      expect(named(id)).toBe('signature-invalid');
    }
  });

  it('refuses every change of any byte', () => {
    fc.assert(
      fc.property(fc.nat(honest.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(honest);
        changed[at] = (changed[at] as number) ^ flip;
        return verdict(changed) !== 'ok';
      }),
      { numRuns: 500 },
    );
  });
});

describe('the verdict about a component', () => {
  const admitted = admitManifest(honest, {}, trust(), verifySignature);
  const codeOf = (act: () => unknown) => {
    try {
      act();
      return 'ok';
    } catch (error) {
      return (error as Refusal).code;
    }
  };

  it('says which bytes may run, and with what', () => {
    expect(admitComponent(admitted, 'sum', POLICY)).toMatchObject({
      digest: digestOf(component),
      path: 'sum.wasm',
      world: 'iceos:tool@0.1.0',
      permissions: [{ interface: 'iceos:host/log', version: '0.1.0' }],
      inputSchema: { type: 'object' },
      coordinates: { namespace: 'acme', name: 'sums', version: '1.2.0' },
      keyFingerprint: fingerprintOf(key.publicKey),
    });
  });

  it('refuses a component that the manifest does not list', () => {
    expect(codeOf(() => admitComponent(admitted, 'other', POLICY))).toBe('component-dynamic');
  });

  it('refuses a component without a listed file', () => {
    const [only] = unsigned().components;
    const bare = admitManifest(
      signed(unsigned({ components: [omit(only as never, 'wasm') as never] })),
      {},
      trust(),
      verifySignature,
    );
    expect(codeOf(() => admitComponent(bare, 'sum', POLICY))).toBe('file-undeclared');
  });

  it('refuses a permission that the cluster does not grant', () => {
    expect(codeOf(() => admitComponent(admitted, 'sum', { ...POLICY, grantedInterfaces: new Set() }))).toBe(
      'permission-not-granted',
    );
  });

  it.each(['iceos:host/llm', 'iceos:host/memory', 'iceos:host/then'])(
    'refuses %s, which nothing implements',
    (name) => {
      const [only] = unsigned().components;
      const components = [{ ...only, permissions: [{ interface: name, version: '0.1.0' }] } as never];
      const asking = admitManifest(signed(unsigned({ components })), {}, trust(), verifySignature);
      expect(codeOf(() => admitComponent(asking, 'sum', POLICY))).toBe('permission-not-granted');
    },
  );

  it('grants a port where it has an owner', () => {
    const [only] = unsigned().components;
    const permissions = [{ interface: 'iceos:host/llm', version: '0.1.0' }];
    const asking = admitManifest(
      signed(unsigned({ components: [{ ...only, permissions } as never] })),
      {},
      trust(),
      verifySignature,
    );
    const owned = (...ports: HostInterfaceName[]) => ({ ...POLICY, ports: new Set(ports) });
    expect(codeOf(() => admitComponent(asking, 'sum', owned('memory')))).toBe('permission-not-granted');
    expect(admitComponent(asking, 'sum', owned('llm')).permissions).toEqual(permissions);
  });

  it('grants WASI only where the policy says so, whatever else it grants', () => {
    const [sum] = unsigned().components;
    const permissions = [{ interface: 'wasi:cli/imports', version: '0.2.0' }];
    const asking = admitManifest(
      signed(unsigned({ components: [{ ...(sum as object), permissions } as never] })),
      {},
      trust(),
      verifySignature,
    );
    expect(codeOf(() => admitComponent(asking, 'sum', POLICY))).toBe('permission-not-granted');
    const all = { ...POLICY, grantedInterfaces: new Set(['wasi:cli/imports']) };
    expect(codeOf(() => admitComponent(asking, 'sum', all))).toBe('permission-not-granted');
    expect(admitComponent(asking, 'sum', { ...POLICY, virtualWasi: true }).permissions).toEqual(permissions);
  });

  it('refuses a component made for a newer iceOS', () => {
    const [only] = unsigned().components;
    const newer = admitManifest(
      signed(unsigned({ components: [{ ...only, iceos_min: '1.0.1' } as never] })),
      {},
      trust(),
      verifySignature,
    );
    expect(codeOf(() => admitComponent(newer, 'sum', POLICY))).toBe('iceos-too-old');
    expect(codeOf(() => admitComponent(newer, 'sum', { iceosVersion: parseVersion('1.0.1') }))).toBe('ok');
  });

  it('refuses other bytes, naming both digests', () => {
    const expected = digestOf(component);
    const found = digestOf(new TextEncoder().encode('another'));
    expect(() => admitBytes('acme/sum', expected, found)).toThrow(
      expect.objectContaining({ code: 'digest-mismatch', expected, found }),
    );
  });

  it('never hints at switching a check off', () => {
    const refusal = new Refusal('component-dynamic', 'x', { subject: 'x' });
    expect(refusal.hint).toMatch(/manifest/);
  });
});

function omit<T extends object>(value: T, member: keyof T): T {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member)) as T &
    Record<string, Json>;
}
