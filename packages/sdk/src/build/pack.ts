import { ARCHIVE_LIMITS, writeArchive } from '@iceos/core/archive';
import { digestOf } from '@iceos/core/digest';
import type { Manifest } from '@iceos/core/manifest';
import { BuildError } from './errors.js';
import type { BuiltPackage } from './manifest.js';

export interface PackedPackage {
  /** The archive `.ice.tgz`, whose digest is the first half of the signed message. */
  readonly archive: Uint8Array;
  /** The manifest with `artifact`: publishing adds `registry` and `key_fingerprint`, and signs its canonical form. */
  readonly manifest: Manifest;
}

/** Packs a built package (docs/spec/trust.md 1.5). Equal files give an equal archive. */
export async function packPackage({ manifest, files }: BuiltPackage): Promise<PackedPackage> {
  const archive = await writeArchive(files);
  if (archive.length > ARCHIVE_LIMITS.packedBytes) {
    throw new BuildError('package-too-large', `The archive has ${archive.length} bytes.`);
  }
  return {
    archive,
    manifest: { ...manifest, artifact: { sha256: digestOf(archive), size: archive.length } },
  };
}
