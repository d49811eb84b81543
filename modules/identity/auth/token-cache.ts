import type { Digest } from '@iceos/core/digest';
import type { Principal } from '../../../src/http/principal.js';

/** How long a token is believed without asking the database: a revocation by another process takes at most this long. */
const BELIEVED_MS = 5000;
const MOST_ENTRIES = 10_000;

interface Entry {
  readonly principal: Principal;
  readonly until: number;
}

/** Tokens that were found good a moment ago. */
export class TokenCache {
  private readonly entries = new Map<Digest, Entry>();
  private forgotten = 0;

  recall(hash: Digest): Principal | undefined {
    const entry = this.entries.get(hash);
    if (!entry) return undefined;
    const expired =
      entry.principal.expiresAt !== undefined && entry.principal.expiresAt.getTime() <= Date.now();
    if (entry.until > performance.now() && !expired) return entry.principal;
    this.entries.delete(hash);
    return undefined;
  }

  /** Marks a moment; what was read from the database before the next `forget` may be kept with it. */
  mark(): number {
    return this.forgotten;
  }

  /** Keeps `principal`, unless a token was revoked since `mark`: what was read may be older than the revocation. */
  keep(principal: Principal, mark: number): void {
    if (mark !== this.forgotten) return;
    const [oldest] = this.entries.keys();
    if (this.entries.size >= MOST_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(principal.token, { principal, until: performance.now() + BELIEVED_MS });
  }

  forget(hash: Digest): void {
    this.forgotten++;
    this.entries.delete(hash);
  }
}
