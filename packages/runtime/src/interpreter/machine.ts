import type { Json } from '@iceos/core/canonical';
import type { BlueprintNode } from '@iceos/core/blueprint';
import { beginComposite, type Composite } from './composites.js';
import { CallCounter, type Ceilings } from './ceilings.js';
import { contextOf } from './context.js';
import { failed, incomplete, tooManyTasks } from './errors.js';
import { GraphFrame, SequenceFrame, type Frame, type FrameHost } from './frame.js';
import type { Program } from './program.js';
import { Queue } from './queue.js';
import type { FailurePolicy, NodeContext, Outcome, RunEvent, TokenUsage } from './types.js';

/** A node that something outside must carry out. */
export interface Task {
  /** `price`, or `rows[2].price` inside a loop: with the execution's id, the key under which it is done once. */
  readonly path: string;
  readonly node: BlueprintNode;
  readonly program: Program;
  readonly context: NodeContext;
  /** Outputs of the nodes it waits for, by id. */
  readonly inputs: Readonly<Record<string, Json>>;
}

export interface MachineOptions {
  readonly policy: FailurePolicy;
  /** The program of a sub-workflow, by the reference that names it. */
  readonly workflow: (reference: string) => Program | undefined;
  /** Deepest nesting of sub-workflows. */
  readonly maxDepth: number;
  /** Most tasks that one run may have. */
  readonly maxTasks: number;
  /** What the operator allows one run; absent allows what the other limits do. */
  readonly ceilings?: Ceilings | undefined;
}

/**
 * The state of a run, and nothing else: no clock, no database, no promises. It is told what ended and says what may start,
 * always in the same order for the same tellings, which is what lets a run be taken up after a crash. Work waits in an
 * agenda, so no blueprint is deep enough to overflow the stack.
 */
export class Machine implements FrameHost {
  readonly policy: FailurePolicy;
  private readonly ready = new Queue<{
    readonly task: Task;
    readonly frame: Frame;
    readonly number: number;
  }>();
  private readonly live = new Map<string, { readonly frame: Frame; readonly number: number }>();
  private readonly parents = new Map<Frame, Composite>();
  private readonly agenda = new Queue<() => void>();
  private readonly events: RunEvent[] = [];
  private readonly root: GraphFrame;
  private readonly tokens = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  private readonly counter: CallCounter;
  private nanoUsd = 0;
  private tasks = 0;
  private ended = false;

  constructor(
    program: Program,
    inputs: NodeContext,
    readonly options: MachineOptions,
  ) {
    this.policy = options.policy;
    this.counter = new CallCounter(options.ceilings);
    this.root = new GraphFrame(program, program.root, inputs, '', 0, this);
    this.root.start();
    this.work();
  }

  /** Whether every node has an outcome. */
  get finished(): boolean {
    return this.ended;
  }

  get hasReady(): boolean {
    return this.ready.length > 0;
  }

  /** The next task that may start, in the order in which they became ready. */
  takeReady(): Task | undefined {
    for (let next = this.ready.shift(); next; next = this.ready.shift()) {
      const { task, frame, number } = next;
      if (!frame.halted) {
        this.live.set(task.path, { frame, number });
        return task;
      }
      this.skip(frame, number, 'another node failed');
      this.work();
    }
    return undefined;
  }

  /** Tells how a task that was taken has ended. Telling it again changes nothing. */
  finish(path: string, outcome: Outcome): void {
    const task = this.live.get(path);
    if (!task) return;
    this.live.delete(path);
    if (outcome.status === 'completed' && outcome.meta.usage) {
      for (const kind of ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const)
        this.tokens[kind] += outcome.meta.usage[kind];
    }
    if (outcome.status !== 'skipped') this.nanoUsd += outcome.meta.cost_nano_usd ?? 0;
    this.counter.end(task.frame.program.node(task.number), outcome);
    this.settle(task.frame, task.number, outcome);
    this.work();
  }

  /** What happened since this was last asked, in order. */
  takeEvents(): RunEvent[] {
    return this.events.splice(0);
  }

  /** Outcomes of the nodes of the blueprint itself, by id. */
  outcomes(): Map<string, Outcome> {
    const { program, scope, outcomes } = this.root;
    return new Map(
      scope.members.flatMap((number) => {
        const outcome = outcomes.get(number);
        return outcome ? [[program.node(number).id, outcome] as const] : [];
      }),
    );
  }

  /** Names that the templates of `outputs` see: the run's inputs and every output by node id. */
  finalContext(): NodeContext {
    return Object.assign(Object.create(null) as NodeContext, this.root.base, this.root.outputs());
  }

  /** Tokens of every model call so far. */
  usage(): TokenUsage {
    return { ...this.tokens };
  }

  /** What every model call so far cost, in nano-US-dollars. */
  cost(): number {
    return this.nanoUsd;
  }

  begin(frame: Frame, number: number): void {
    this.agenda.push(() => this.enter(frame, number));
  }

  skip(frame: Frame, number: number, reason: string): void {
    this.agenda.push(() => this.settle(frame, number, { status: 'skipped', reason }));
  }

  done(frame: Frame): void {
    const composite = this.parents.get(frame);
    this.parents.delete(frame);
    if (composite) this.agenda.push(() => composite.childDone(frame));
    else this.ended = true;
  }

  /** Opens a frame inside a composite node, which hears of its end. */
  open(frame: Frame, composite: Composite): void {
    this.parents.set(frame, composite);
    this.agenda.push(() => frame.start());
  }

  /** A frame for one list of nodes inside a composite; an absent list is an empty one. */
  sequence(parent: Frame, number: number, member: string, base: NodeContext, path: string): SequenceFrame {
    return new SequenceFrame(
      parent.program,
      parent.program.nested(number, member),
      base,
      path,
      parent.depth,
      this,
    );
  }

  graph(program: Program, base: NodeContext, path: string, depth: number): GraphFrame {
    return new GraphFrame(program, program.root, base, path, depth, this);
  }

  /** Gives a composite node its outcome. */
  complete(frame: Frame, number: number, outcome: Outcome): void {
    this.agenda.push(() => this.settle(frame, number, outcome));
  }

  private work(): void {
    for (let next = this.agenda.shift(); next; next = this.agenda.shift()) next();
  }

  private enter(frame: Frame, number: number): void {
    const node = frame.program.node(number);
    const path = `${frame.path}${node.id}`;
    try {
      const faults = frame.program.faultsOf(number);
      if (faults.length > 0) throw incomplete(faults);
      this.count(node, frame, path);
      const { context, inputs } = contextOf(frame, number);
      const composite = beginComposite(this, frame, number, context, path);
      if (composite) {
        this.note('node.started', node, path, { node_type: node.type });
        composite.start();
        return;
      }
      if (++this.tasks > this.options.maxTasks) throw tooManyTasks(this.options.maxTasks);
      this.ready.push({ task: { path, node, program: frame.program, context, inputs }, frame, number });
    } catch (error) {
      this.complete(frame, number, failed(error));
    }
  }

  /** Throws when the node is beyond a ceiling that is enforced; of another, the run only tells. */
  private count(node: BlueprintNode, { depth }: Frame, path: string): void {
    const fault = this.counter.begin(node, this.tokens.total_tokens, depth);
    if (!fault) return;
    if (this.counter.enforced) throw fault;
    this.note('node.log', node, path, { level: 'warn', message: fault.message });
  }

  private settle(frame: Frame, number: number, outcome: Outcome): void {
    const node = frame.program.node(number);
    const path = `${frame.path}${node.id}`;
    if (outcome.status === 'completed')
      this.note('node.completed', node, path, { output: outcome.output, ...outcome.meta });
    else if (outcome.status === 'failed')
      this.note('node.failed', node, path, { error: outcome.error, ...outcome.meta });
    else this.note('node.skipped', node, path, { reason: outcome.reason });
    frame.settle(number, outcome);
  }

  private note(
    event: RunEvent['event'],
    node: BlueprintNode,
    path: string,
    payload: RunEvent['payload'],
  ): void {
    this.events.push({ key: `${event}:${path}`, event, node_id: node.id, payload: { path, ...payload } });
  }
}
