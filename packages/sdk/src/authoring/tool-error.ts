const MARK = Symbol.for('iceos.tool-error');

export interface ToolErrorOptions {
  /** Whether the same call may succeed later. By default it may not. */
  readonly retryable?: boolean;
}

/**
 * An error that a tool throws on purpose. The caller gets `code` (kebab- or snake-case, the tool's own), `message` and
 * `retryable` as they are. Everything else that a tool throws arrives with the code `tool-failed`.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly retryable: boolean;
  /** Marks the class across copies of this package. */
  readonly [MARK] = true;

  constructor(
    readonly code: string,
    message: string,
    options: ToolErrorOptions = {},
  ) {
    super(message);
    this.retryable = options.retryable ?? false;
  }
}

/** Whether `error` is a `ToolError`, of this copy of the package or another. */
export function isToolError(error: unknown): error is ToolError {
  return typeof error === 'object' && error !== null && MARK in error;
}
