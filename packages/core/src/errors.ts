/** One thing that is wrong with a document, where it is, and how to mend it. */
export interface Finding {
  /** Stable kebab-case code. */
  readonly code: string;
  /** JSON pointer (RFC 6901) into the document; the empty string is the whole of it. */
  readonly pointer: string;
  /** One sentence for people. */
  readonly detail: string;
  /** How to mend it. */
  readonly fix?: string;
  /** Errors refuse a document, warnings are told. */
  readonly severity: 'error' | 'warning';
}

export interface CodedErrorOptions {
  readonly hint?: string;
  readonly findings?: readonly Finding[];
  /** Members added to the problem document and to the JSON error of the CLI; JSON values only. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An error that callers can act on: `code` is stable and closed per module, `message` is for people, `hint` is the safe
 * next step. Every error that leaves one of our packages or modules on purpose is one of these.
 */
export class CodedError<Code extends string = string> extends Error {
  override readonly name: string = 'CodedError';
  readonly hint: string | undefined;
  readonly findings: readonly Finding[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: Code,
    message: string,
    options: CodedErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.findings = options.findings ?? [];
    this.data = options.data ?? {};
  }
}
