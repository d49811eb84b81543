import type { Scope } from '@iceos/core/graph';
import type { Json } from '@iceos/core/canonical';
import type { Program } from './program.js';
import type { FailurePolicy, NodeContext, Outcome } from './types.js';

/** What a frame asks of the machine it runs in. */
export interface FrameHost {
  readonly policy: FailurePolicy;
  /** Node `number` of `frame` may start. */
  begin(frame: Frame, number: number): void;
  skip(frame: Frame, number: number, reason: string): void;
  /** Every node of `frame` has an outcome. */
  done(frame: Frame): void;
}

/** One running list of nodes: which have ended and how, and which may start next. */
export abstract class Frame {
  readonly outcomes = new Map<number, Outcome>();
  /** Whether nothing more may start in it. */
  halted = false;

  constructor(
    readonly program: Program,
    readonly scope: Scope,
    /** Names every node of the list sees. */
    readonly base: NodeContext,
    /** Prefix of the paths of its tasks: empty, or such as `rows[2].`. */
    readonly path: string,
    /** How many sub-workflows it stands in. */
    readonly depth: number,
    protected readonly host: FrameHost,
  ) {}

  abstract start(): void;

  /** Takes the outcome of one node and begins what it was holding up. */
  abstract settle(number: number, outcome: Outcome): void;

  /** Outputs that node `number` sees by node id. */
  abstract visibleOutputs(number: number): Iterable<[id: string, output: Json]>;

  get finished(): boolean {
    return this.outcomes.size === this.scope.members.length;
  }

  /** The first node that failed, or undefined. */
  failure(): { id: string; outcome: Extract<Outcome, { status: 'failed' }> } | undefined {
    for (const number of this.scope.members) {
      const outcome = this.outcomes.get(number);
      if (outcome?.status === 'failed') return { id: this.program.node(number).id, outcome };
    }
    return undefined;
  }

  /** Node id to output, for the nodes that completed, in the order in which they are listed. */
  outputs(): Record<string, Json> {
    // `fromEntries` defines members, so an id such as __proto__ is a name like any other.
    return Object.fromEntries(this.scope.members.flatMap((number) => this.outputOf(number)));
  }

  protected outputOf(number: number): [string, Json][] {
    const outcome = this.outcomes.get(number);
    return outcome?.status === 'completed' ? [[this.program.node(number).id, outcome.output]] : [];
  }
}

/** A DAG: a node starts when everything it waits for has succeeded. */
export class GraphFrame extends Frame {
  private readonly missing = new Map<number, number>();
  private readonly doomed = new Set<number>();

  start(): void {
    for (const number of this.scope.members)
      this.missing.set(number, this.program.graph.awaited[number]?.length ?? 0);
    for (const number of this.scope.members)
      if (this.missing.get(number) === 0) this.host.begin(this, number);
    if (this.finished) this.host.done(this);
  }

  settle(number: number, outcome: Outcome): void {
    this.outcomes.set(number, outcome);
    if (outcome.status === 'failed' && this.host.policy === 'halt_on_first_error')
      this.halt(this.program.node(number).id);
    for (const waiting of this.program.waitingFor(number)) {
      const missing = this.missing.get(waiting);
      if (missing === undefined) continue;
      this.missing.set(waiting, missing - 1);
      if (missing > 1 || this.doomed.has(waiting)) continue;
      // Only now, so that the reason does not depend on which of them ended first.
      const reason = this.obstacle(waiting);
      if (reason === undefined) this.host.begin(this, waiting);
      else this.doom(waiting, reason);
    }
    if (this.finished) this.host.done(this);
  }

  *visibleOutputs(number: number): Iterable<[string, Json]> {
    for (const awaited of this.program.graph.awaited[number] ?? []) yield* this.outputOf(awaited);
  }

  /** Why a node cannot start of which everything that it waits for has ended: the first of those that did not succeed. */
  private obstacle(number: number): string | undefined {
    if (this.host.policy === 'always_continue') return undefined;
    for (const awaited of this.program.graph.awaited[number] ?? []) {
      const status = this.outcomes.get(awaited)?.status;
      if (status === 'failed') return `${this.program.node(awaited).id} failed`;
      if (status === 'skipped') return `${this.program.node(awaited).id} was skipped`;
    }
    return undefined;
  }

  /** Skips what has not begun. What runs goes on to its end. */
  private halt(id: string): void {
    this.halted = true;
    for (const [number, missing] of this.missing) if (missing > 0) this.doom(number, `${id} failed`);
  }

  private doom(number: number, reason: string): void {
    if (this.doomed.has(number)) return;
    this.doomed.add(number);
    this.host.skip(this, number, reason);
  }
}

/** A body, path or branch: its nodes run one after the other and see the outputs of those before. */
export class SequenceFrame extends Frame {
  private at = 0;

  start(): void {
    this.next();
  }

  settle(number: number, outcome: Outcome): void {
    this.outcomes.set(number, outcome);
    if (outcome.status === 'failed' && this.host.policy !== 'always_continue')
      this.skipRest(this.program.node(number).id);
    else this.next();
  }

  *visibleOutputs(number: number): Iterable<[string, Json]> {
    for (const earlier of this.scope.order) {
      if (earlier === number) return;
      yield* this.outputOf(earlier);
    }
  }

  /** Output of the last node of the list, or null for an empty one. */
  lastOutput(): Json {
    const outcome = this.outcomes.get(this.scope.order.at(-1) ?? -1);
    return outcome?.status === 'completed' ? outcome.output : null;
  }

  private next(): void {
    const number = this.scope.order[this.at++];
    if (number === undefined) this.host.done(this);
    else this.host.begin(this, number);
  }

  private skipRest(id: string): void {
    const rest = this.scope.order.slice(this.at);
    this.at = this.scope.order.length;
    for (const number of rest) this.outcomes.set(number, { status: 'skipped', reason: `${id} failed` });
    this.host.done(this);
  }
}
