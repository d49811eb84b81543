/** Everything the executions module refuses with. */
export type ExecutionsCode =
  'execution-not-found' | 'execution-invalid' | 'run-crashed' | 'wasm-disabled' | 'sandbox-overloaded';
