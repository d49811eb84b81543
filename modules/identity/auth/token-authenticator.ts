import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Digest, parseDigest } from '@iceos/core/digest';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database } from '../../../src/database/database.js';
import { Authenticator, type Principal } from '../../../src/http/principal.js';
import { EventBus } from '../../../src/jobs/event-bus.js';
import type { TokenRecord } from '../identity.types.js';
import { TokensRepository } from '../store/tokens.repository.js';
import { ConfiguredTokens } from './configured-tokens.js';
import { LastUsed } from './last-used.js';
import { hashToken, isToken } from './secret.js';
import { TokenCache } from './token-cache.js';

const REVOKED = 'token.revoked';

/** Tells whom a token stands for: the configured ones by themselves, stored ones by their row. */
@Injectable()
export class TokenAuthenticator extends Authenticator implements OnModuleInit {
  private readonly configured: ConfiguredTokens;
  private readonly cache = new TokenCache();

  constructor(
    config: AppConfig,
    private readonly database: Database,
    private readonly tokens: TokensRepository,
    private readonly lastUsed: LastUsed,
    private readonly events: EventBus,
  ) {
    super();
    this.configured = new ConfiguredTokens(config);
  }

  onModuleInit(): void {
    const listening = this.events.subscribe(REVOKED, (message) => {
      const hash = parseDigest(message);
      if (hash) this.cache.forget(hash);
    });
    // A bus that cannot be reached costs the hint only: other processes then learn of a revocation within seconds.
    listening.catch(() => undefined);
  }

  recall(token: string): Principal | undefined {
    const hash = hashToken(token);
    return this.configured.find(hash) ?? this.cache.recall(hash);
  }

  async authenticate(token: string): Promise<Principal | undefined> {
    if (!isToken(token)) return undefined;
    const mark = this.cache.mark();
    const hash = hashToken(token);
    const record = await this.database.read((tx) => this.tokens.findValid(tx, hash));
    if (!record) return undefined;
    const principal = principalOf(record);
    this.cache.keep(principal, mark);
    this.lastUsed.note(hash);
    return principal;
  }

  /** Stops believing in a token: here at once, elsewhere as soon as they hear of it. */
  async forget(hash: Digest): Promise<void> {
    this.cache.forget(hash);
    await this.events.publish(REVOKED, hash);
  }
}

function principalOf({ org, project, user, scopes, hash, expiresAt }: TokenRecord): Principal {
  return { org, project, user, scopes: new Set(scopes), token: hash, source: 'stored', expiresAt };
}
