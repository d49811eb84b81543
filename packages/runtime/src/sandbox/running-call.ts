import { randomBytes } from 'node:crypto';
import type { HostGrants } from '../capabilities.js';
import type { Usage } from '../process/usage.js';
import type { Child, ChildEnd, EndReason } from './child.js';
import { limitExceeded, SandboxError } from './errors.js';
import { brokenProtocol, Dismissal, HostDoor, type HostCallReport } from './host-door.js';
import type { CallLimits } from './limits.js';
import type { DoneMessage, HostMessage } from './messages.js';

/** What a call took, however it ended. */
export interface CallUsage {
  /** Milliseconds that it waited before it was started. */
  readonly queuedMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Largest resident memory seen, beyond what the child had when it was idle. */
  readonly peakBytes: number;
  readonly hostCalls: number;
}

export interface CallResult extends CallUsage {
  /** The JSON text that the component returned, as it came. */
  readonly text: string;
}

/** How a call ended: `succeeded`, or the code of the error. */
export interface CallEnd extends CallUsage {
  readonly outcome: string;
  readonly limit?: string;
}

export interface CallOrder {
  readonly args: readonly Uint8Array[];
  readonly limits: CallLimits;
  readonly host: HostGrants;
  readonly signal: AbortSignal | undefined;
  readonly onHostCall: ((report: HostCallReport) => void) | undefined;
  /** Told once of each call that was started, when it has ended. */
  readonly onEnd: ((end: CallEnd) => void) | undefined;
  /** How many sandboxed calls wait for this one; 0 for a call from outside. */
  readonly depth: number;
}

/** The processor slots of the sandbox, of which a running call holds one except while it waits for the host. */
export interface Slots {
  /** Called when a call computes no longer, or not as one of the first; `heldSlot` when a slot comes back with it. */
  release(heldSlot: boolean): void;
  /** Resolves when `call` may run on, with a slot. */
  resume(call: RunningCall): Promise<void>;
  /** Called once, at the end of the call; `heldSlot` when a slot comes back with it. */
  settled(call: RunningCall, heldSlot: boolean): void;
}

const decoder = new TextDecoder('utf-8', { fatal: true });
/** Whoever has computed for longer gives its slot back and goes on when nobody else wants the processor. */
export const SHORT_MS = 25;
/** Memory that a component takes before it does anything: compiled code and glue. */
const LOADING_BYTES = 96 * 1024 * 1024;

/**
 * One call in one child, from the first byte sent to its end. Whatever happens, `done` settles exactly once and the child
 * is either free again or dead; a child is never used after anything went wrong in it.
 */
export class RunningCall {
  readonly done: Promise<CallResult>;
  private resolve: (result: CallResult) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;

  private readonly id = randomBytes(16).toString('hex');
  private readonly startedAt = performance.now();
  private readonly door: HostDoor;
  private readonly before: Usage | undefined;
  private readonly deadline: NodeJS.Timeout;
  private peakBytes = 0;
  private usedMs = 0;
  private inHost = false;
  private isLong = false;
  private settled = false;
  /** Why the call ends with its child, when it is not the child's own doing. */
  private verdict: { readonly error: unknown } | undefined;

  constructor(
    readonly child: Child,
    readonly tenant: string,
    private readonly order: CallOrder,
    private readonly slots: Slots,
    private readonly queuedMs: number,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.before = child.usage();
    const { limits, signal, args, host, onHostCall } = order;
    const report = (call: HostCallReport) => {
      if (!this.settled) onHostCall?.(call);
    };
    this.door = new HostDoor(host, limits, report, order.depth + 1);
    this.deadline = setTimeout(() => this.exceed('wallMs'), limits.wallMs);
    signal?.addEventListener('abort', this.cancel);
    child.send(
      {
        type: 'call',
        call: this.id,
        args: args.map(({ length }) => length),
        outputBytes: limits.outputBytes,
      },
      args,
    );
  }

  /** Whether it holds a processor slot now. */
  get holdsSlot(): boolean {
    return !this.settled && !this.inHost && !this.isLong;
  }

  /** Whether it computes now, with a slot or without. */
  get computes(): boolean {
    return !this.settled && !this.inHost;
  }

  /** What it has taken up to now. */
  usage(): CallUsage {
    return {
      queuedMs: this.queuedMs,
      wallMs: performance.now() - this.startedAt,
      cpuMs: this.usedMs,
      peakBytes: Math.max(0, this.peakBytes),
      hostCalls: this.door.calls,
    };
  }

  /** Compares what the child has used with the limits of the call. */
  inspect(): void {
    const usage = this.child.usage();
    if (!usage || this.settled) return;
    const { limits } = this.order;
    this.child.cpuMs = usage.cpuMs;
    this.child.keptBytes = usage.residentBytes - this.child.baseBytes;
    this.peakBytes = Math.max(this.peakBytes, this.child.keptBytes);
    this.usedMs = processorTime(this.before, usage);
    if (usage.cpuMs - (this.before?.cpuMs ?? 0) > limits.cpuMs) this.exceed('cpuMs');
    else if (this.peakBytes > limits.memoryBytes + LOADING_BYTES) this.exceed('memoryBytes');
    else if (this.usedMs > SHORT_MS && !this.isLong) this.giveWay();
  }

  receive(message: HostMessage | DoneMessage): void {
    if (this.settled) return;
    if (message.call !== this.id || this.inHost) this.abandon('protocol', brokenProtocol());
    else if (message.type === 'done') this.finish(message);
    else {
      this.serve(message).catch((cause: unknown) => {
        this.abandon('host-failed', new SandboxError('host-failed', 'A host call failed.', { cause }));
      });
    }
  }

  /** The child has ended before the call did. */
  childEnded(end: ChildEnd): void {
    this.settle(() => this.reject(this.verdict ? this.verdict.error : errorOfEnd(end, this.order.limits)));
  }

  private finish(message: DoneMessage): void {
    const { limits } = this.order;
    switch (message.outcome) {
      case 'output':
        this.inspect();
        this.accept(message.body);
        return;
      case 'tool-error':
        this.fail(
          new SandboxError('tool-error', message.error.message || message.error.code, {
            toolError: message.error,
          }),
        );
        return;
      case 'output-too-large':
        this.fail(limitExceeded('outputBytes', limits.outputBytes));
        return;
      case 'no-text':
        this.fail(new SandboxError('invalid-output', 'The component returned something that is not a text.'));
        return;
      case 'trap':
        // The instance is broken, and with it perhaps the process: a child that trapped is not used again.
        this.abandon(
          'trapped',
          new SandboxError('component-trapped', `The component trapped: ${message.detail}`),
        );
    }
  }

  private accept(body: Uint8Array): void {
    if (body.length > this.order.limits.outputBytes) {
      this.abandon('protocol', limitExceeded('outputBytes', this.order.limits.outputBytes));
      return;
    }
    this.settle(() => {
      try {
        this.resolve({ text: decoder.decode(body), ...this.usage() });
      } catch (cause) {
        this.reject(new SandboxError('invalid-output', 'The output is not UTF-8.', { cause }));
      }
    });
  }

  /** Serves one host call; the slot is free for others meanwhile. */
  private async serve(message: HostMessage): Promise<void> {
    const admitted = this.door.admit(message);
    if (admitted instanceof Dismissal) {
      this.abandon(admitted.reason, admitted.error);
      return;
    }
    const heldSlot = this.holdsSlot;
    this.inHost = true;
    this.slots.release(heldSlot);
    const reply = await this.door.perform(admitted);
    if (reply instanceof Dismissal) {
      this.abandon(reply.reason, reply.error);
      return;
    }
    if (!this.isLong) {
      await this.slots.resume(this);
      // It ended while it waited for a slot, or needs none any more: this one is then one too many.
      if (this.settled || this.isLong) this.slots.release(true);
      if (this.settled) return;
    }
    this.inHost = false;
    this.child.send({ type: 'answer', sequence: message.sequence, ...reply });
  }

  /** Others go first from now on, and one of them may have the slot. */
  private giveWay(): void {
    const heldSlot = this.holdsSlot;
    this.isLong = true;
    this.child.lowered = true;
    this.child.yieldToOthers(true);
    this.slots.release(heldSlot);
  }

  private exceed(limit: keyof CallLimits): void {
    this.abandon('limit', limitExceeded(limit, this.order.limits[limit]));
  }

  private readonly cancel = (): void => {
    this.abandon('canceled', new SandboxError('sandbox-canceled', 'The call was canceled.'));
  };

  private fail(error: unknown): void {
    this.settle(() => this.reject(error));
  }

  /** Ends the call together with its child. */
  private abandon(reason: EndReason, error: unknown): void {
    if (this.settled) return;
    this.verdict = { error };
    this.child.kill(reason);
  }

  private settle(tell: () => void): void {
    if (this.settled) return;
    const heldSlot = this.holdsSlot;
    this.settled = true;
    clearTimeout(this.deadline);
    this.order.signal?.removeEventListener('abort', this.cancel);
    tell();
    this.slots.settled(this, heldSlot);
  }
}

/** Milliseconds between two readings: of the main thread, which is exact, or of all threads, in steps of 10 ms. */
function processorTime(before: Usage | undefined, after: Usage | undefined): number {
  if (!before || !after) return 0;
  return before.mainNs === undefined || after.mainNs === undefined
    ? after.cpuMs - before.cpuMs
    : (after.mainNs - before.mainNs) / 1e6;
}

/** A process that aborts ran out of memory: the engine has no other reason to. */
function errorOfEnd({ reason, code, signal }: ChildEnd, limits: CallLimits): SandboxError {
  if (reason === 'closed') return new SandboxError('sandbox-unavailable', 'The sandbox was closed.');
  if (reason === 'protocol') return brokenProtocol();
  if (signal === 'SIGXCPU') return limitExceeded('cpuMs', limits.cpuMs);
  const aborted = signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGILL' || signal === 'SIGKILL';
  if (aborted) return limitExceeded('memoryBytes', limits.memoryBytes);
  return new SandboxError(
    'component-trapped',
    `The process of the component ended (${signal ?? `exit code ${code}`}).`,
  );
}
