import type { CompiledComponent } from '../compiler.js';
import type { Launch } from '../process/launch.js';
import type { Child, ChildEnd, ChildListener } from './child.js';
import { Children, type ChildrenOptions, type ChildrenStats } from './children.js';
import { SandboxError } from './errors.js';
import { FairQueue } from './fair-queue.js';
import { loadFrame } from './load-frame.js';
import { RunningCall, type CallOrder, type CallResult, type Slots } from './running-call.js';

export interface SchedulerOptions extends ChildrenOptions {
  /** Calls that compute at once: processor cores. Calls that wait for the host are not counted. */
  readonly maxRunning: number;
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
  /** Calls that wait for the host, or for a slot after it. */
  readonly waiting: number;
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly children: ChildrenStats;
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

/**
 * Which call runs when, and in which child (docs/spec/sandbox.md 6). A call needs a child and a processor slot; it keeps
 * the child to its end, and gives the slot back whenever it waits for the host, so that calls which only wait never stop
 * another one.
 */
export class Scheduler implements ChildListener, Slots {
  private readonly children: Children;
  private readonly calls = new Map<Child, RunningCall>();
  private readonly queue = new FairQueue<Job>();
  private readonly resuming: (() => void)[] = [];
  private readonly counts = { started: 0, succeeded: 0, failed: 0 };
  private readonly queuedMs = { total: 0, longest: 0 };
  private readonly sweeper: NodeJS.Timeout;
  private inspector: NodeJS.Timeout | undefined;
  private slotsTaken = 0;
  private closed = false;

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
    const { maxQueued, maxQueuedPerTenant } = this.options;
    if (this.queue.length >= maxQueued || this.queue.lengthOf(tenant) >= maxQueuedPerTenant) {
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

  stats(): SandboxStats {
    const running = [...this.calls.values()].filter((call) => call.holdsSlot).length;
    return {
      queued: this.queue.length,
      queuedMs: { ...this.queuedMs },
      running,
      waiting: this.calls.size - running,
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

  release(): void {
    this.slotsTaken -= 1;
    this.dispatch();
  }

  resume(): Promise<void> {
    return new Promise((resolve) => {
      this.resuming.push(resolve);
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

  /** Hands out the free slots: to calls whose host has answered first, then to waiting calls that find a child. */
  private dispatch(): void {
    let unmet = 0;
    while (this.slotsTaken < this.options.maxRunning) {
      const resume = this.resuming.shift();
      if (resume) {
        this.slotsTaken += 1;
        resume();
        continue;
      }
      let child: Child | undefined;
      unmet = 0;
      const job = this.queue.take(({ tenant, component }) => {
        child = this.children.take(tenant, component.digest);
        if (!child && this.children.couldServe(tenant)) unmet += 1;
        return child !== undefined;
      });
      if (!job || !child) break;
      this.start(job, child);
    }
    if (!this.closed) this.children.prepare(unmet);
  }

  private start(job: Job, child: Child): void {
    job.leave();
    const waited = performance.now() - job.queuedAt;
    this.queuedMs.total += waited;
    this.queuedMs.longest = Math.max(this.queuedMs.longest, waited);
    this.counts.started += 1;
    this.slotsTaken += 1;
    if (!child.loaded) {
      child.loaded = true;
      const { header, parts } = loadFrame(job.component);
      child.send(header, parts);
    }
    const call = new RunningCall(child, job.order, this);
    this.calls.set(child, call);
    this.inspector ??= setInterval(() => this.inspect(), INSPECT_MS);
    void this.report(call, job);
  }

  private async report({ done }: RunningCall, job: Job): Promise<void> {
    try {
      job.resolve(await done);
      this.counts.succeeded += 1;
    } catch (error) {
      job.reject(error);
      this.counts.failed += 1;
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
      job.leave();
      job.reject(error);
    }
  }
}

function closedError(): SandboxError {
  return new SandboxError('sandbox-unavailable', 'The sandbox is closed.');
}

function canceledError(): SandboxError {
  return new SandboxError('sandbox-canceled', 'The call was canceled.');
}
