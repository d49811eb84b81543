import type { Digest } from '@iceos/core/digest';
import type { Namespace } from '@iceos/core/names';
import type { Scope } from '../../src/http/scopes.js';

export interface Org {
  readonly id: Namespace;
  readonly name: string;
  readonly createdAt: Date;
}

export interface Project {
  readonly org: Namespace;
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** What is known of a token; the token itself is not kept. */
export interface TokenRecord {
  /** SHA-256 of the token. */
  readonly hash: Digest;
  readonly org: Namespace;
  readonly project: string | undefined;
  readonly user: string | undefined;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  readonly revoked: boolean;
  /** To within a minute or so. */
  readonly lastUsedAt: Date | undefined;
}

/** For whom a token is to be issued, and what it may do. */
export interface TokenGrant {
  readonly org: Namespace;
  readonly project?: string | undefined;
  readonly user?: string | undefined;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Date | undefined;
}

export interface IssuedToken {
  /** The token itself: told once, kept nowhere. */
  readonly token: string;
  readonly record: TokenRecord;
}

export interface AuditEntry {
  readonly org: string;
  /** Digest of the token that did it, or `instance` for what the server does by itself. */
  readonly actor: string;
  /** `token.issue`, `key.enrol` … */
  readonly action: string;
  readonly subject: string;
  /** What else to know; JSON values without secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
}
