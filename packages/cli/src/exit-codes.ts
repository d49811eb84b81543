import { CodedError } from '@iceos/core/errors';
import { Refusal } from '@iceos/core/refusal';
import { CommandError, ServerError, UsageError } from './errors.js';

/** What the exit code of `ice` means; `ice help exit-codes` prints it. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  signIn: 4,
  invalid: 5,
  conflict: 6,
  refused: 7,
  findings: 8,
  tryAgain: 75,
  interrupted: 130,
} as const;

const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  failed: 'failed, or the run failed',
  usage: 'wrong usage, or a question could not be asked',
  notFound: 'not found',
  signIn: 'sign-in needed, or the token may not do that',
  invalid: 'a document is not valid',
  conflict: 'conflict with what is there',
  refused: 'a signature or a policy refused it',
  findings: 'finished, with findings',
  tryAgain: 'not now; try again',
  interrupted: 'interrupted',
};

/** The table of exit codes as text. */
export function exitCodesText(): string {
  return Object.entries(EXIT)
    .map(([name, code]) => `  ${String(code).padStart(3)}  ${EXIT_MEANINGS[name as keyof typeof EXIT]}`)
    .join('\n');
}

const BY_STATUS: Readonly<Record<number, number>> = {
  400: EXIT.invalid,
  401: EXIT.signIn,
  402: EXIT.refused,
  403: EXIT.signIn,
  404: EXIT.notFound,
  409: EXIT.conflict,
  410: EXIT.notFound,
  412: EXIT.conflict,
  413: EXIT.invalid,
  415: EXIT.invalid,
  422: EXIT.invalid,
  428: EXIT.conflict,
  429: EXIT.tryAgain,
  502: EXIT.tryAgain,
  503: EXIT.tryAgain,
  504: EXIT.tryAgain,
};

/** Codes of errors that other packages throw, where the kind of error does not say enough. */
const BY_CODE: Readonly<Record<string, number>> = {
  'package-file-missing': EXIT.notFound,
  'name-not-scaffolded': EXIT.usage,
  'secrets-unreadable': EXIT.usage,
  'trust-missing': EXIT.notFound,
  'trust-invalid': EXIT.refused,
  'key-file-invalid': EXIT.invalid,
  'key-file-exposed': EXIT.refused,
  'key-passphrase-needed': EXIT.usage,
  'key-passphrase-wrong': EXIT.signIn,
  'key-purpose-mismatch': EXIT.refused,
  'blob-not-found': EXIT.notFound,
  'sandbox-overloaded': EXIT.tryAgain,
};

/** The exit code for an error, by what it says rather than by where it came from. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof CommandError) return EXIT[error.exit];
  const stage = stageOf(error);
  if (stage === 'gate') return EXIT.refused;
  if (stage === 'version') return EXIT.conflict;
  if (error instanceof ServerError) return ofServer(error);
  if (!(error instanceof CodedError)) return EXIT.failed;
  const known = BY_CODE[error.code];
  if (known !== undefined) return known;
  const invalid = stage !== undefined || error.name === 'BuildError' || error.findings.length > 0;
  return invalid ? EXIT.invalid : EXIT.failed;
}

/** Whether the same command may succeed later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof ServerError ? error.retryable : exitCodeOf(error) === EXIT.tryAgain;
}

function ofServer({ status, retryable }: ServerError): number {
  return BY_STATUS[status] ?? (retryable ? EXIT.tryAgain : EXIT.failed);
}

function stageOf(error: unknown): unknown {
  if (error instanceof Refusal) return error.stage;
  return error instanceof ServerError ? error.data.stage : undefined;
}
