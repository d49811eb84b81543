import { STATUS_CODES } from 'node:http';
import { CodedError } from '@iceos/core/errors';

/** An RFC 9457 problem document as it is sent. Errors may add members of their own. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint?: string;
  /** Path of the request. */
  readonly instance: string;
  readonly request_id: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly errors?: readonly ProblemFinding[];
}

interface ProblemFinding {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
  readonly fix?: string;
}

const RETRYABLE = new Set([429, 502, 503, 504]);
const RETRYABLE_CODES = new Set(['idempotency-running']);

/** The document for `error`. What an error says goes out as it is, so errors that are not coded must not get here. */
export function describeProblem(
  error: CodedError,
  status: number,
  at: { readonly path: string; readonly requestId: string },
): Problem {
  const { code, message, hint, findings, data } = error;
  return {
    ...data,
    type: `urn:iceos:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    code,
    ...(hint === undefined ? {} : { hint }),
    instance: at.path,
    request_id: at.requestId,
    retryable: RETRYABLE.has(status) || RETRYABLE_CODES.has(code),
    ...(findings.length === 0
      ? {}
      : {
          errors: findings.map(({ pointer, code, detail, fix }) => ({
            pointer,
            code,
            detail,
            ...(fix === undefined ? {} : { fix }),
          })),
        }),
  };
}
