import { CodedError, type CodedErrorOptions } from '@iceos/core/errors';
import type { EXIT } from './exit-codes.js';

/** Why a command did not do what it was asked to; `exit` names the exit code. */
export class CommandError extends CodedError<CommandCode> {
  override readonly name = 'CommandError';

  constructor(
    code: CommandCode,
    readonly exit: keyof typeof EXIT,
    message: string,
    options: CodedErrorOptions = {},
  ) {
    super(code, message, options);
  }
}

export type CommandCode =
  | 'setting-invalid'
  | 'file-not-found'
  | 'file-exists'
  | 'file-too-large'
  | 'file-unreadable'
  | 'document-unreadable'
  | 'blueprint-invalid'
  | 'component-invalid'
  | 'schemas-missing'
  | 'folder-not-ours'
  | 'key-not-found'
  | 'key-exists'
  | 'key-ambiguous'
  | 'key-unreadable'
  | 'key-not-in-root'
  | 'approvals-unreadable'
  | 'approvals-changed'
  | 'approvals-other'
  | 'root-unfinished'
  | 'package-invalid'
  | 'not-signed-in'
  | 'credentials-unreadable'
  | 'trust-changed'
  | 'trust-unknown'
  | 'version-not-found'
  | 'lock-missing'
  | 'lock-invalid'
  | 'dependency-unresolvable'
  | 'registry-mixed'
  | 'package-not-locked'
  | 'package-withheld'
  | 'upgrade-widens'
  | 'export-unreadable'
  | 'blueprint-unknown'
  | 'blueprint-changed'
  | 'bundle-not-found'
  | 'component-not-found'
  | 'input-invalid'
  | 'run-failed'
  | 'run-late'
  | 'interrupted';

/** Wrong usage: of a command, an option or an argument. */
export class UsageError extends CodedError<'usage'> {
  override readonly name = 'UsageError';

  constructor(message: string, hint?: string) {
    super('usage', message, hint === undefined ? {} : { hint });
  }
}

/** An answer of the server that is not a success, or that there was none; `status` is the HTTP status, or 0. */
export class ServerError extends CodedError {
  override readonly name = 'ServerError';

  constructor(
    code: string,
    readonly status: number,
    readonly retryable: boolean,
    message: string,
    options: CodedErrorOptions = {},
  ) {
    super(code, message, options);
  }
}

/** The members of the client's errors, which are known by them: loading the client to know its class would cost every start. */
interface ClientError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint?: string;
  readonly requestId?: string;
  readonly retryable: boolean;
  readonly errors: readonly { pointer: string; code: string; detail: string; fix?: string }[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** `error` as one of ours where it is one that people can act on; anything else as it is. */
export function known(error: unknown): unknown {
  return isClientError(error) ? fromServer(error) : error;
}

/** Whether the server could not be asked, as against one that answered. */
export function isAway(error: unknown): boolean {
  const told = known(error);
  return told instanceof ServerError && (told.status === 0 || told.status === 503);
}

function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && error.name === 'IceError' && 'status' in error;
}

function fromServer(error: ClientError): ServerError {
  const { code, status, retryable, message, hint, errors, requestId, data } = error;
  return new ServerError(code, status, retryable, message, {
    hint: hint ?? hintFor(status),
    findings: errors.map((found) => ({ ...found, severity: 'error' })),
    data: { ...data, status, ...(requestId === undefined ? {} : { request_id: requestId }) },
    cause: error,
  });
}

function hintFor(status: number): string {
  if (status === 401) return 'Sign in with `ice login`.';
  if (status === 403) return 'Look at what your token may do with `ice whoami`.';
  if (status === 404) return 'Look for what there is with `ice search`.';
  if (status === 429 || status === 503) return 'Try again in a moment.';
  return 'Look at the installation with `ice doctor`.';
}
