import type { StatusTable } from '../../../src/http/statuses.js';
import type { CompilerCode } from '../compiler.errors.js';

export const COMPILER_STATUSES: StatusTable<CompilerCode> = {
  'blueprint-not-found': 404,
  'blueprint-version-not-found': 404,
  'node-type-not-found': 404,
  'node-not-found': 404,
  'blueprint-invalid': 422,
  'blueprint-in-use': 409,
  'blueprint-immutable': 409,
  'blueprint-handle-taken': 409,
  'component-forbidden': 403,
  'version-lock-missing': 428,
  'version-lock-stale': 409,
};
