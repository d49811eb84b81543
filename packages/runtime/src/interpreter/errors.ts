import { fixOf } from '@iceos/core/blueprint';
import { CodedError } from '@iceos/core/errors';
import type { NodeError, NodeFault, Outcome, OutcomeMeta } from './types.js';

/** Why the interpreter itself fails a node. */
export type NodeFailureCode =
  | 'mapping-unresolved'
  | 'items-not-a-list'
  | 'condition-invalid'
  | 'template-unresolved'
  | 'input-invalid'
  | 'output-invalid'
  | 'node-timeout'
  | 'node-type-unsupported'
  | 'node-incomplete'
  | 'branch-failed'
  | 'workflow-unresolved'
  | 'workflow-too-deep'
  | 'run-too-large'
  | 'run-canceled'
  | 'ceiling-reached'
  | 'prompt-too-long'
  | 'model-refused'
  | 'model-unknown'
  | 'model-unavailable';

export interface NodeFailureOptions {
  readonly hint?: string;
  readonly retryable?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

export class NodeFailure extends CodedError<NodeFailureCode> {
  override readonly name = 'NodeFailure';
  readonly retryable: boolean;

  constructor(code: NodeFailureCode, message: string, options: NodeFailureOptions = {}) {
    super(code, message, {
      ...(options.hint ? { hint: options.hint } : {}),
      ...(options.data ? { data: options.data } : {}),
    });
    this.retryable = options.retryable ?? false;
  }
}

/** `error` in the form in which it is recorded. What is not one of ours says as little as possible of the host. */
export function nodeErrorOf(error: unknown): NodeError {
  if (!(error instanceof CodedError)) {
    return {
      code: 'node-failed',
      message: error instanceof Error ? error.message : String(error),
      retryable: true,
    };
  }
  const retryable = 'retryable' in error && error.retryable === true;
  return {
    code: error.code,
    message: error.message,
    retryable,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(Object.keys(error.data).length === 0 ? {} : { data: error.data }),
  };
}

export function failed(error: unknown, meta: OutcomeMeta = { attempts: 1 }): Outcome {
  return { status: 'failed', error: nodeErrorOf(error), meta };
}

/** A node that was frozen incomplete is started all the same: it fails, and says everything that it lacks. */
export function incomplete(faults: readonly NodeFault[]): NodeFailure {
  const fixes = new Set(faults.map(({ code = '' }) => fixOf(code)).filter((fix) => fix !== undefined));
  return new NodeFailure('node-incomplete', faults.map(({ detail }) => detail).join(' '), {
    ...(fixes.size > 0 ? { hint: [...fixes].join(' ') } : {}),
    data: { faults: faults.map(({ code = 'unknown' }) => code) },
  });
}

export function tooManyTasks(limit: number): NodeFailure {
  return new NodeFailure('run-too-large', `The run has more than ${limit} tasks.`, {
    hint: 'Bound its loops with max_iterations.',
  });
}
