import type { Digest } from '@iceos/core/digest';
import type { Launch } from '../process/launch.js';
import { UsageReader } from '../process/usage.js';
import { BackOff } from './back-off.js';
import {
  Child,
  RECYCLE_CPU_MS,
  type ChildCaps,
  type ChildEnd,
  type ChildListener,
  type EndReason,
} from './child.js';

export interface ChildrenOptions {
  readonly caps: ChildCaps;
  /** Children at once, busy or not: what the memory of the machine allows. */
  readonly maxChildren: number;
  /** Children of one tenant at once. */
  readonly maxPerTenant: number;
  /** Children kept ready for a component that none of them holds. */
  readonly spares: number;
  /** Children that start at once: a tenant whose calls break their children must not keep every processor busy with new ones. */
  readonly maxStarting: number;
  /** A child is replaced after so many calls, after so long, or when it keeps so much memory after a call. */
  readonly recycleAfterCalls: number;
  readonly recycleAfterMs: number;
  readonly recycleAboveBytes: number;
  /** A child that served nobody for so long is ended. */
  readonly idleMs: number;
}

export interface ChildrenStats {
  readonly starting: number;
  readonly spare: number;
  readonly idle: number;
  readonly busy: number;
  readonly spawned: number;
  /** Children that have ended, by the reason. */
  readonly ended: Readonly<Partial<Record<EndReason, number>>>;
}

/** Whether `child` goes before others again; raising a priority takes privileges that not every server has. */
function raised(child: Child): boolean {
  if (child.lowered && !child.yieldToOthers(false)) return false;
  child.lowered = false;
  return true;
}

/** Ends of a child that its own calls brought about. */
const BROKEN: ReadonlySet<EndReason> = new Set([
  'crashed',
  'trapped',
  'limit',
  'canceled',
  'protocol',
  'ungranted',
]);
/** A tenant counts as active for so long after its last call. */
const ACTIVE_MS = 1000;

/** Children that may fail to start in a row before it is taken for more than bad luck. */
const MAX_FAILED_STARTS = 3;

/**
 * The child processes of a sandbox (docs/spec/sandbox.md 6): how many there are, whom each one serves, and when it is
 * replaced. A child that was bound to a tenant and a component never serves another; it is ended instead.
 */
export class Children {
  private readonly members = new Set<Child>();
  private readonly leaving = new Set<Promise<void>>();
  private readonly usage = new UsageReader();
  private readonly backOff = new BackOff();
  /** When each tenant had a child last. */
  private readonly seen = new Map<string, number>();
  private readonly ended: Partial<Record<EndReason, number>> = {};
  private spawned = 0;
  private failedStarts = 0;
  private closed = false;

  constructor(
    private readonly launch: Launch,
    private readonly options: ChildrenOptions,
    private readonly listener: ChildListener,
  ) {}

  /** Whether children keep failing to start. */
  get broken(): boolean {
    return this.failedStarts >= MAX_FAILED_STARTS;
  }

  /** Forgives the failed starts, so that the next call tries again. */
  retry(): void {
    this.failedStarts = 0;
  }

  /** A free child for `component` of `tenant`, bound to it and busy from now on; undefined when there is none yet. */
  take(tenant: string, component: Digest): Child | undefined {
    const free = [...this.members].filter((child) => child.ready && !child.busy);
    const own = free.find(({ binding }) => binding?.tenant === tenant && binding.component === component);
    const child = own ?? this.bindSpare(free, tenant, component);
    if (child) {
      child.busy = true;
      this.seen.set(tenant, performance.now());
    }
    return child;
  }

  /** Whether one child more would help `tenant`; it would not help one that has as many busy ones as it may have. */
  couldServe(tenant: string): boolean {
    const busy = this.count((child) => child.busy && child.binding?.tenant === tenant);
    return busy < this.options.maxPerTenant && !this.heldBack(tenant);
  }

  /** Whether `tenant` has to wait for a new child because its calls broke the last ones; alone, nobody waits. */
  heldBack(tenant: string): boolean {
    const now = performance.now();
    if (!this.backOff.holds(tenant, now)) return false;
    for (const [other, at] of this.seen) if (other !== tenant && now - at < ACTIVE_MS) return true;
    return this.count(({ binding, busy }) => busy && binding?.tenant !== tenant) > 0;
  }

  /** Gives a child back after a call; it is replaced when it is due. */
  giveBack(child: Child): void {
    child.busy = false;
    child.calls += 1;
    child.lastUsedAt = performance.now();
    if (child.binding) this.backOff.served(child.binding.tenant);
    const { recycleAfterCalls, recycleAfterMs, recycleAboveBytes } = this.options;
    const due =
      child.calls >= recycleAfterCalls ||
      child.lastUsedAt - child.startedAt > recycleAfterMs ||
      child.keptBytes > recycleAboveBytes ||
      child.cpuMs > RECYCLE_CPU_MS;
    if (due || !raised(child)) child.kill('recycled');
  }

  /** Starts children until `unmet` waiting calls and the spares have one each, ending idle ones to make room for calls. */
  prepare(unmet: number): void {
    if (this.closed || this.broken) return;
    const { maxChildren, spares, maxStarting } = this.options;
    const coming = () => this.count((child) => !child.binding);
    while (coming() < unmet + spares) {
      // Ending a child tells the listener, which may prepare in turn: count again after each step.
      if (this.count((child) => !child.ready) >= maxStarting) return;
      if (this.members.size < maxChildren) this.start();
      else if (coming() >= unmet || !this.evict()) return;
    }
  }

  /** Ends children that nobody has used for long. */
  sweep(): void {
    const now = performance.now();
    const before = now - this.options.idleMs;
    this.backOff.sweep(now);
    for (const [tenant, at] of this.seen) if (now - at > ACTIVE_MS) this.seen.delete(tenant);
    for (const child of this.members) {
      if (!child.busy && child.binding && child.lastUsedAt < before) child.kill('idle');
    }
  }

  stats(): ChildrenStats {
    return {
      starting: this.count((child) => !child.ready),
      spare: this.count((child) => child.ready && !child.binding),
      idle: this.count((child) => child.ready && child.binding !== undefined && !child.busy),
      busy: this.count((child) => child.busy),
      spawned: this.spawned,
      ended: { ...this.ended },
    };
  }

  /** Ends every child and resolves when none is left. */
  async close(): Promise<void> {
    this.closed = true;
    for (const child of this.members) child.kill('closed');
    await Promise.all(this.leaving);
  }

  private bindSpare(free: readonly Child[], tenant: string, component: Digest): Child | undefined {
    const spare = free.find(({ binding }) => binding === undefined);
    if (!spare || this.heldBack(tenant) || !this.makeRoomFor(tenant)) return undefined;
    spare.binding = { tenant, component };
    this.backOff.started(tenant, performance.now());
    return spare;
  }

  /** Whether `tenant` may have one child more; an idle one of its own makes room. */
  private makeRoomFor(tenant: string): boolean {
    const own = (child: Child) => child.binding?.tenant === tenant;
    return this.count(own) < this.options.maxPerTenant || this.evict(own);
  }

  /** Ends the idle child that was used longest ago. */
  private evict(candidate: (child: Child) => boolean = () => true): boolean {
    const [oldest] = [...this.members]
      .filter((child) => child.binding && !child.busy && candidate(child))
      .sort((a, b) => a.lastUsedAt - b.lastUsedAt);
    oldest?.kill('evicted');
    return oldest !== undefined;
  }

  private start(): void {
    this.spawned += 1;
    const child = new Child(this.launch, this.options.caps, this.usage, {
      ready: (ready, message) => {
        this.failedStarts = 0;
        this.listener.ready(ready, message);
      },
      message: (from, message) => this.listener.message(from, message),
      ended: (gone, end) => this.forget(gone, end),
    });
    this.members.add(child);
    const gone = child.whenGone().finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
  }

  private forget(child: Child, end: ChildEnd): void {
    this.members.delete(child);
    this.ended[end.reason] = (this.ended[end.reason] ?? 0) + 1;
    if (child.binding && BROKEN.has(end.reason)) this.backOff.broke(child.binding.tenant, performance.now());
    if (!child.wasReady && end.reason !== 'closed') this.failedStarts += 1;
    this.listener.ended(child, end);
  }

  private count(holds: (child: Child) => boolean): number {
    let count = 0;
    for (const child of this.members) if (holds(child)) count += 1;
    return count;
  }
}
