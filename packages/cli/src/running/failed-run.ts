import { CommandError } from '../errors.js';

/** A run that ended without success, as the error of the command that started it. */
export function runFailed(error: string | null, data: Readonly<Record<string, unknown>> = {}): CommandError {
  return new CommandError('run-failed', 'failed', `The run failed: ${error ?? 'it does not say why'}`, {
    hint: 'Look at the node that failed, and at what it was given.',
    data,
  });
}
