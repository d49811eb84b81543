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
    revoked: undefined,
    ...keyOverrides,
  };
  return {
    rootId: 'root-1',
    sequence: 9,
    keys: new Map([[fingerprint, entry]]),
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
