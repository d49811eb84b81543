import type { StatusTable } from '../../../src/http/statuses.js';
import type { ExecutionsCode } from '../executions.errors.js';

export const EXECUTIONS_STATUSES: StatusTable<ExecutionsCode> = {
  'execution-not-found': 404,
  'execution-invalid': 422,
  'run-refused': 400,
  'run-crashed': 500,
  'wasm-disabled': 503,
  'sandbox-overloaded': 503,
};
