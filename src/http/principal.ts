import type { Digest } from '@iceos/core/digest';
import type { Namespace } from '@iceos/core/names';
import type { Scope } from './scopes.js';

/** Who a token stands for. The org never comes from anywhere else. */
export interface Principal {
  readonly org: Namespace;
  readonly project: string | undefined;
  readonly user: string | undefined;
  readonly scopes: ReadonlySet<Scope>;
  /** SHA-256 of the token: names it in audit entries, limits and caches without giving it away. */
  readonly token: Digest;
  /** `stored`: issued by this instance; `configured`: ICE_API_TOKEN; `development`: dev-token. */
  readonly source: 'stored' | 'configured' | 'development';
  readonly expiresAt: Date | undefined;
}

/** Tells whom a token stands for. Implemented by the identity module; the door asks before a body is read. */
export abstract class Authenticator {
  /** The principal of a token that was checked a moment ago, without asking the database. */
  abstract recall(token: string): Principal | undefined;

  /** The principal of `token`, or undefined when it is unknown, revoked or expired. */
  abstract authenticate(token: string): Promise<Principal | undefined>;
}
