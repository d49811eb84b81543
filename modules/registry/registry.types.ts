import type { Digest } from '@iceos/core/digest';
import type { Manifest } from '@iceos/core/manifest';
import type { ComponentType, Namespace, PackageKind, PackageName } from '@iceos/core/names';

export type Visibility = 'private' | 'public';

/** One published version, without its bytes. */
export interface PackageVersion {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly kind: PackageKind;
  readonly visibility: Visibility;
  readonly sequence: number;
  readonly manifestDigest: Digest;
  readonly archiveDigest: Digest;
  readonly archiveSize: number;
  readonly keyFingerprint: Digest;
  readonly publishedAt: Date;
  readonly yankedReason: string | undefined;
  readonly deprecatedReason: string | undefined;
  readonly retiredReason: string | undefined;
}

/** A component of a published version. */
export interface PublishedComponent {
  readonly namespace: string;
  readonly package: string;
  readonly version: string;
  readonly name: string;
  readonly nodeType: ComponentType;
  readonly componentVersion: string;
  /** Of the WASM component, or of the document. */
  readonly digest: Digest;
}

/** What acknowledges a publish. `created` is false when the same bytes had been published before. */
export interface PublishReceipt {
  readonly version: PackageVersion;
  readonly components: readonly PublishedComponent[];
  readonly created: boolean;
}

/** A manifest as it is served, with what the record says about it. */
export interface ServedManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly sequence: number;
  /** `namespace/name` of its package. */
  readonly place: string;
  readonly visibility: Visibility;
}

export interface ServedBlob {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly visibility: Visibility;
}

/** A package, whatever its versions. */
export interface PackagePlace {
  readonly namespace: Namespace;
  readonly name: PackageName;
}

/** A version together with what it stands for in its package. */
export interface OfferedVersion {
  readonly version: PackageVersion;
  readonly manifest: Manifest;
  /** The components of which this is the newest usable version. */
  readonly components: readonly PublishedComponent[];
}
