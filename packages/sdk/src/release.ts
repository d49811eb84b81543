import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf, keyIdOf } from '@iceos/core/keys';
import { signedView, type Manifest } from '@iceos/core/manifest';
import type { SigningKey } from '@iceos/core/signing';
import type { PackedPackage } from './build.js';

export interface Release {
  /** Canonical bytes of the signed manifest: what is published, stored and served. */
  readonly manifest: Uint8Array;
  readonly archive: Uint8Array;
  readonly coordinates: { readonly namespace: string; readonly name: string; readonly version: string };
}

/** A signature over a release, with the key that made it. */
export interface ReleaseSignature {
  readonly name: string;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  /** Base64 of 64 bytes. */
  readonly value: string;
}

/** Signs a packed package for the registry whose root has the id `registry` (docs/spec/trust.md 1.1, 1.6). */
export function signRelease(packed: PackedPackage, key: SigningKey, registry: string): Release {
  const view = releaseView(packed, key.publicKey, registry);
  const value = encodeBase64(key.signManifest(digestOf(packed.archive), digestOf(signedView(view))));
  return assembleRelease(view, packed.archive, [{ name: key.name, publicKey: key.publicKey, value }]);
}

/** The manifest of a packed package as it is signed: for one registry, and with the key that signs first. */
export function releaseView(
  { manifest }: Pick<PackedPackage, 'manifest'>,
  publicKey: Uint8Array,
  registry: string,
): Manifest {
  return { ...manifest, registry, key_fingerprint: fingerprintOf(publicKey) };
}

/**
 * What is published: the manifest with the signature of the key that it names, and the others beside it, where several must
 * sign (docs/spec/trust.md 3.3). Throws a TypeError when that key has not signed.
 */
export function assembleRelease(
  view: Manifest,
  archive: Uint8Array,
  signatures: readonly ReleaseSignature[],
): Release {
  const { namespace, name, version, key_fingerprint } = view;
  if (!namespace || !name || !version)
    throw new TypeError('A package has a namespace, a name and a version.');
  const signed = signatures.map((signature) => ({
    ...signature,
    key_fingerprint: fingerprintOf(signature.publicKey),
  }));
  const first = signed.find((signature) => signature.key_fingerprint === key_fingerprint);
  if (!first) throw new TypeError('The key that the manifest names has not signed it.');
  const additional = signed
    .filter((signature) => signature !== first)
    .map(({ key_fingerprint: fingerprint, value }) => ({ key_fingerprint: fingerprint, value }))
    .toSorted((a, b) => (a.key_fingerprint < b.key_fingerprint ? -1 : 1));
  const manifest: Manifest = {
    ...view,
    signature: {
      algo: 'ed25519',
      value: first.value,
      public_key_id: keyIdOf(first.name, first.publicKey),
      ...(additional.length > 0 ? { additional } : {}),
    },
  };
  return { manifest: canonicalBytes(manifest), archive, coordinates: { namespace, name, version } };
}
