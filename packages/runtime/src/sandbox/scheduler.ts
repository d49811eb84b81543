import { CodedError } from '@iceos/core/errors';
import type { CompiledComponent } from '../compiler.js';
import type { Launch } from '../process/launch.js';
import type { Child, ChildEnd, ChildListener } from './child.js';
import { Children, type ChildrenOptions, type ChildrenStats } from './children.js';
import { SandboxError } from './errors.js';
import { FairQueue } from './fair-queue.js';
import { loadFrame } from './load-frame.js';
import { RunningCall, type CallEnd, type CallOrder, type CallResult, type Slots } from './running-call.js';

export interface SchedulerOptions extends ChildrenOptions {
  /** Calls that compute at once: processor cores. Calls that wait for the host are not counted. */
  readonly maxRunning: number;
  /** Calls beyond `maxRunning` that may start at once, each of a tenant of which nothing computes. */
  readonly maxExtra: number;
  /** Calls of one tenant that compute at once, short or long. */
  readonly maxComputingPerTenant: number;
  readonly maxQueued: number;
  readonly maxQueuedPerTenant: number;
  readonly maxQueuedMs: number;
}

export interface SandboxStats {
  readonly queued: number;
  /** Milliseconds that the calls started so far have waited, in all and at most. */
  readonly queuedMs: { readonly total: number; readonly longest: number };
  /** Calls that hold a processor slot. */
  readonly running: number;
  /** Calls that have computed for long and go on without a slot, after everybody else. */
  readonly long: number;
  /** Calls that wait for the host, or for a slot after it. */
  readonly waiting: number;
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly children: ChildrenStats;
}

/** What waits for a slot: a call to be started, or one whose host has answered. */
type Turn = Job | Resumption;

interface Resumption {
  readonly tenant: string;
  resume(): void;
}

interface Job {
  readonly tenant: string;
  readonly component: CompiledComponent;
  readonly order: CallOrder;
  readonly queuedAt: number;
  resolve(result: CallResult): void;
  reject(error: unknown): void;
  /** No longer waits: clears the timer and the signal. */
  leave(): void;
}

const INSPECT_MS = 25;
const SWEEP_MS = 5000;
/** How soon a call that was held back is looked at again. */
const LOOK_AGAIN_MS = 100;

/**
 * Which call runs when, and in which child (docs/spec/sandbox.md 6). A call needs a child and a processor slot; it keeps
 * the child to its end, and gives the slot back whenever it waits for the host, so that calls which only wait never stop
 * another one.
 */
export class Scheduler implements ChildListener, Slots {
  private readonly children: Children;
  private readonly calls = new Map<Child, RunningCall>();
  private readonly queue = new FairQueue<Turn>();
  private readonly counts = { started: 0, succeeded: 0, failed: 0 };
  private readonly queuedMs = { total: 0, longest: 0 };
  private readonly sweeper: NodeJS.Timeout;
  private inspector: NodeJS.Timeout | undefined;
  private later: NodeJS.Timeout | undefined;
  private slotsTaken = 0;
  private closed = false;
  private dispatching = false;
  private dispatchAgain = false;

  constructor(
    launch: Launch,
    private readonly options: SchedulerOptions,
  ) {
    this.children = new Children(launch, options, this);
    this.sweeper = setInterval(() => this.children.sweep(), SWEEP_MS).unref();
    this.children.prepare(0);
  }

  /** Runs one call; rejects with a `SandboxError`, or with the coded error of a host function. */
  call(tenant: string, component: CompiledComponent, order: CallOrder): Promise<CallResult> {
    if (this.closed) return Promise.reject(closedError());
    if (order.signal?.aborted) return Promise.reject(canceledError());
    if (this.overloaded(tenant)) {
      return Promise.reject(
        new SandboxError('sandbox-overloaded', 'Too many calls are waiting for the sandbox.'),
      );
    }
    return new Promise((resolve, reject) => {
      this.queue.add(this.waitingJob(tenant, component, order, resolve, reject));
      this.children.retry();
      this.dispatch();
    });
  }

  overloaded(tenant: string): boolean {
    const { maxQueued, maxQueuedPerTenant } = this.options;
    return this.queue.length >= maxQueued || this.queue.lengthOf(tenant) >= maxQueuedPerTenant;
  }

  stats(): SandboxStats {
    const calls = [...this.calls.values()];
    const running = calls.filter((call) => call.holdsSlot).length;
    const computing = calls.filter((call) => call.computes).length;
    return {
      queued: this.queue.length,
      queuedMs: { ...this.queuedMs },
      running,
      long: computing - running,
      waiting: calls.length - computing,
      ...this.counts,
      children: this.children.stats(),
    };
  }

  /**
   * Refuses what waits, lets what runs go on for at most `graceMs` milliseconds, then ends every child; resolves when none
   * is left.
   */
  async close(graceMs: number): Promise<void> {
    this.closed = true;
    clearInterval(this.sweeper);
    clearTimeout(this.later);
    this.rejectWaiting(closedError());
    await this.drained(graceMs);
    clearInterval(this.inspector);
    await this.children.close();
  }

  private async drained(graceMs: number): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    const calls = Promise.allSettled([...this.calls.values()].map(({ done }) => done));
    await Promise.race([calls, over]);
    clearTimeout(timer);
  }

  // Slots

  release(heldSlot: boolean): void {
    if (heldSlot) this.slotsTaken -= 1;
    this.dispatch();
  }

  resume({ tenant }: RunningCall): Promise<void> {
    return new Promise((resume) => {
      this.queue.addUrgent({ tenant, resume });
      this.dispatch();
    });
  }

  settled(call: RunningCall, heldSlot: boolean): void {
    this.calls.delete(call.child);
    if (call.child.ready) this.children.giveBack(call.child);
    if (heldSlot) this.slotsTaken -= 1;
    this.dispatch();
  }

  // ChildListener

  ready(): void {
    this.dispatch();
  }

  message(child: Child, message: Parameters<ChildListener['message']>[1]): void {
    const call = this.calls.get(child);
    if (call) call.receive(message);
    else child.kill('protocol');
  }

  ended(child: Child, end: ChildEnd): void {
    this.calls.get(child)?.childEnded(end);
    if (this.children.broken) {
      this.rejectWaiting(
        new SandboxError('sandbox-unavailable', 'The children of the sandbox do not start.'),
      );
    }
    this.dispatch();
  }

  private waitingJob(
    tenant: string,
    component: CompiledComponent,
    order: CallOrder,
    resolve: Job['resolve'],
    reject: Job['reject'],
  ): Job {
    const giveUp = (error: SandboxError) => {
      if (this.queue.remove(job)) {
        job.leave();
        reject(error);
      }
    };
    const cancel = () => giveUp(canceledError());
    const timer = setTimeout(
      () => giveUp(new SandboxError('sandbox-overloaded', 'The call waited too long for the sandbox.')),
      this.options.maxQueuedMs,
    );
    order.signal?.addEventListener('abort', cancel);
    const job: Job = {
      tenant,
      component,
      order,
      queuedAt: performance.now(),
      resolve,
      reject,
      leave() {
        clearTimeout(timer);
        order.signal?.removeEventListener('abort', cancel);
      },
    };
    return job;
  }

  /** Hands out slots to tenants in turn: to calls whose host has answered, then to calls that find a child. */
  private dispatch(): void {
    // Taking a child may end another one, which leads back here: what is under way then goes round once more.
    this.dispatchAgain = true;
    if (this.dispatching) return;
    this.dispatching = true;
    while (this.dispatchAgain) {
      this.dispatchAgain = false;
      this.handOut();
    }
    this.dispatching = false;
  }

  private handOut(): void {
    let unmet = 0;
    const { maxRunning, maxExtra } = this.options;
    while (this.slotsTaken < maxRunning + maxExtra) {
      const found: { child?: Child | undefined } = {};
      unmet = 0;
      const turn = this.queue.take((next) => {
        if (!this.mayCompute(next.tenant)) return false;
        if ('resume' in next) return true;
        found.child = this.children.take(next.tenant, next.component.digest);
        if (!found.child && this.children.couldServe(next.tenant)) unmet += 1;
        if (!found.child && this.children.heldBack(next.tenant)) this.lookAgain();
        return found.child !== undefined;
      });
      if (!turn) break;
      this.slotsTaken += 1;
      if ('resume' in turn) turn.resume();
      else if (found.child) this.start(turn, found.child);
    }
    if (!this.closed) this.children.prepare(unmet);
  }

  private lookAgain(): void {
    if (this.closed) return;
    this.later ??= setTimeout(() => {
      this.later = undefined;
      this.dispatch();
    }, LOOK_AGAIN_MS);
  }

  /** Whether one call more of `tenant` may compute: there is a slot, or nothing of the tenant computes while others do. */
  private mayCompute(tenant: string): boolean {
    let computing = 0;
    for (const call of this.calls.values()) if (call.tenant === tenant && call.computes) computing += 1;
    if (this.slotsTaken >= this.options.maxRunning) return computing === 0;
    return computing < this.options.maxComputingPerTenant;
  }

  private start(job: Job, child: Child): void {
    job.leave();
    const waited = performance.now() - job.queuedAt;
    this.queuedMs.total += waited;
    this.queuedMs.longest = Math.max(this.queuedMs.longest, waited);
    this.counts.started += 1;
    if (!child.loaded) {
      child.loaded = true;
      const { header, parts } = loadFrame(job.component);
      child.send(header, parts);
    }
    const call = new RunningCall(child, job.tenant, job.order, this, waited);
    this.calls.set(child, call);
    this.inspector ??= setInterval(() => this.inspect(), INSPECT_MS);
    void this.report(call, job);
  }

  private async report(call: RunningCall, job: Job): Promise<void> {
    const { onEnd } = job.order;
    try {
      const result = await call.done;
      this.counts.succeeded += 1;
      onEnd?.({ ...call.usage(), outcome: 'succeeded' });
      job.resolve(result);
    } catch (error) {
      this.counts.failed += 1;
      job.reject(error);
      onEnd?.({ ...call.usage(), ...outcomeOf(error) });
    }
  }

  private inspect(): void {
    for (const call of this.calls.values()) call.inspect();
    if (this.calls.size > 0) return;
    clearInterval(this.inspector);
    this.inspector = undefined;
  }

  private rejectWaiting(error: SandboxError): void {
    for (const job of this.queue.drain()) {
      if ('resume' in job) continue;
      job.leave();
      job.reject(error);
    }
  }
}

function outcomeOf(error: unknown): Pick<CallEnd, 'outcome' | 'limit'> {
  if (!(error instanceof CodedError)) return { outcome: 'host-failed' };
  const limit = error instanceof SandboxError ? error.limit : undefined;
  return { outcome: error.code, ...(limit === undefined ? {} : { limit }) };
}

function closedError(): SandboxError {
  return new SandboxError('sandbox-unavailable', 'The sandbox is closed.');
}

function canceledError(): SandboxError {
  return new SandboxError('sandbox-canceled', 'The call was canceled.');
}
