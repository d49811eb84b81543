/** What a durable workflow is given: every effect goes through a step. */
export interface DurableSteps {
  /**
   * Carries `body` out and records what it gave, or answers with what is recorded. Steps are numbered in the order in which
   * this is called, so that order must be the same whenever the workflow is taken up again. A body that was cut off runs
   * again.
   */
  step<Result>(name: string, body: () => Promise<Result>): Promise<Result>;
}

/** The one workflow of an engine: `id` names the run, everything else is read by it. */
export type DurableWorkflow = (id: string, steps: DurableSteps) => Promise<void>;

/**
 * Runs a workflow to its end exactly once per id, whatever happens to processes in between. One workflow is enough:
 * blueprints are data, so only the interpreter could break the order of steps, and its number is part of every run.
 */
export abstract class DurableEngine {
  /** Name of this process among those that share the database; never used by another process. */
  abstract readonly executor: string;

  /** Connects and begins to take runs up. `abi` is the number of the interpreter: runs of another one are left alone. */
  abstract launch(workflow: DurableWorkflow, abi: number): Promise<void>;

  /** Begins the run `id`; does nothing when it has begun before. Must not be called inside a transaction. */
  abstract start(id: string): Promise<void>;

  /** Ids of runs that have begun and not ended, by the process that has them. */
  abstract unfinished(): Promise<readonly { readonly id: string; readonly executor: string }[]>;

  /** Takes runs up whose processes are gone. */
  abstract resume(ids: readonly string[]): Promise<void>;

  /** Stops taking runs up. What is in flight is left as it is and taken up after the next start. */
  abstract shutdown(): Promise<void>;
}
