import type { Tx } from '../../database/database.js';

/** An answer that is kept for 24 hours and given again to the same request. */
export interface Answer {
  readonly status: number;
  /** Headers that belong to the answer: `location`, `etag`, `x-version-lock`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * The right to answer one request with an Idempotency-Key. A use case stores its answer in its own transaction: then the
 * effect and the answer exist together or not at all.
 */
export interface Claim {
  /** Keeps `answer`; throws `idempotency-running` when the claim was lost, so that the transaction rolls back. */
  store(tx: Tx, answer: Answer): Promise<void>;
}

/** The claim of a request without an Idempotency-Key: keeps nothing. */
export const NO_CLAIM: Claim = { store: async () => {} };
