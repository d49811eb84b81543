import type { StatusTable } from '../../../src/http/statuses.js';
import type { SigningCode } from '../signing.errors.js';

export const SIGNING_STATUSES: StatusTable<SigningCode> = {
  'key-invalid': 422,
  'key-enrolled-elsewhere': 409,
  'key-name-taken': 409,
  'key-not-found': 404,
  'key-ended': 409,
  'approval-missing': 403,
  'threshold-unreachable': 422,
  'namespace-not-found': 404,
  'challenge-unknown': 422,
  'proof-invalid': 422,
  'root-key-absent': 503,
  'root-refused': 422,
  'root-not-found': 404,
  'trust-missing': 503,
  'trust-invalid': 503,
  'log-missing': 503,
  'log-key-absent': 503,
  'log-behind': 503,
  'file-not-found': 404,
};
