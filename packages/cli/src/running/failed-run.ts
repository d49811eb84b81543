import { isGateCode, Refusal } from '@iceos/core/refusal';
import { CommandError } from '../errors.js';

/** A run that ended without success, as the error of the command that started it. */
export function runFailed(error: string | null, data: Readonly<Record<string, unknown>> = {}): CommandError {
  return new CommandError('run-failed', 'failed', `The run failed: ${error ?? 'it does not say why'}`, {
    hint: 'Look at the node that failed, and at what it was given.',
    data,
  });
}

/** A run of this machine that ended without success: what the load gate refused in it is told as the refusal that it was. */
export function localRunFailed(error: unknown): CommandError | Refusal {
  const { code, message, data } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
  if (!isGateCode(code)) return runFailed(message ?? null);
  const { subject, expected, found } = data ?? {};
  return new Refusal(code, message ?? 'The load gate refused it.', {
    subject: typeof subject === 'string' ? subject : 'run',
    ...(typeof expected === 'string' ? { expected } : {}),
    ...(typeof found === 'string' ? { found } : {}),
  });
}
