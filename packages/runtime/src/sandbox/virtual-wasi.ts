/**
 * The empty, virtual WASI, inside the child (docs/spec/sandbox.md, WASI). Nothing here reaches anything: there is no file,
 * no variable, no argument and no socket to hand out, and the only way out is `ask`, whose calls the parent authorises like
 * any other host call.
 */
import type { ValueType } from '@iceos/core/world';

/** A call of a host function: interface, function, type of the answer, arguments. */
export type Ask = (
  id: string,
  name: string,
  returns: ValueType | undefined,
  args: unknown[],
) => Promise<unknown>;

type Implementation = Record<string, unknown>;

const U64 = { kind: 'u64' } as const;
const BYTES = { kind: 'bytes' } as const;
const MAX_RANDOM_BYTES = 65_536;
/** How much a stream takes at once. */
const PERMITTED = 65_536n;
const MAX_LINE = 8_192;
/** As the component sees it: a stream that has come to its end. */
const closed = (): never => {
  // oxlint-disable-next-line typescript/only-throw-error
  throw { tag: 'closed' };
};

class WasiError {
  toDebugString(): string {
    return 'there is nothing here';
  }
}

/** Nothing is ever waited for: whatever is polled is ready. */
class Pollable {
  ready(): boolean {
    return true;
  }
  block(): void {
    // It is ready.
  }
}

class InputStream {
  read = closed;
  blockingRead = closed;
  skip = closed;
  blockingSkip = closed;
  subscribe(): Pollable {
    return new Pollable();
  }
}

/** Collects what is written, and hands it to the log line by line. */
class OutputStream {
  private readonly decoder = new TextDecoder();
  private text = '';

  constructor(private readonly log: (line: string) => Promise<unknown>) {}

  checkWrite(): bigint {
    return PERMITTED;
  }
  async write(bytes: Uint8Array): Promise<void> {
    this.text += this.decoder.decode(bytes, { stream: true });
    const lines = this.text.split('\n');
    this.text = lines.pop() ?? '';
    if (this.text.length > MAX_LINE) lines.push(this.text.slice(0, MAX_LINE));
    if (this.text.length > MAX_LINE) this.text = '';
    for (const line of lines) await this.log(line);
  }
  blockingWriteAndFlush(bytes: Uint8Array): Promise<void> {
    return this.write(bytes);
  }
  async flush(): Promise<void> {
    if (this.text !== '') await this.log(this.text);
    this.text = '';
  }
  blockingFlush(): Promise<void> {
    return this.flush();
  }
  async writeZeroes(): Promise<void> {
    // Nobody reads zeroes in a log.
  }
  blockingWriteZeroesAndFlush(): Promise<void> {
    return this.flush();
  }
  splice = closed;
  blockingSplice = closed;
  subscribe(): Pollable {
    return new Pollable();
  }
}

/** None of these is ever made. */
class Descriptor {}
class DirectoryEntryStream {}
class TerminalInput {}
class TerminalOutput {}

export interface VirtualWasi {
  /** The functions of an imported interface; nothing for one that is not virtual. */
  functionsOf(id: string): Implementation | undefined;
  /** Logs what was written without an end of line. */
  flush(): Promise<void>;
}

/** A WASI of one call. */
export function virtualWasi(ask: Ask): VirtualWasi {
  const streamAt = (level: string) =>
    new OutputStream((line) => ask('iceos:host/log@0.1.0', 'write', undefined, [level, line]));
  const stdout = streamAt('info');
  const stderr = streamAt('warn');
  const interfaces = { ...emptyInterfaces(), ...clocks(ask), ...randomness(ask) } as Record<
    string,
    Implementation
  >;
  interfaces['wasi:cli/stdout'] = { getStdout: () => stdout };
  interfaces['wasi:cli/stderr'] = { getStderr: () => stderr };
  return {
    functionsOf: (id) => {
      const name = id.slice(0, id.indexOf('@'));
      return Object.hasOwn(interfaces, name) ? interfaces[name] : undefined;
    },
    async flush() {
      await stdout.flush();
      await stderr.flush();
    },
  };
}

function emptyInterfaces(): Record<string, Implementation> {
  const nothing = (): undefined => undefined;
  return {
    'wasi:cli/environment': { getEnvironment: () => [], getArguments: () => [], initialCwd: nothing },
    'wasi:cli/exit': {
      exit: () => {
        throw new Error('the component ended itself');
      },
    },
    'wasi:cli/stdin': { getStdin: () => new InputStream() },
    'wasi:cli/terminal-input': { TerminalInput },
    'wasi:cli/terminal-output': { TerminalOutput },
    'wasi:cli/terminal-stdin': { getTerminalStdin: nothing },
    'wasi:cli/terminal-stdout': { getTerminalStdout: nothing },
    'wasi:cli/terminal-stderr': { getTerminalStderr: nothing },
    'wasi:filesystem/types': { Descriptor, DirectoryEntryStream, filesystemErrorCode: nothing },
    'wasi:filesystem/preopens': { getDirectories: () => [] },
    'wasi:io/error': { Error: WasiError },
    'wasi:io/poll': { Pollable, poll: (list: unknown[]) => Uint32Array.from(list.keys()) },
    'wasi:io/streams': { InputStream, OutputStream },
  };
}

function clocks(ask: Ask): Record<string, Implementation> {
  const clock = (name: string) => ask('iceos:host/clock@0.1.0', name, U64, []) as Promise<bigint>;
  return {
    'wasi:clocks/monotonic-clock': {
      now: () => clock('monotonic'),
      resolution: () => 1_000n,
      subscribeInstant: () => new Pollable(),
      subscribeDuration: () => new Pollable(),
    },
    'wasi:clocks/wall-clock': {
      now: async () => {
        const now = await clock('now');
        return { seconds: now / 1000n, nanoseconds: Number(now % 1000n) * 1_000_000 };
      },
      resolution: () => ({ seconds: 0n, nanoseconds: 1_000_000 }),
    },
  };
}

function randomness(ask: Ask): Record<string, Implementation> {
  const some = (count: number) =>
    ask('iceos:host/random@0.1.0', 'bytes', BYTES, [count]) as Promise<Uint8Array>;
  const bytes = async (length: bigint): Promise<Uint8Array> => {
    // More than the host gives in one call is refused by the host.
    return some(Number(length > BigInt(MAX_RANDOM_BYTES) ? MAX_RANDOM_BYTES + 1 : length));
  };
  const number = async (): Promise<bigint> =>
    new DataView(Uint8Array.from(await some(8)).buffer).getBigUint64(0);
  return {
    'wasi:random/random': { getRandomBytes: bytes, getRandomU64: number },
    'wasi:random/insecure': { getInsecureRandomBytes: bytes, getInsecureRandomU64: number },
    'wasi:random/insecure-seed': { insecureSeed: async () => [await number(), await number()] },
  };
}
