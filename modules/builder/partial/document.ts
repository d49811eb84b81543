import type { DraftBlueprint, DraftNode } from '@iceos/core/blueprint';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf, type Digest } from '@iceos/core/digest';

/** What is kept of a partial blueprint. What it lacks is worked out whenever it is shown. */
export interface PartialDocument {
  readonly nodes: readonly DraftNode[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Suggestions that a client chose to keep, until the next change. */
  readonly kept?: readonly string[];
}

export interface StoredPartial {
  readonly id: string;
  readonly org: string;
  /** Counts the changes, so that no lock comes back when a change is undone. */
  readonly revision: number;
  /** Of the bytes that are kept. */
  readonly digest: Digest;
  readonly document: PartialDocument;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const PREFIX = 'partial_';
export const PARTIAL_ID = /^partial_bp_[0-9a-f]{8}$/;
const SCHEMA_VERSION = '1.2.0';

/** The lock of a partial blueprint: another one after each change. */
export function lockOf({ id, revision, digest }: Pick<StoredPartial, 'id' | 'revision' | 'digest'>): Digest {
  return digestOf(canonicalBytes({ id, revision, digest }));
}

/** The handle under which it is found when it was finalized. */
export function handleOf(id: string): string {
  return id.slice(PREFIX.length);
}

/** The blueprint that it is so far. */
export function blueprintOf({ nodes, metadata }: PartialDocument): DraftBlueprint {
  return { schema_version: SCHEMA_VERSION, nodes: [...nodes], metadata: { ...metadata } };
}
