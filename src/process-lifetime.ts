import { constants } from 'node:os';
import { CodedError } from '@iceos/core/errors';
import type { Logger } from 'pino';

/** Longest line of a stack that is printed; libraries compiled to one line would print all of themselves. */
const LONGEST_LINE = 300;

/** Ends the process with code 1 and a short text when something fails that nobody handles. */
export function exitOnFailure(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exit(1);
  });
}

function describeFailure(error: unknown): string {
  if (error instanceof CodedError) return [error.message, error.hint].filter(Boolean).join('\n');
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text
    .split('\n')
    .slice(0, 12)
    .map((line) => line.slice(0, LONGEST_LINE))
    .join('\n');
}

/** A program that has started and can be stopped. */
export interface Stoppable {
  readonly logger: Logger;
  stop(): Promise<void>;
}

/**
 * Stops in good order on the first SIGTERM or SIGINT and at once on the second. What is still starting is let start first,
 * so that it leaves nothing behind.
 */
export function stopOnSignals(starting: Promise<Stoppable>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      stopping = true;
      // A start that fails ends the process by itself.
      void starting.then(
        (program) => stopNow(program, signal),
        () => undefined,
      );
    });
  }
}

async function stopNow({ logger, stop }: Stoppable, signal: string): Promise<never> {
  logger.info({ context: 'server' }, `stopping on ${signal}`);
  try {
    await stop();
    process.exit(0);
  } catch (error) {
    logger.fatal({ context: 'server', err: error }, 'stopping failed');
    process.exit(1);
  }
}
