import type { Blueprint } from '../blueprint/types.js';
import type { ComponentRecord } from '../checks/components.js';
import type { NeededPermission } from '../checks/permissions.js';
import type { Cost } from '../cost.js';
import type { Digest } from '../digest.js';

/** Ids of the nodes at the top of a blueprint, and how they run. */
export interface Plan {
  /** Every node after what it waits for, otherwise as listed. */
  readonly order: readonly string[];
  /** The same by level: nodes of one level run at the same time at the soonest. */
  readonly levels: readonly (readonly string[])[];
  /** The longest chain of waiting nodes. */
  readonly critical_path: readonly string[];
}

/** Why a node will fail as soon as it is started: it was incomplete when it was frozen. */
export interface Fault {
  readonly code: string;
  readonly pointer: string;
  readonly detail: string;
}

/** A blueprint in normal form, and what follows from it. */
export interface FrozenFlow {
  /** Nodes without faults have every field that running them needs; components are named `namespace/name@version`. */
  readonly blueprint: Blueprint;
  readonly plan: Plan;
  /** By node id. */
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
}

export interface FrozenComponent extends ComponentRecord {
  /** Of an agent: the names by which its document calls its tools, and what they are. */
  readonly tools?: Readonly<Record<string, string>>;
}

export type FrozenPermission = NeededPermission;

/** All that a run needs to know: nothing is looked up by name any more (docs/spec/blueprint.md 9). */
export interface FrozenBlueprint extends FrozenFlow {
  readonly schema_version: 'frozen.v1';
  /** The component whose document this is; absent where the blueprint is no part of a package. */
  readonly source?: FrozenComponent;
  /** Number of the interpreter that runs it as it was meant. */
  readonly interpreter_abi: number;
  /** By `namespace/name@version`, those of sub-workflows and agents included. */
  readonly components: Readonly<Record<string, FrozenComponent>>;
  /** Sub-workflows by the same names, those of sub-workflows included. */
  readonly workflows: Readonly<Record<string, FrozenFlow>>;
  /** The component that runs the source text of code nodes, when there are any. */
  readonly code_runner?: string;
  /** What its components together may ask of the host. */
  readonly permissions: readonly FrozenPermission[];
  /** What a run of it costs at most, and probably (docs/spec/cost.md). */
  readonly cost: Cost;
}

export interface Frozen {
  /** Canonical bytes; their digest names what runs. */
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly value: FrozenBlueprint;
  /** Every component, by name. */
  readonly lock: readonly FrozenComponent[];
  readonly plan: Plan;
}
