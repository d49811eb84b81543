import type { TestOrg } from '../../harness/api.js';
import type { SharedServer } from '../../harness/shared-server.js';

/** What a route needs to be called in good form, besides a token. */
export interface Example {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Path parameters of the right form. */
  readonly path?: Readonly<Record<string, string>>;
  /** What its own org gets, where the route needs more than a body that is written down. */
  readonly found?: number;
  /** Makes a thing in the org and answers its path parameters: the org finds it, another org gets 404. */
  readonly make?: (server: SharedServer, org: TestOrg) => Promise<Record<string, string>>;
}

/** Examples by operationId. */
export type Examples = Readonly<Record<string, Example>>;
