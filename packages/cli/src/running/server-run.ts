import { randomUUID } from 'node:crypto';
import type { ExecutionEvent, ExecutionResponse, IceClient, StartBody } from '@iceos/client';
import type { CommandContext, CommandOptions } from '../context.js';
import { CommandError } from '../errors.js';
import { numberOption } from '../options.js';
import { NodeProgress } from './node-progress.js';

const LONGEST_SECONDS = 7 * 24 * 3600;

export interface WatchOptions {
  /** Seconds after which the run is left to itself. */
  readonly timeout: number | undefined;
  /** Told of every event before people are. */
  readonly onEvent?: (event: ExecutionEvent) => void;
}

/** How a run on the server ended. */
export interface ServerResult {
  readonly execution_id: string;
  /** `completed` or `failed`. */
  readonly status: string;
  readonly error: string | null;
  /** The declared outputs, where the blueprint declares any and succeeded. */
  readonly outputs: Readonly<Record<string, unknown>> | null;
  /** By node id. */
  readonly output: Readonly<Record<string, unknown>>;
}

/** The seconds that `--timeout` gives. */
export function timeoutOf(options: CommandOptions): number | undefined {
  return numberOption(options, 'timeout', [1, LONGEST_SECONDS]);
}

/**
 * Starts a run on the server and follows it to its end, telling of each node. When the command is interrupted, the run is
 * canceled.
 */
export async function runOnServer(
  context: CommandContext,
  body: StartBody,
  { timeout, onEvent }: WatchOptions,
): Promise<ServerResult> {
  const progress = new NodeProgress(context.output);
  const client = await context.client();
  // Sent again after a lost answer, it is the same run.
  const headers = { 'idempotency-key': randomUUID() };
  const started = client.call('executionsStart', { body }, { headers });
  const forget = context.onInterrupt(async () => {
    await cancel(client, (await started).execution_id);
  });
  const late = timeout === undefined ? undefined : AbortSignal.timeout(timeout * 1000);
  try {
    const { execution_id: id } = await started;
    context.output.note(`run ${id}`);
    const signal = AbortSignal.any([context.signal, ...(late ? [late] : [])]);
    for await (const event of client.follow(id, { signal, onReconnect: () => progress.reconnecting() })) {
      onEvent?.(event);
      progress.tell(event);
    }
    return resultOf(await client.call('executionsGet', { path: { id } }));
  } catch (error) {
    if (context.signal.aborted) throw interrupted(error);
    if (late?.aborted) throw tooLate((await started).execution_id, timeout ?? 0, error);
    throw error;
  } finally {
    progress.stop();
    forget();
  }
}

async function cancel(client: IceClient, id: string): Promise<void> {
  await client.call('executionsCancel', { path: { id } });
}

function resultOf({ execution_id, status, error, result }: ExecutionResponse): ServerResult {
  const { outputs, output } = (result ?? {}) as Partial<Pick<ServerResult, 'outputs' | 'output'>>;
  return { execution_id, status, error, outputs: outputs ?? null, output: output ?? {} };
}

function interrupted(cause: unknown): CommandError {
  return new CommandError('interrupted', 'interrupted', 'Interrupted; the run is being canceled.', {
    hint: 'Start it again when you want its result.',
    cause,
  });
}

function tooLate(id: string, seconds: number, cause: unknown): CommandError {
  return new CommandError('run-late', 'tryAgain', `The run ${id} has not ended after ${seconds} s.`, {
    hint: 'It goes on: give more time with --timeout, or read it at /api/v1/executions.',
    data: { execution_id: id },
    cause,
  });
}
