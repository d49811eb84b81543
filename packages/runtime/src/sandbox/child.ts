import { constants, setPriority } from 'node:os';
import { getuid } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { Digest } from '@iceos/core/digest';
import { startProgram, type Launch, type Program } from '../process/launch.js';
import type { Usage, UsageReader } from '../process/usage.js';
import { encodeFrame, FrameReader } from '../process/wire.js';
import { parseChildMessage, type ChildMessage, type ParentHeader, type ReadyMessage } from './messages.js';

/** Why a child came to its end. */
export type EndReason =
  | 'crashed'
  | 'trapped'
  | 'recycled'
  | 'evicted'
  | 'idle'
  | 'limit'
  | 'canceled'
  | 'protocol'
  | 'ungranted'
  | 'host-failed'
  | 'not-ready'
  | 'closed';

export interface ChildEnd {
  readonly reason: EndReason;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Who hears from a child; each function is called with the child's own word, checked for its shape only. */
export interface ChildListener {
  ready(child: Child, message: ReadyMessage): void;
  message(child: Child, message: Exclude<ChildMessage, ReadyMessage>): void;
  /** Called once, when the process is gone or was told to go. */
  ended(child: Child, end: ChildEnd): void;
}

/** The one tenant and component that a child serves; once bound it never serves another (docs/spec/sandbox.md 6). */
export interface Binding {
  readonly tenant: string;
  readonly component: Digest;
}

const RUNNER = fileURLToPath(new URL('./runner.js', import.meta.url));
const WIRE = fileURLToPath(new URL('../process/wire.js', import.meta.url));
const WASI = fileURLToPath(new URL('./virtual-wasi.js', import.meta.url));
const FRAME_SLACK = 64 * 1024;
/** What Node itself reserves as writable before it runs anything, with room for the heap. */
const NODE_DATA_BYTES = 1024 * 1024 * 1024;

const START_HEAP_MB = 96;
/** Processor time after which a child is replaced, and with one more call the most it can ever take. */
export const RECYCLE_CPU_MS = 600_000;

export interface ChildCaps {
  readonly memoryBytes: number;
  readonly tableEntries: number;
  readonly heapBytes: number;
  /** Longest message that is taken from it. */
  readonly messageBytes: number;
  /** Processor time of one call. */
  readonly cpuMs: number;
}

/** How a child is started: it may read its own program and nothing else (docs/spec/sandbox.md 6). */
export function runnerProgram({ memoryBytes, tableEntries, heapBytes, cpuMs }: ChildCaps): Program {
  return {
    file: RUNNER,
    readable: [RUNNER, WIRE, WASI],
    flags: [
      `--max-old-space-size=${Math.ceil(heapBytes / 1024 / 1024)}`,
      // Each call leaves an instance behind: with the small heap that Node begins with, every tenth call would collect.
      `--initial-old-space-size=${START_HEAP_MB}`,
      `--wasm-max-mem-pages=${Math.ceil(memoryBytes / 65_536)}`,
      `--wasm-max-table-size=${tableEntries}`,
    ],
    dataBytes: NODE_DATA_BYTES + memoryBytes,
    cpuSeconds: Math.ceil((RECYCLE_CPU_MS + cpuMs) / 1000) + 10,
  };
}

/** One child process as its parent sees it. It runs one call at a time. */
export class Child {
  readonly startedAt = performance.now();
  binding: Binding | undefined;
  /** Whether it runs a call. */
  busy = false;
  /** Whether it was given its component. */
  loaded = false;
  calls = 0;
  lastUsedAt = this.startedAt;
  /** Resident memory in bytes: when it was ready for its first call, and what its last call left on top of that. */
  baseBytes = 0;
  keptBytes = 0;
  /** Whether it was told to let everybody else go first. */
  lowered = false;
  /** Milliseconds of processor time so far. */
  cpuMs = 0;

  private readonly process: ChildProcess;
  private readonly channel: Duplex | undefined;
  private reason: EndReason | undefined;
  private isReady = false;
  private readonly gone: Promise<void>;

  constructor(
    launch: Launch,
    caps: ChildCaps,
    private readonly usageReader: UsageReader,
    private readonly listener: ChildListener,
  ) {
    const started = startProgram(launch, runnerProgram(caps));
    this.process = started.process;
    this.channel = started.channel;
    this.gone = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => {
        this.end('crashed', code, signal);
        resolve();
      });
      this.process.once('error', () => {
        this.end('crashed', null, null);
        resolve();
      });
    });
    // Calls go before children that are still to come. Only root can take that back, and so only root does it.
    if (getuid?.() === 0) this.lowered = this.prioritize(constants.priority.PRIORITY_BELOW_NORMAL);
    this.listen(new FrameReader(caps.messageBytes + FRAME_SLACK));
  }

  /** Whether it has started and not yet ended. */
  get ready(): boolean {
    return this.isReady && this.reason === undefined;
  }

  /** Whether it ever started. */
  get wasReady(): boolean {
    return this.isReady;
  }

  usage(): Usage | undefined {
    return this.process.pid === undefined ? undefined : this.usageReader.read(this.process.pid);
  }

  send(header: ParentHeader, parts: readonly Uint8Array[] = []): void {
    this.channel?.write(encodeFrame(header, parts));
  }

  /** Lets everybody else go first, or no longer; false when the system does not allow it. */
  yieldToOthers(yields: boolean): boolean {
    const { PRIORITY_LOW, PRIORITY_NORMAL } = constants.priority;
    return this.prioritize(yields ? PRIORITY_LOW : PRIORITY_NORMAL);
  }

  private prioritize(priority: number): boolean {
    if (this.process.pid === undefined) return false;
    try {
      setPriority(this.process.pid, priority);
      return true;
    } catch {
      return false;
    }
  }

  /** Ends the process at once; `ended` is told before this returns. Does nothing to one that has ended. */
  kill(reason: EndReason): void {
    this.process.kill('SIGKILL');
    this.end(reason, null, 'SIGKILL');
  }

  /** Resolves when the process no longer exists. */
  whenGone(): Promise<void> {
    return this.gone;
  }

  private listen(frames: FrameReader): void {
    const { channel } = this;
    if (!channel) return;
    // A child that died leaves its channel broken; its end is told by the process.
    channel.on('error', () => undefined);
    channel.on('data', (chunk: Uint8Array) => {
      try {
        for (const frame of frames.push(chunk)) this.receive(parseChildMessage(frame));
      } catch {
        this.kill('protocol');
      }
    });
  }

  private receive(message: ChildMessage | undefined): void {
    if (this.reason !== undefined) return;
    if (message === undefined || (message.type === 'ready') === this.isReady) this.kill('protocol');
    else if (message.type === 'ready') {
      this.isReady = true;
      this.lowered &&= !this.yieldToOthers(false);
      this.baseBytes = this.usage()?.residentBytes ?? 0;
      this.listener.ready(this, message);
    } else this.listener.message(this, message);
  }

  private end(reason: EndReason, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.channel?.destroy();
    this.listener.ended(this, { reason, code, signal });
  }
}
