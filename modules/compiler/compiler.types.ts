import type { BlueprintFinding, DraftBlueprint, Level } from '@iceos/core/blueprint';
import type { Digest } from '@iceos/core/digest';
import type { FrozenBlueprint } from '@iceos/core/freeze';

/** A blueprint as it is kept. */
export interface StoredBlueprint {
  readonly id: string;
  readonly org: string;
  readonly project: string | undefined;
  readonly name: string;
  readonly body: DraftBlueprint;
  /** SHA-256 of the canonical bytes of `body`. */
  readonly lock: Digest;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Everything that was found in a blueprint. */
export interface Validation {
  /** Whether nothing refuses it at the level that was asked for. */
  readonly valid: boolean;
  readonly level: Level;
  readonly findings: readonly BlueprintFinding[];
}

/**
 * What to freeze: a stored blueprint by id, or a workflow or bundle by name; one tool, given the inputs
 * of these names; or a blueprint itself.
 */
type FreezeTarget =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'tool'; readonly reference: string; readonly inputs: readonly string[] }
  | { readonly kind: 'inline'; readonly blueprint: unknown };

export interface FreezeRequest {
  readonly org: string;
  readonly target: FreezeTarget;
}

/** A frozen blueprint that is not kept yet. */
export interface FrozenDocument {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly frozen: FrozenBlueprint;
  /** What it was frozen from, for people: an id, a reference, or nothing. */
  readonly reference: string | undefined;
}
