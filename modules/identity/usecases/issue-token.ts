import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Database, type Tx } from '../../../src/database/database.js';
import type { Principal } from '../../../src/http/principal.js';
import { AuditLog } from '../audit-log.js';
import { hashToken, newToken } from '../auth/secret.js';
import type { IdentityCode } from '../identity.errors.js';
import { unknownPlace } from '../unknown-place.js';
import type { IssuedToken, TokenGrant } from '../identity.types.js';
import { OrgsRepository } from '../store/orgs.repository.js';
import { TokensRepository } from '../store/tokens.repository.js';

export interface IssueTokenInput {
  /** Who asks; `instance` for the server itself, which may grant anything. */
  readonly issuer: Principal | 'instance';
  readonly grant: TokenGrant;
  /** Runs in the same transaction, with what was issued. */
  readonly alongside?: (tx: Tx, issued: IssuedToken) => Promise<void>;
}

/** Issues a token that may do at most what its issuer may. */
@Injectable()
export class IssueToken {
  constructor(
    private readonly database: Database,
    private readonly orgs: OrgsRepository,
    private readonly tokens: TokensRepository,
    private readonly audit: AuditLog,
  ) {}

  async execute({ issuer, grant, alongside }: IssueTokenInput): Promise<IssuedToken> {
    if (issuer !== 'instance') refuseExcess(issuer, grant);
    return this.database
      .transaction(async (tx) => {
        if (grant.user !== undefined) await this.orgs.ensureUser(tx, grant.org, grant.user);
        const token = newToken();
        const record = await this.tokens.insert(tx, hashToken(token), grant);
        await this.audit.record(tx, {
          org: grant.org,
          actor: issuer === 'instance' ? issuer : issuer.token,
          action: 'token.issue',
          subject: record.hash,
          detail: { scopes: grant.scopes, expires_at: record.expiresAt?.toISOString() ?? null },
        });
        const issued = { token, record };
        await alongside?.(tx, issued);
        return issued;
      })
      .catch((error: unknown) => {
        throw unknownPlace(error, { ...grant, projectKey: 'tokens_project_fkey' });
      });
  }
}

/** Nobody gives away more than he has: not another org, not more scopes, not a wider project or user. */
function refuseExcess(issuer: Principal, { org, project, user, scopes }: TokenGrant): void {
  if (org !== issuer.org && !issuer.scopes.has('instance')) {
    throw new CodedError<IdentityCode>('org-forbidden', 'Tokens of another org need the scope instance.', {
      hint: 'Leave org_id out to issue a token of your own org.',
      data: { scopes: ['instance'] },
    });
  }
  const excess = scopes.filter((scope) => !issuer.scopes.has(scope));
  if (excess.length > 0) {
    throw new CodedError<IdentityCode>('scope-excessive', `Your own token lacks ${excess.join(', ')}.`, {
      hint: 'Ask for at most the scopes of your own token.',
      data: { scopes: excess },
    });
  }
  const widerProject = issuer.project !== undefined && project !== issuer.project;
  const widerUser = issuer.user !== undefined && user !== issuer.user;
  if (widerProject || widerUser) {
    throw new CodedError<IdentityCode>(
      'binding-excessive',
      'Your own token is bound to a project or user, so what it issues must be bound to the same.',
      { hint: 'Ask for the same project_id and user_id as your own token has.' },
    );
  }
}
