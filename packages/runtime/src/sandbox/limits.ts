/** How much one call may use. */
export interface CallLimits {
  /** Milliseconds from the start of the call, time in host calls included. */
  readonly wallMs: number;
  /** Milliseconds of processor time. */
  readonly cpuMs: number;
  /** Bytes of resident memory beyond what an idle child has. */
  readonly memoryBytes: number;
  /** Bytes of all arguments as UTF-8. */
  readonly inputBytes: number;
  /** Bytes of the output as UTF-8. */
  readonly outputBytes: number;
  /** Calls of host functions. */
  readonly hostCalls: number;
  /** Bytes of the arguments and answers of all host calls. */
  readonly hostBytes: number;
  /** Bytes of the arguments of all calls of `log`; each of them counts for at least `LEAST_LOG_BYTES`. */
  readonly logBytes: number;
}

/** What a message costs to keep, however short it is. */
export const LEAST_LOG_BYTES = 256;

export type LimitName = keyof CallLimits;

const MIB = 1024 * 1024;

/** docs/spec/sandbox.md 11. */
export const DEFAULT_LIMITS: CallLimits = {
  wallMs: 30_000,
  cpuMs: 10_000,
  memoryBytes: 512 * MIB,
  inputBytes: 8 * MIB,
  outputBytes: 8 * MIB,
  hostCalls: 10_000,
  hostBytes: 64 * MIB,
  logBytes: MIB / 4,
};

/** The limits of a call: what it asks for, but never more than `ceiling`. */
export function smallerLimits(ceiling: CallLimits, asked: Partial<CallLimits> = {}): CallLimits {
  const smaller = (name: LimitName) => Math.min(ceiling[name], asked[name] ?? ceiling[name]);
  return {
    wallMs: smaller('wallMs'),
    cpuMs: smaller('cpuMs'),
    memoryBytes: smaller('memoryBytes'),
    inputBytes: smaller('inputBytes'),
    outputBytes: smaller('outputBytes'),
    hostCalls: smaller('hostCalls'),
    hostBytes: smaller('hostBytes'),
    logBytes: smaller('logBytes'),
  };
}
