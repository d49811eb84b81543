import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { signedView, type Manifest } from '@iceos/core/manifest';
import type { SigningKey } from '@iceos/core/signing';
import type { PackedPackage } from './build.js';

export interface Release {
  /** Canonical bytes of the signed manifest: what is published, stored and served. */
  readonly manifest: Uint8Array;
  readonly archive: Uint8Array;
  readonly coordinates: { readonly namespace: string; readonly name: string; readonly version: string };
}

/** Signs a packed package for the registry whose root has the id `registry`, with `further` keys where several must sign (docs/spec/trust.md 1.1, 1.6, 3.3). */
export function signRelease(
  { archive, manifest }: PackedPackage,
  key: SigningKey,
  registry: string,
  further: readonly SigningKey[] = [],
): Release {
  const { namespace, name, version } = manifest;
  if (!namespace || !name || !version)
    throw new TypeError('A package has a namespace, a name and a version.');
  const view: Manifest = { ...manifest, registry, key_fingerprint: fingerprintOf(key.publicKey) };
  const sign = (signer: SigningKey) =>
    encodeBase64(signer.signManifest(digestOf(archive), digestOf(signedView(view))));
  const additional = further
    .map((signer) => ({ key_fingerprint: fingerprintOf(signer.publicKey), value: sign(signer) }))
    .toSorted((a, b) => (a.key_fingerprint < b.key_fingerprint ? -1 : 1));
  const signature = { algo: 'ed25519' as const, value: sign(key), public_key_id: key.id };
  const signed: Manifest = {
    ...view,
    signature: { ...signature, ...(additional.length > 0 ? { additional } : {}) },
  };
  return { manifest: canonicalBytes(signed), archive, coordinates: { namespace, name, version } };
}
