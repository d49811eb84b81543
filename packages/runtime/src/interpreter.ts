import type { Json } from '@iceos/core/canonical';
import type { Ceilings } from './interpreter/ceilings.js';
import { inputContext } from './interpreter/context.js';
import { NodeFailure, nodeErrorOf } from './interpreter/errors.js';
import { Machine, type Task } from './interpreter/machine.js';
import { evaluateOutputs } from './interpreter/outputs.js';
import { Program } from './interpreter/program.js';
import { runTask, type Services, type TaskOptions } from './interpreter/task.js';
import type {
  FailurePolicy,
  NodeError,
  Outcome,
  Runnable,
  RunEvent,
  TokenUsage,
} from './interpreter/types.js';

export type { Ceilings } from './interpreter/ceilings.js';
export type { Services, ToolCall, ToolResult, LlmCall, LlmResult, CodeCall } from './interpreter/task.js';
export type {
  FailurePolicy,
  NodeError,
  Outcome,
  Runnable,
  RunEvent,
  TokenUsage,
} from './interpreter/types.js';
export { NodeFailure, nodeErrorOf } from './interpreter/errors.js';
export { RUN_NODE_TYPES } from './interpreter/node-types.js';

/**
 * Raise it whenever the same history would be replayed into other steps: runs recorded under another number are left to
 * processes that have it.
 */
export const INTERPRETER_ABI = 1;

/** Where the outcomes and decisions of a run are kept. In memory both are plain calls. */
export interface Journal {
  /** Carries a task out, or answers with its recorded outcome. Steps are numbered in the order in which this is called. */
  step(path: string, body: () => Promise<Outcome>): Promise<Outcome>;
  /** Answers which tasks had ended, or with the recorded answer. */
  decide(body: () => Promise<string[]>): Promise<string[]>;
}

export interface RunOptions {
  /** Prefix of the key under which each task is done once: the execution's id. */
  readonly run: string;
  readonly journal: Journal;
  readonly services: Services;
  /** Told what happens, in order and in batches; resolves when it is stored. */
  readonly onEvents: (events: readonly RunEvent[]) => Promise<void>;
  /** Stops the run: nothing new starts, tasks in flight are told. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Sub-workflows by the reference that names them. */
  readonly workflows?: ReadonlyMap<string, Runnable>;
  readonly policy?: FailurePolicy;
  /** Tasks at a time, 1 to 20; a call of a model counts twice. */
  readonly concurrency?: number;
  /** What the operator allows one run. The same for all of a run, also when it is taken up again. */
  readonly ceilings?: Ceilings | undefined;
}

export interface RunResult {
  readonly success: boolean;
  /** Why the run failed: the first node that did. */
  readonly error: NodeError | undefined;
  /** By node id: its output, or `{success: false, error}`. */
  readonly output: Readonly<Record<string, Json>>;
  /** The declared outputs of the blueprint, when it declares any and succeeded. */
  readonly outputs: Readonly<Record<string, Json>> | undefined;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly usage: TokenUsage;
  /** What its calls of models cost, in nano-US-dollars. */
  readonly cost_nano_usd: number;
}

const MAX_DEPTH = 8;
const MAX_TASKS = 100_000;
const CONCURRENCY = 5;

/** Thrown out of a run that was stopped by its signal. */
export class RunCanceled extends NodeFailure {
  constructor() {
    super('run-canceled', 'The run was canceled.');
  }
}

/**
 * Runs a blueprint to its end. Ready tasks start in index order; which of the running ones had ended is decided in a
 * recorded step, and only when that lets another start: so a run that is taken up after a crash makes the same decisions
 * again and repeats no task that had ended. Throws `RunCanceled` when it was stopped.
 */
export async function runBlueprint(
  runnable: Runnable,
  inputs: Readonly<Record<string, unknown>>,
  options: RunOptions,
): Promise<RunResult> {
  return new Driver(runnable, inputs, options).run();
}

interface Live {
  readonly task: Task;
  readonly weight: number;
  readonly outcome: Promise<Outcome>;
  ended: Outcome | undefined;
}

class Driver {
  private readonly machine: Machine;
  private readonly program: Program;
  private readonly programs = new Map<string, Program>();
  private readonly live = new Map<string, Live>();
  private readonly capacity: number;
  private readonly taskOptions: TaskOptions;
  private started: RunEvent[] = [];
  private storing: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};
  private fault: { readonly error: unknown } | undefined;

  constructor(
    runnable: Runnable,
    inputs: Readonly<Record<string, unknown>>,
    private readonly options: RunOptions,
  ) {
    this.capacity = Math.min(Math.max(options.concurrency ?? CONCURRENCY, 1), 20);
    this.program = new Program(runnable);
    this.taskOptions = { ...options, onEvents: (events) => this.store(events) };
    this.machine = new Machine(this.program, inputContext(inputs), {
      policy: options.policy ?? 'continue_if_possible',
      workflow: (reference) => this.workflow(reference),
      maxDepth: MAX_DEPTH,
      maxTasks: MAX_TASKS,
      ceilings: options.ceilings,
    });
    options.signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  async run(): Promise<RunResult> {
    try {
      for (;;) {
        this.startReady();
        await this.tell();
        if (this.machine.finished) return this.result();
        for (const path of await this.decide()) await this.finish(path);
      }
    } finally {
      await Promise.allSettled([...this.live.values()].map(({ outcome }) => outcome));
    }
  }

  private workflow(reference: string): Program | undefined {
    const known = this.programs.get(reference);
    if (known) return known;
    const runnable = this.options.workflows?.get(reference);
    if (!runnable) return undefined;
    const program = new Program(runnable);
    this.programs.set(reference, program);
    return program;
  }

  private startReady(): void {
    while (this.machine.hasReady && this.hasRoom()) {
      const task = this.machine.takeReady();
      if (!task) return;
      const { path, node } = task;
      this.started.push({
        key: `node.started:${path}`,
        event: 'node.started',
        node_id: node.id,
        payload: { path, node_type: node.type },
      });
      const outcome = this.options.journal.step(path, () => runTask(task, this.taskOptions));
      const entry: Live = { task, weight: weightOf(task, this.capacity), outcome, ended: undefined };
      this.live.set(path, entry);
      outcome
        .then(
          (ended) => (entry.ended = ended),
          (error: unknown) => (this.fault ??= { error }),
        )
        .finally(() => this.wake());
    }
  }

  /**
   * Whether another task may start, when those in `told` have ended. A task that has ended and was not told of still takes
   * its room: a replay would not know that it had ended.
   */
  private hasRoom(told: readonly string[] = []): boolean {
    let busy = 0;
    for (const [path, { weight }] of this.live) if (!told.includes(path)) busy += weight;
    return busy < this.capacity;
  }

  /** With one task in flight there is nothing to decide: it is the one that will have ended. */
  private decide(): Promise<string[]> {
    return this.live.size === 1 ? this.await() : this.options.journal.decide(() => this.await());
  }

  /** Waits until the tasks that ended let another one start, or end the run; tells which they were, in index order. */
  private async await(): Promise<string[]> {
    const told: string[] = [];
    for (;;) {
      this.throwIfStopped();
      const ended = [...this.live.values()].filter((entry) => entry.ended && !told.includes(entry.task.path));
      if (ended.length === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      for (const { task, ended: outcome } of ended) {
        told.push(task.path);
        this.machine.finish(task.path, outcome as Outcome);
      }
      await this.tell();
      if (this.machine.finished || (this.machine.hasReady && this.hasRoom(told))) return told;
    }
  }

  /** On replay the machine has not heard of it yet; otherwise this only forgets the task. */
  private async finish(path: string): Promise<void> {
    const entry = this.live.get(path);
    if (!entry) return;
    this.machine.finish(path, await entry.outcome);
    this.live.delete(path);
  }

  private async tell(): Promise<void> {
    this.throwIfStopped();
    await this.store([]);
  }

  /** Stores what is new, then `events`: one batch after the other, so that nothing is told of a task before its start. */
  private store(events: readonly RunEvent[]): Promise<void> {
    const batch = [...this.machine.takeEvents(), ...this.started, ...events];
    this.started = [];
    if (batch.length === 0) return Promise.resolve();
    const stored = this.storing.then(() => this.options.onEvents(batch));
    this.storing = stored.catch(() => undefined);
    return stored;
  }

  private throwIfStopped(): void {
    if (this.fault) throw this.fault.error;
    if (this.options.signal.aborted) throw new RunCanceled();
  }

  private result(): RunResult {
    const outcomes = this.machine.outcomes();
    let error = firstError(outcomes);
    let outputs: Record<string, Json> | undefined;
    if (!error) {
      try {
        outputs = evaluateOutputs(this.program, this.machine.finalContext());
      } catch (fault) {
        error = nodeErrorOf(fault);
      }
    }
    const output = Object.fromEntries([...outcomes].map(([id, outcome]) => [id, told(outcome)]));
    return {
      success: error === undefined,
      error,
      output,
      outputs,
      outcomes,
      usage: this.machine.usage(),
      cost_nano_usd: this.machine.cost(),
    };
  }
}

function weightOf({ node }: Task, capacity: number): number {
  return node.type === 'llm' ? Math.min(2, capacity) : 1;
}

function firstError(outcomes: ReadonlyMap<string, Outcome>): NodeError | undefined {
  for (const [id, outcome] of outcomes) {
    if (outcome.status === 'failed') return { ...outcome.error, message: `${id}: ${outcome.error.message}` };
  }
  return undefined;
}

function told(outcome: Outcome): Json {
  if (outcome.status === 'completed') return outcome.output;
  const error = outcome.status === 'failed' ? outcome.error.message : `skipped: ${outcome.reason}`;
  return { success: false, error };
}
