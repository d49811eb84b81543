import { availableParallelism, totalmem } from 'node:os';
import { nestsDeeperThan } from '@iceos/core/json-depth';
import { WORLDS } from '@iceos/core/world';
import type { HostGrants } from './capabilities.js';
import type { CompiledComponent } from './compiler.js';
import { DEFAULT_CAPS } from './component.js';
import { findLaunch, type Isolation, type IsolationLevel } from './process/launch.js';
import { runnerProgram, type ChildCaps } from './sandbox/child.js';
import { limitExceeded, SandboxError } from './sandbox/errors.js';
import type { HostCallReport } from './sandbox/host-door.js';
import { DEFAULT_LIMITS, smallerLimits, type CallLimits } from './sandbox/limits.js';
import { nestingDepth } from './sandbox/nesting.js';
import type { CallEnd, CallResult } from './sandbox/running-call.js';
import { Scheduler, type SandboxStats, type SchedulerOptions } from './sandbox/scheduler.js';
import { testIsolation } from './sandbox/self-test.js';

export { SandboxError, type ExceededLimit, type SandboxErrorCode } from './sandbox/errors.js';
export { DEFAULT_LIMITS, type CallLimits, type LimitName } from './sandbox/limits.js';
export type { HostCallReport } from './sandbox/host-door.js';
export type { CallEnd, CallUsage } from './sandbox/running-call.js';
export type { SandboxStats } from './sandbox/scheduler.js';
export type { Isolation, IsolationLevel } from './process/launch.js';

/** What an operator may set; every member has a default that suits the machine. */
export type SandboxOptions = Partial<Omit<SchedulerOptions, 'caps'>> & {
  /** The most that any call may have. */
  readonly limits?: Partial<CallLimits>;
  /** The least isolation with which anything is run; by default whatever can be had. */
  readonly require?: IsolationLevel;
};

export interface SandboxCall {
  readonly component: CompiledComponent;
  /** Who calls: no two tenants ever share a child. */
  readonly tenant: string;
  /** The arguments of the entry of the component's world: the input as JSON, for code nodes preceded by the source. */
  readonly args: readonly string[];
  /** Smaller limits than the sandbox has; larger ones do not count. */
  readonly limits?: Partial<CallLimits>;
  /** The host functions of this run. What is missing here ends the call when it is used. */
  readonly host?: HostGrants;
  readonly signal?: AbortSignal;
  /** Told of each host call when it has been answered. */
  readonly onHostCall?: (report: HostCallReport) => void;
  /** Told once, when a call that was started has ended, whatever came of it. It must not throw. */
  readonly onEnd?: (end: CallEnd) => void;
}

export interface SandboxResult extends CallResult {
  /** The value of the JSON text that the component returned. */
  readonly output: unknown;
}

const MIB = 1024 * 1024;
/** A text of the largest size needs room for itself, its bytes, and the copy of the glue. */
const HEAP_BYTES = 160 * MIB;
/** What a child takes of the machine's memory in everyday use. */
const CHILD_BYTES = 160 * MIB;
const MAX_OUTPUT_DEPTH = 128;
const encoder = new TextEncoder();

/**
 * Runs components in child processes that have nothing but what they are given (docs/spec/sandbox.md). Nothing runs
 * anywhere else: when no child can be started, a call fails.
 */
export class Sandbox {
  private readonly limits: CallLimits;
  private running: { readonly scheduler: Scheduler; readonly isolation: Isolation } | undefined;

  constructor(private readonly options: SandboxOptions = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /** How well children are isolated here; known once the sandbox has started. */
  get isolation(): Isolation | undefined {
    return this.running?.isolation;
  }

  /**
   * Tests Node and the machine, and starts the first children. Throws `sandbox-unavailable` naming what is missing, and
   * `sandbox-not-hardened` when less is reached than was demanded.
   */
  async start(): Promise<Isolation> {
    if (this.running) return this.running.isolation;
    const caps = this.childCaps();
    const launch = await findLaunch(runnerProgram(caps));
    const isolation = await testIsolation(launch, caps);
    if (this.options.require === 'hardened' && isolation.level === 'basic') throw notHardened(isolation);
    this.running = {
      scheduler: new Scheduler(launch, { ...defaultOptions(this.options), ...this.options, caps }),
      isolation,
    };
    return isolation;
  }

  /**
   * Runs `component` once, in a fresh instance. Rejects with a `SandboxError`, or with the coded error that a host function
   * threw.
   */
  async call({ component, tenant, args, ...call }: SandboxCall): Promise<SandboxResult> {
    if (!this.running) throw new SandboxError('sandbox-unavailable', 'The sandbox has not been started.');
    const { entry } = WORLDS[component.world];
    if (args.length !== entry.params.length) {
      throw new TypeError(`${entry.name} takes ${entry.params.length} arguments, not ${args.length}.`);
    }
    const depth = nestingDepth();
    const limits = smallerLimits(this.limits, call.limits);
    const result = await this.running.scheduler.call(tenant, component, {
      args: encodeArguments(args, limits.inputBytes),
      limits,
      host: call.host ?? {},
      signal: call.signal,
      onHostCall: call.onHostCall,
      onEnd: call.onEnd,
      depth,
    });
    return { ...result, output: parseOutput(result.text) };
  }

  /** Whether a call would be refused now, because too many wait in all or of `tenant`. */
  overloaded(tenant: string): boolean {
    return this.running?.scheduler.overloaded(tenant) ?? false;
  }

  /** Figures for metrics. Undefined before the start. */
  stats(): SandboxStats | undefined {
    return this.running?.scheduler.stats();
  }

  /**
   * Refuses what waits, gives what runs `graceMs` milliseconds to finish, and resolves when no child is left. It cannot be
   * started again.
   */
  async close({ graceMs = 0 }: { readonly graceMs?: number } = {}): Promise<void> {
    await this.running?.scheduler.close(graceMs);
  }

  private childCaps(): ChildCaps {
    const { outputBytes, hostBytes, cpuMs } = this.limits;
    return {
      memoryBytes: Math.min(this.limits.memoryBytes, DEFAULT_CAPS.memoryBytes),
      tableEntries: DEFAULT_CAPS.tableEntries,
      heapBytes: HEAP_BYTES,
      cpuMs,
      messageBytes: Math.max(outputBytes, Math.min(hostBytes, 16 * MIB)),
    };
  }
}

function defaultOptions(asked: SandboxOptions): Omit<SchedulerOptions, 'caps'> {
  const cores = availableParallelism();
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  const affordable = Math.min(Math.max(cores + 2, Math.floor(memory / 2 / CHILD_BYTES)), 8 * cores + 8, 64);
  const maxChildren = asked.maxChildren ?? affordable;
  return {
    maxChildren,
    maxPerTenant: Math.max(1, Math.floor(maxChildren * 0.75)),
    spares: Math.min(2, cores),
    maxStarting: Math.max(1, Math.floor(cores / 2)),
    maxRunning: cores,
    maxExtra: cores,
    maxComputingPerTenant: 2 * cores,
    maxQueued: 10_000,
    maxQueuedPerTenant: 2_000,
    maxQueuedMs: 30_000,
    recycleAfterCalls: 2_000,
    recycleAfterMs: 30 * 60_000,
    recycleAboveBytes: 384 * MIB,
    idleMs: 5 * 60_000,
  };
}

function notHardened({ lacks }: Isolation): SandboxError {
  return new SandboxError(
    'sandbox-not-hardened',
    `Components are not run here: production demands the level hardened, and this machine reaches basic. Missing: ${lacks.join(', ')}.`,
  );
}

function encodeArguments(args: readonly string[], inputBytes: number): Uint8Array[] {
  // UTF-8 never has fewer bytes than UTF-16 has units: what is too long need not be encoded.
  const units = args.reduce((length, text) => length + text.length, 0);
  if (units > inputBytes) throw limitExceeded('inputBytes', inputBytes);
  const parts = args.map((text) => encoder.encode(text));
  if (parts.reduce((length, part) => length + part.length, 0) > inputBytes) {
    throw limitExceeded('inputBytes', inputBytes);
  }
  return parts;
}

function parseOutput(text: string): unknown {
  if (nestsDeeperThan(text, MAX_OUTPUT_DEPTH)) {
    throw new SandboxError('invalid-output', `The output nests deeper than ${MAX_OUTPUT_DEPTH} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SandboxError('invalid-output', 'The output is not JSON.', { cause });
  }
}
