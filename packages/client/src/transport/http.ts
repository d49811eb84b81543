import { errorFrom, errorWithoutAnswer, malformed } from './errors.js';

export interface HttpOptions {
  /** Address of the server, with or without a slash at its end. */
  readonly url: string;
  readonly token?: string;
  /** Stands in for the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Longest that an answer may take, in milliseconds; 60,000 by default. */
  readonly timeoutMs?: number;
}

/** What a call may say besides what the API describes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** `Infinity` for an answer that takes as long as it takes. */
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Largest answer that is read, in bytes; 128 MiB by default. */
  readonly maxBytes?: number;
}

/** Parts of a call in the form in which the generated types have them. */
export interface HttpRequest {
  readonly body?: unknown;
  readonly path?: unknown;
  readonly query?: unknown;
}

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 128 * 1024 * 1024;

/** Sends requests to one server as one principal, and turns whatever goes wrong into an `IceError`. */
export class Http {
  readonly url: string;
  private readonly send: typeof fetch;

  constructor(private readonly options: HttpOptions) {
    this.url = options.url.replace(/\/+$/, '');
    // Called unbound, the `fetch` of a browser refuses to work.
    this.send = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** The JSON value of the answer; undefined when it has no body. */
  async json(
    method: string,
    path: string,
    request: HttpRequest,
    options: CallOptions = {},
  ): Promise<unknown> {
    const bytes = await this.bytes(method, path, request, options);
    if (bytes.length === 0) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    } catch (cause) {
      throw malformed(`${this.url}${path} did not answer with JSON.`, 200, cause);
    }
  }

  /** The answer as it came. */
  async bytes(
    method: string,
    path: string,
    { body, ...rest }: HttpRequest,
    options: CallOptions = {},
  ): Promise<Uint8Array> {
    const init: RequestInit = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await this.open(method, path, rest, init, {
      ...options,
      headers: { ...type, ...options.headers },
    });
    return this.read(response, options.maxBytes ?? MAX_BYTES);
  }

  /** A successful answer whose body has not been read. Rejects with an `IceError`. */
  async open(
    method: string,
    path: string,
    { path: values, query }: Omit<HttpRequest, 'body'>,
    init: RequestInit,
    options: CallOptions = {},
  ): Promise<Response> {
    const target = this.url + fill(path, values) + queryOf(query);
    const timeoutMs = options.timeoutMs ?? this.options.timeoutMs ?? TIMEOUT_MS;
    const signals = [
      ...(options.signal ? [options.signal] : []),
      ...(timeoutMs === Infinity ? [] : [AbortSignal.timeout(timeoutMs)]),
    ];
    const { token } = this.options;
    try {
      const response = await this.send(target, {
        ...init,
        method,
        signal: AbortSignal.any(signals),
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...options.headers },
      });
      if (response.ok) return response;
      throw errorFrom(response, new TextDecoder().decode(await this.read(response, 1024 * 1024)));
    } catch (error) {
      throw errorWithoutAnswer(this.url, error, timeoutMs);
    }
  }

  /** Everything up to `maxBytes`: an answer without end must not take all memory. */
  private async read(response: Response, maxBytes: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const reader = response.body?.getReader();
    try {
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
        size += next.value.length;
        if (size > maxBytes) throw malformed(`The answer has more than ${maxBytes} bytes.`, response.status);
        chunks.push(next.value);
      }
    } catch (error) {
      await reader?.cancel().catch(() => undefined);
      throw errorWithoutAnswer(this.url, error, this.options.timeoutMs ?? TIMEOUT_MS);
    }
    return join(chunks, size);
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** `path` with `{name}` replaced by the encoded values. */
function fill(path: string, values: unknown): string {
  const given = (values ?? {}) as Record<string, unknown>;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
}

function queryOf(query: unknown): string {
  const params = new URLSearchParams();
  const given = (query ?? {}) as Record<string, string | number | boolean | undefined>;
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
