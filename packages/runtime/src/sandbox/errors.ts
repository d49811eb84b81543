import { CodedError } from '@iceos/core/errors';
import type { ToolError } from '@iceos/core/world';
import type { LimitName } from './limits.js';

/**
 * - `tool-error`: the tool answered with an error of its own; see `toolError`.
 * - `limit-exceeded`: a limit of the call was reached; `limit` names it.
 * - `component-trapped`: the component stopped in the middle (a trap, or the end of its process).
 * - `invalid-output`: the component returned something that is not JSON.
 * - `host-failed`: a host function that the component called failed unexpectedly; the cause says how.
 * - `sandbox-overloaded`: too many calls wait, or this one waited too long. Retry later.
 * - `sandbox-unavailable`: no child can be started here, or the sandbox is closed.
 * - `sandbox-not-hardened`: this configuration demands an isolation that cannot be had here.
 * - `sandbox-canceled`: the caller's signal ended the call.
 */
export type SandboxErrorCode =
  | 'tool-error'
  | 'limit-exceeded'
  | 'component-trapped'
  | 'invalid-output'
  | 'host-failed'
  | 'sandbox-overloaded'
  | 'sandbox-unavailable'
  | 'sandbox-not-hardened'
  | 'sandbox-canceled';

const HINTS: Readonly<Record<SandboxErrorCode, string>> = {
  'tool-error': 'Read what the tool says.',
  'limit-exceeded': 'Give the tool less to do, or raise the limit in its manifest and on this cluster.',
  'component-trapped': 'Report the input to the publisher of the component.',
  'invalid-output': 'Report it to the publisher of the component.',
  'host-failed': 'Look at the cause.',
  'sandbox-overloaded': 'Try again later, or give the sandbox more children.',
  'sandbox-unavailable': 'Look at `ice doctor`.',
  'sandbox-not-hardened':
    'Install util-linux and allow `unshare --net`: user name spaces, or CAP_SYS_ADMIN for the server alone. `ice doctor` tells what is reached.',
  'sandbox-canceled': 'Start it again if it was not meant to end.',
};

/** A limit of the call, the quota of a capability, or how deep calls may call others. */
export type ExceededLimit = LimitName | 'quota' | 'nesting';

export interface SandboxErrorDetails {
  readonly limit?: ExceededLimit;
  /** What the limit allows, in its own unit. */
  readonly allowed?: number;
  readonly toolError?: ToolError;
  readonly cause?: unknown;
}

/** Why a sandboxed call has no output. */
export class SandboxError extends CodedError<SandboxErrorCode> {
  override readonly name = 'SandboxError';
  readonly limit: ExceededLimit | undefined;
  readonly toolError: ToolError | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: SandboxErrorCode, message: string, details: SandboxErrorDetails = {}) {
    const { limit, allowed, toolError, cause } = details;
    const retryable = toolError?.retryable ?? code === 'sandbox-overloaded';
    super(code, message, {
      hint: HINTS[code],
      data: {
        retryable,
        ...(limit === undefined ? {} : { limit, allowed }),
        ...(toolError === undefined ? {} : { tool_error: toolError }),
      },
      cause,
    });
    this.limit = limit;
    this.toolError = toolError;
    this.retryable = retryable;
  }
}

/** A limit of the call was reached. */
export function limitExceeded(limit: ExceededLimit, allowed: number): SandboxError {
  return new SandboxError('limit-exceeded', `The call went over its limit ${limit} of ${allowed}.`, {
    limit,
    allowed,
  });
}
