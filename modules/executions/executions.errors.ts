/** Everything the executions module refuses with. */
export type ExecutionsCode =
  | 'execution-not-found'
  | 'run-refused'
  | 'execution-invalid'
  | 'run-crashed'
  | 'wasm-disabled'
  | 'sandbox-overloaded';
