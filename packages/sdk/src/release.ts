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

/** Signs a packed package for the registry whose root has the id `registry` (docs/spec/trust.md 1.1, 1.6). */
export function signRelease(
  { archive, manifest }: PackedPackage,
  key: SigningKey,
  registry: string,
): Release {
  const { namespace, name, version } = manifest;
  if (!namespace || !name || !version)
    throw new TypeError('A package has a namespace, a name and a version.');
  const view: Manifest = { ...manifest, registry, key_fingerprint: fingerprintOf(key.publicKey) };
  const value = encodeBase64(key.signManifest(digestOf(archive), digestOf(signedView(view))));
  const signed: Manifest = { ...view, signature: { algo: 'ed25519', value, public_key_id: key.id } };
  return { manifest: canonicalBytes(signed), archive, coordinates: { namespace, name, version } };
}
