import type { Digest } from '@iceos/core/digest';
import type { Ceilings, FailurePolicy } from '@iceos/runtime/interpreter';

export type ExecutionStatus = 'accepted' | 'running' | 'completed' | 'failed';

export interface ExecutionOptions {
  readonly policy?: FailurePolicy;
  /** Nodes at a time, 1 to 20. */
  readonly max_parallel?: number;
  /** What the operator allowed one run when it was accepted. */
  readonly ceilings?: Ceilings;
}

export interface Execution {
  readonly id: string;
  readonly org: string;
  readonly project: string | undefined;
  /** What was asked to run: the id of a blueprint, a reference, or nothing for an inline one. */
  readonly blueprintRef: string | undefined;
  readonly frozenDigest: Digest;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: ExecutionOptions;
  readonly status: ExecutionStatus;
  readonly cancelRequested: boolean;
  readonly result: ExecutionResult | undefined;
  readonly error: string | undefined;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
}

/** What a finished execution gave, as it is stored and served. */
export interface ExecutionResult {
  readonly success: boolean;
  readonly error: string | null;
  /** Node id to its output, or to `{success: false, error}`. */
  readonly output: Readonly<Record<string, unknown>>;
  /** The declared outputs of the workflow, when it declares any and succeeded. */
  readonly outputs: Readonly<Record<string, unknown>> | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly usage: Readonly<Record<string, number>>;
  /** Seconds. */
  readonly execution_time: number;
  readonly token_stats: Readonly<Record<string, unknown>>;
  readonly budget_status: null;
}

/** A numbered fact about an execution. */
export interface ExecutionEvent {
  readonly seq: number;
  readonly event: string;
  readonly nodeId: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: Date;
}
