import type { BlueprintFinding, DraftBlueprint, Level } from '@iceos/core/blueprint';
import type { NeededPermission } from '@iceos/core/checks';
import type { Digest } from '@iceos/core/digest';
import type { FrozenBlueprint } from '@iceos/core/freeze';

/** A blueprint as it is kept. */
export interface StoredBlueprint {
  readonly id: string;
  /** A second, short name that some have: `bp_` and hexadecimal digits. */
  readonly handle: string | undefined;
  readonly org: string;
  readonly project: string | undefined;
  readonly name: string;
  readonly body: DraftBlueprint;
  /** SHA-256 of the canonical bytes of `body`. */
  readonly lock: Digest;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A blueprint that was validated, with its canonical bytes. */
export interface AcceptedBlueprint {
  readonly blueprint: DraftBlueprint;
  readonly bytes: Uint8Array;
}

/** Who writes. */
export interface Author {
  readonly org: string;
  readonly project: string | undefined;
  /** SHA-256 of the token. */
  readonly actor: string;
}

export interface WrittenBlueprint {
  readonly id: string;
  readonly lock: Digest;
  readonly nodes: number;
}

/** Which blueprints to list, and in which order: the newest first, or the last changed first. */
export interface BlueprintFilter {
  /** Part of the name, in any case. */
  readonly name?: string | undefined;
  readonly project?: string | undefined;
  /** Name of a component it uses: `name`, or `namespace/name` where it writes that. */
  readonly component?: string | undefined;
  readonly updatedSince?: Date | undefined;
  readonly updatedBefore?: Date | undefined;
  readonly sort: 'created' | 'updated';
}

/** Where a page of blueprints ended: the last id, and in the order of changes its time as the database writes it. */
export interface ListPosition {
  readonly id: string;
  readonly updated?: string | undefined;
}

/** A blueprint as lists show it. */
export interface ListedBlueprint extends Pick<
  StoredBlueprint,
  'id' | 'project' | 'name' | 'lock' | 'createdAt' | 'updatedAt'
> {
  /** Of the version: 1, and one more with every change. */
  readonly number: number;
  /** Nodes of its first level. */
  readonly nodes: number;
  readonly components: readonly string[];
  /** `updatedAt` as the database writes it, with microseconds. */
  readonly updatedText: string;
}

/** A version of a blueprint: what it was from one change to the next. */
export interface ListedVersion {
  readonly number: number;
  readonly name: string;
  readonly nodes: number;
  readonly lock: Digest;
  /** SHA-256 of the token that wrote it. */
  readonly changedBy: string;
  readonly changedAt: Date;
  /** Whether it is the present one. */
  readonly current: boolean;
}

export interface BlueprintVersion extends ListedVersion {
  readonly body: DraftBlueprint;
}

/** Everything that was found in a blueprint. */
export interface Validation {
  /** Whether nothing refuses it at the level that was asked for. */
  readonly valid: boolean;
  readonly level: Level;
  readonly findings: readonly BlueprintFinding[];
  /** What its components together may ask of the host, as far as they are known. */
  readonly permissions: readonly NeededPermission[];
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
  /** Id of the stored blueprint it was frozen from. */
  readonly storedId: string | undefined;
}
