import type { Blueprint } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';

/** Names visible to a node's templates and expressions; has no prototype. */
export type NodeContext = Record<string, unknown>;

/** Why a node did not do what it should. */
export interface NodeError {
  /** Stable kebab-case code; a tool's own code is prefixed by nothing and stands in `tool_code`. */
  readonly code: string;
  readonly message: string;
  /** Whether another attempt may help. */
  readonly retryable: boolean;
  readonly hint?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface TokenUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** What the sandboxed calls of a node took, over all its attempts. */
export interface SandboxUsage {
  readonly calls: number;
  readonly queued_ms: number;
  readonly wall_ms: number;
  readonly cpu_ms: number;
  /** The largest of them. */
  readonly peak_bytes: number;
  readonly host_calls: number;
}

/** How a node ended. It is recorded as it is, so it holds JSON values only. */
export type Outcome =
  | { readonly status: 'completed'; readonly output: Json; readonly meta: OutcomeMeta }
  | { readonly status: 'failed'; readonly error: NodeError; readonly meta: OutcomeMeta }
  | { readonly status: 'skipped'; readonly reason: string };

export interface OutcomeMeta {
  /** RFC 3339; absent for nodes that only contain others. */
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly attempts: number;
  readonly usage?: TokenUsage;
  readonly sandbox?: SandboxUsage;
  /** What the calls of models of all attempts cost, where they cost anything (docs/spec/cost.md 9). */
  readonly cost_nano_usd?: number;
}

/** What happens when a node fails: stop everything, go on with what does not depend on it, or go on with everything. */
export type FailurePolicy = 'halt_on_first_error' | 'continue_if_possible' | 'always_continue';

/** One reason why a node is incomplete. */
export interface NodeFault {
  readonly code?: string;
  readonly detail: string;
}

/** A blueprint together with what its references were resolved to. */
export interface Runnable {
  readonly nodes: Blueprint['nodes'];
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  /** Nodes that were incomplete when the blueprint was frozen, and why: they fail as soon as they are started. */
  readonly faults?: Readonly<Record<string, readonly NodeFault[]>>;
}

/** Something that happened in a run, to be stored and shown. `key` is the same whenever the same thing happens again. */
export interface RunEvent {
  readonly key: string;
  readonly event:
    | 'workflow.started'
    | 'node.started'
    | 'node.completed'
    | 'node.failed'
    | 'node.skipped'
    | 'node.log'
    | 'node.host_call'
    | 'workflow.completed';
  readonly node_id: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}
