export interface HttpLimits {
  /** Milliseconds of one `send`, redirects included. */
  readonly timeoutMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Bytes of the headers of a response. */
  readonly responseHeaderBytes: number;
  readonly redirects: number;
}

const MIB = 1024 * 1024;

/** docs/spec/sandbox.md 13. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  timeoutMs: 30_000,
  requestBytes: MIB,
  responseBytes: 4 * MIB,
  responseHeaderBytes: 32 * 1024,
  redirects: 5,
};
