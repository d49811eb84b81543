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

/** Stops in good order on the first SIGTERM or SIGINT and at once on the second. */
export function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      stopping = true;
      logger.info({ context: 'server' }, `stopping on ${signal}`);
      void stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal({ context: 'server', err: error }, 'stopping failed');
          process.exit(1);
        },
      );
    });
  }
}
