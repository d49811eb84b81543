import type { Digest } from '@iceos/core/digest';
import type { ComponentType, PackageKind } from '@iceos/core/names';
import type { Visibility } from '../registry/registry.types.js';

/** What can be found: components by their type, and bundles as a whole. */
export const SEARCH_KINDS = ['tool', 'agent', 'workflow', 'bundle'] as const satisfies readonly (
  ComponentType | PackageKind
)[];
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** A component or a bundle as search shows it: its newest usable version. */
export interface Listing {
  readonly namespace: string;
  readonly package: string;
  readonly packageKind: PackageKind;
  readonly kind: SearchKind;
  /** Of the component; of the package for a bundle. */
  readonly name: string;
  /** Of the package. */
  readonly version: string;
  readonly componentVersion: string;
  /** Publish sequence of the version. */
  readonly sequence: number;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly visibility: Visibility;
  readonly manifestDigest: Digest;
  /** Of the WASM component, or of the document. */
  readonly digest: Digest;
}

/** A listing that was found. */
export interface Hit extends Listing {
  /**
   * In millionths. 1,000,000 and more when the name is what was asked for; below it how well the listing answers, between
   * 0 and 1,000,000; 0 where nothing was asked for.
   */
  readonly score: number;
}
