import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { Database } from '../../../src/database/database.js';
import type { Principal } from '../../../src/http/principal.js';
import { AuditLog } from '../audit-log.js';
import { TokenAuthenticator } from '../auth/token-authenticator.js';
import type { IdentityCode } from '../identity.errors.js';
import { TokensRepository } from '../store/tokens.repository.js';

/** Revokes a token of the principal's org. From the answer on, this process refuses it. */
@Injectable()
export class RevokeToken {
  constructor(
    private readonly database: Database,
    private readonly tokens: TokensRepository,
    private readonly audit: AuditLog,
    private readonly authenticator: TokenAuthenticator,
  ) {}

  async execute(principal: Principal, hash: Digest): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.tokens.revoke(tx, principal.org, hash))) throw tokenUnknown();
      await this.audit.record(tx, {
        org: principal.org,
        actor: principal.token,
        action: 'token.revoke',
        subject: hash,
      });
    });
    await this.authenticator.forget(hash);
  }
}

function tokenUnknown(): CodedError<IdentityCode> {
  return new CodedError('token-unknown', 'Your org has no token with that digest.', {
    hint: 'GET /api/v1/tokens/ lists them.',
  });
}
