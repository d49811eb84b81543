/** One thing that is wrong with what was sent. */
export interface IceErrorFinding {
  /** JSON pointer into the body, or the name of a parameter. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
  readonly fix?: string;
}

export interface IceErrorOptions {
  readonly hint?: string;
  readonly errors?: readonly IceErrorFinding[];
  readonly requestId?: string;
  readonly retryable?: boolean;
  readonly retryAfter?: number;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * Why a call did not succeed: what the server answered (RFC 9457), or that there was no answer. `message` is for people;
 * `code` is stable.
 */
export class IceError extends Error {
  override readonly name = 'IceError';
  /** The safe next step. */
  readonly hint: string | undefined;
  readonly errors: readonly IceErrorFinding[];
  /** Names the request in the log of the server. */
  readonly requestId: string | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Seconds after which to try again, where the server said. */
  readonly retryAfter: number | undefined;
  /** Other members of the answer. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    options: IceErrorOptions = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.errors = options.errors ?? [];
    this.requestId = options.requestId;
    this.retryable = options.retryable ?? false;
    this.retryAfter = options.retryAfter;
    this.data = options.data ?? {};
  }
}

/** Members of a problem document that have a place of their own in `IceError`, or that say the same again. */
const NAMED = new Set([
  'type',
  'title',
  'status',
  'detail',
  'code',
  'hint',
  'instance',
  'request_id',
  'retryable',
  'errors',
]);
const RETRYABLE = new Set([429, 502, 503, 504]);

/** The error that an unsuccessful answer stands for. What is no problem document becomes one that says so. */
export function errorFrom({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string): IceError {
  const problem = parseProblem(text);
  const requestId = textOf(problem.request_id) ?? headers.get('x-request-id') ?? undefined;
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  const hint = textOf(problem.hint);
  return new IceError(
    status,
    textOf(problem.code) ?? `http-${status}`,
    textOf(problem.detail) ?? `The server answered with status ${status}.`,
    {
      ...(hint === undefined ? {} : { hint }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
      errors: findingsIn(problem.errors),
      retryable: typeof problem.retryable === 'boolean' ? problem.retryable : RETRYABLE.has(status),
      data: Object.fromEntries(Object.entries(problem).filter(([name]) => !NAMED.has(name))),
    },
  );
}

/** The error for a call that got no answer. */
export function errorWithoutAnswer(url: string, cause: unknown, timeoutMs: number): IceError {
  if (cause instanceof IceError) return cause;
  if (nameOf(cause) === 'TimeoutError') {
    return new IceError(
      0,
      'server-timeout',
      `${originOf(url)} did not answer within ${timeoutMs / 1000} s.`,
      {
        hint: 'Try again, or look at the server with `ice doctor`.',
        retryable: true,
        cause,
      },
    );
  }
  if (nameOf(cause) === 'AbortError') return new IceError(0, 'canceled', 'The call was canceled.', { cause });
  return new IceError(0, 'server-unreachable', `${originOf(url)} cannot be reached${reasonIn(cause)}.`, {
    hint: 'Start the server (`npm start`), or name another one with --api or ICE_API_URL.',
    retryable: true,
    cause,
  });
}

/** The error for an answer that is not what the API says. */
export function malformed(detail: string, status: number, cause?: unknown): IceError {
  return new IceError(status, 'answer-malformed', detail, {
    hint: 'Look whether the address is that of an iceOS server.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function parseProblem(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function findingsIn(value: unknown): IceErrorFinding[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const { pointer, code, detail, fix } = (item ?? {}) as Record<string, unknown>;
    if (typeof detail !== 'string') return [];
    const common = { pointer: textOf(pointer) ?? '', code: textOf(code) ?? 'invalid', detail };
    return [typeof fix === 'string' ? { ...common, fix } : common];
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** What the network said: `fetch` itself only says that it failed. */
function reasonIn(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? ` (${code})` : '';
}
