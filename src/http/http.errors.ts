import type { CheckingCode } from '@iceos/runtime/checking';
import type { DatabaseCode } from '../database/database.errors.js';
import type { StatusTable } from './statuses.js';

/** Everything the door refuses with before a module is asked. */
export type HttpCode =
  | 'token-missing'
  | 'token-invalid'
  | 'scope-missing'
  | 'org-mismatch'
  | 'identity-mismatch'
  | 'host-not-trusted'
  | 'origin-not-trusted'
  | 'media-type-unsupported'
  | 'body-too-large'
  | 'body-invalid'
  | 'json-invalid'
  | 'json-not-utf8'
  | 'json-too-deep'
  | 'json-too-many-values'
  | 'json-duplicate-member'
  | 'json-forbidden-member'
  | 'json-forbidden-character'
  | 'json-number-out-of-range'
  | 'request-invalid'
  | 'url-invalid'
  | 'route-unknown'
  | 'method-not-allowed'
  | 'rate-limited'
  | 'cursor-invalid'
  | 'idempotency-key-invalid'
  | 'idempotency-key-reused'
  | 'idempotency-running'
  | 'shutting-down'
  | 'internal-error';

export const HTTP_STATUSES: StatusTable<HttpCode> = {
  'token-missing': 401,
  'token-invalid': 401,
  'scope-missing': 403,
  'org-mismatch': 403,
  'identity-mismatch': 403,
  'host-not-trusted': 400,
  'origin-not-trusted': 403,
  'media-type-unsupported': 415,
  'body-too-large': 413,
  'body-invalid': 400,
  'json-invalid': 400,
  'json-not-utf8': 400,
  'json-too-deep': 400,
  'json-too-many-values': 400,
  'json-duplicate-member': 400,
  'json-forbidden-member': 400,
  'json-forbidden-character': 400,
  'json-number-out-of-range': 400,
  'request-invalid': 422,
  'url-invalid': 400,
  'route-unknown': 404,
  'method-not-allowed': 405,
  'rate-limited': 429,
  'cursor-invalid': 400,
  'idempotency-key-invalid': 400,
  'idempotency-key-reused': 422,
  'idempotency-running': 409,
  'shutting-down': 503,
  'internal-error': 500,
};

export const CHECKING_STATUSES: StatusTable<CheckingCode> = {
  'checking-too-long': 422,
  'checking-overloaded': 503,
};

export const DATABASE_STATUSES: StatusTable<DatabaseCode> = {
  'database-in-use': 503,
  'database-lock-unreadable': 503,
  'database-unreadable': 503,
  'database-crashed': 503,
  'database-unavailable': 503,
  'database-busy': 503,
  'database-behind': 503,
  'transaction-nested': 500,
};
