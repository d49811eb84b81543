import { Injectable } from '@nestjs/common';
import { parseNamespace } from '@iceos/core/names';
import { Database } from '../../src/database/database.js';
import type { Principal } from '../../src/http/principal.js';
import { TokenAuthenticator } from './auth/token-authenticator.js';
import type { IssuedToken, Org, TokenGrant } from './identity.types.js';
import { CreateOrg } from './usecases/create-org.js';
import { IssueToken } from './usecases/issue-token.js';

/** The door of the module for the server itself and for other modules. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly database: Database,
    private readonly authenticator: TokenAuthenticator,
    private readonly createOrg: CreateOrg,
    private readonly issue: IssueToken,
  ) {}

  /** The org of that id, made under `name` when it is missing. Throws `name-invalid` when `id` is no namespace. */
  async ensureOrg(id: string, name: string = id): Promise<Org> {
    const org = { actor: 'instance', id: parseNamespace(id), name };
    const ensured = await this.database.transaction((tx) => this.createOrg.ensure(tx, org));
    return ensured.org;
  }

  /** Issues a token in the name of the instance, with whatever scopes are asked for. The org must exist. */
  async issueToken(grant: TokenGrant): Promise<IssuedToken> {
    return this.issue.execute({ issuer: 'instance', grant });
  }

  /** Whom a token stands for, or undefined when it is unknown, revoked or expired. */
  async authenticate(token: string): Promise<Principal | undefined> {
    return this.authenticator.recall(token) ?? this.authenticator.authenticate(token);
  }
}
