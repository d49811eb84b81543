import type { Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import type { AdmittedManifest } from '@iceos/core/gate';
import type { Manifest, ManifestComponent } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { compareVersions } from '@iceos/core/semver';
import type { LoadGate, VerifiedComponent } from '@iceos/runtime/gate';

/** A component that a manifest of the operator lists, or an imported one. */
export interface LocalComponent {
  readonly name: string;
  readonly component: ManifestComponent;
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  /** File it was found in, and the folder that its paths are relative to. */
  readonly path: string;
  readonly folder: string;
  /** What its package was admitted as; undefined for a dynamic component. */
  readonly verified: VerifiedPackage | undefined;
}

/** A signed package of this machine. */
export interface VerifiedPackage {
  readonly gate: LoadGate;
  /** The verdict about its manifest now: what was revoked since the start counts. Throws the `Refusal`. */
  admit(): AdmittedManifest;
  /** The bytes of a listed file as they are now, not judged. */
  read(path: string, digest: Digest): Promise<Uint8Array>;
}

/** The component of a signed package with its bytes, judged now; throws the `Refusal`. */
export async function loadLocal(
  { gate, admit, read }: VerifiedPackage,
  name: string,
): Promise<VerifiedComponent> {
  const admitted = admit();
  const { path } = gate.inspect(admitted, name);
  return gate.load(admitted, name, (digest) => read(path, digest));
}

/** Whether both are verified versions of one package, of which a file across an air gap may bring several. */
export function isOtherVersion(a: LocalComponent, b: LocalComponent): boolean {
  const [ours, theirs] = [a, b].map(({ manifest: { registry, namespace, name } }) =>
    JSON.stringify([registry, namespace, name]),
  );
  return a.verified !== undefined && b.verified !== undefined && ours === theirs && byVersion(a, b) !== 0;
}

/** Newest first. */
export function byVersion({ manifest: a }: LocalComponent, { manifest: b }: LocalComponent): number {
  const [ours, theirs] = [parseVersion(a.version), parseVersion(b.version)];
  return ours && theirs ? compareVersions(theirs, ours) : 0;
}

/** Of versions of a component, newest first: the newest that may be used, or the newest. */
export function usableOf(versions: readonly LocalComponent[]): LocalComponent | undefined {
  // Where there is no choice, whoever uses it hears why it may not be.
  return versions.length > 1 ? (versions.find(isAdmitted) ?? versions[0]) : versions[0];
}

function isAdmitted({ verified }: LocalComponent): boolean {
  try {
    verified?.admit();
    return true;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}

/** Whether two manifests list the same component in the same version. */
export function sameComponent(a: LocalComponent, b: LocalComponent): boolean {
  return (
    JSON.stringify([a.component, a.manifest.version]) === JSON.stringify([b.component, b.manifest.version])
  );
}
