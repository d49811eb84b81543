import { timingSafeEqual } from 'node:crypto';
import { type Digest, digestOf } from '@iceos/core/digest';
import { parseNamespace } from '@iceos/core/names';
import type { AppConfig } from '../../../src/config/app-config.js';
import type { Principal } from '../../../src/http/principal.js';
import { SCOPES } from '../../../src/http/scopes.js';

const DEV_TOKEN = 'dev-token';
const encoder = new TextEncoder();

/**
 * The tokens that the environment names: ICE_API_TOKEN, and `dev-token` where ICE_ALLOW_DEV_TOKEN lets it in. Both have
 * every scope and belong to one org.
 */
export class ConfiguredTokens {
  private readonly principals: readonly Principal[];

  constructor({ identity }: AppConfig) {
    const org = parseNamespace(identity.org);
    const principal = (token: string, source: Principal['source']): Principal => ({
      org,
      project: undefined,
      user: undefined,
      scopes: new Set(SCOPES),
      token: digestOf(encoder.encode(token)),
      source,
      expiresAt: undefined,
    });
    this.principals = [
      ...(identity.apiToken === undefined ? [] : [principal(identity.apiToken, 'configured')]),
      ...(identity.devToken && identity.apiToken !== DEV_TOKEN ? [principal(DEV_TOKEN, 'development')] : []),
    ];
  }

  find(hash: Digest): Principal | undefined {
    const bytes = encoder.encode(hash);
    return this.principals.find(({ token }) => timingSafeEqual(encoder.encode(token), bytes));
  }
}
