import { spawn } from 'node:child_process';

/** How a throw-away process ended: with its one message, at the deadline, or in any other way. */
export type ChildOutcome =
  | { readonly kind: 'answered'; readonly message: unknown }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface ChildTask {
  /** Arguments of Node. */
  readonly args: readonly string[];
  /** Written to its standard input. */
  readonly stdin?: string;
  /** Sent to it over IPC. */
  readonly message?: Readonly<Record<string, unknown>>;
  /** Folder that positions in its error messages are relative to. */
  readonly cwd?: string;
  readonly deadlineMs: number;
  /** Ends the process when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

const MAX_STDERR = 8_000;

/**
 * Runs Node once with an empty environment and waits for one message from it. The process is killed when it has answered,
 * and at the deadline: a crash, a loop or a leak in it is never ours. Rejects with the reason of `signal`, and nothing else.
 */
export function askChild({
  args,
  stdin,
  message,
  cwd,
  deadlineMs,
  signal,
}: ChildTask): Promise<ChildOutcome> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(process.execPath, args, {
      env: {},
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    let stderr = '';
    const abort = (): void => {
      reject(signal?.reason as Error);
      end({ kind: 'failed', detail: 'it was no longer wanted' });
    };
    const end = (outcome: ChildOutcome): void => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
      child.kill('SIGKILL');
      resolve(outcome);
    };
    const deadline = setTimeout(() => end({ kind: 'timeout' }), deadlineMs);
    signal?.addEventListener('abort', abort);
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-MAX_STDERR);
    });
    child.once('message', (answer) => end({ kind: 'answered', message: answer }));
    child.once('error', (error) => end({ kind: 'failed', detail: error.message }));
    child.once('close', (code, signal) =>
      end({ kind: 'failed', detail: stderr.trim() || `the process ended with ${signal ?? `code ${code}`}` }),
    );
    // A process that is gone already closes its input; its `close` event tells why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin ?? '');
    if (message) child.send(message, () => undefined);
  });
}
