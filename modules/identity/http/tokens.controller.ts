import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseDigest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { type Namespace, parseNamespace } from '@iceos/core/names';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import { IdempotencyClaim, Idempotent } from '../../../src/http/idempotency/idempotent.js';
import { linkNext } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { requestInvalid } from '../../../src/http/validation.pipe.js';
import type { IdentityCode } from '../identity.errors.js';
import { IssueToken } from '../usecases/issue-token.js';
import { ListTokens } from '../usecases/list-tokens.js';
import { RevokeToken } from '../usecases/revoke-token.js';
import { presentIssued, presentToken } from './identity.presenter.js';
import {
  IssuedTokenResponse,
  IssueTokenBody,
  ListTokensQuery,
  RevokedResponse,
  RevokeTokenBody,
  TokenPage,
  TokenPath,
} from './tokens.dto.js';

const DAY_MS = 86_400_000;

@Controller('api/v1/tokens')
export class TokensController {
  constructor(
    private readonly issueToken: IssueToken,
    private readonly listTokens: ListTokens,
    private readonly revokeToken: RevokeToken,
  ) {}

  /** Issues a token. It is shown this once. */
  @Post()
  @Requires('admin')
  @Idempotent()
  async issue(
    @Body() body: IssueTokenBody,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
  ): Promise<IssuedTokenResponse> {
    const grant = {
      org: orgOf(body, principal),
      project: body.project_id ?? principal.project,
      user: body.user_id ?? principal.user,
      scopes: body.scopes,
      expiresAt: expiryOf(body),
    };
    const issued = await this.issueToken.execute({
      issuer: principal,
      grant,
      alongside: (tx, token) => claim.store(tx, { status: 201, body: presentIssued(token) }),
    });
    return presentIssued(issued);
  }

  /** Lists the tokens of an org, newest first. */
  @Get()
  @Requires('admin')
  async list(
    @Query() query: ListTokensQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenPage> {
    const org = orgOf(query, principal);
    if (org !== principal.org && !principal.scopes.has('instance')) throw otherOrg();
    const filter = { org, project: query.project_id, user: query.user_id };
    const page = await this.listTokens.execute(filter, query.limit, query.cursor);
    linkNext(request, reply, page);
    return { items: page.items.map(presentToken), next_cursor: page.next_cursor };
  }

  /** Revokes a token of your org. */
  @Post('revoke')
  @HttpCode(200)
  @Requires('admin')
  revoke(
    @Body() { token_hash }: RevokeTokenBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RevokedResponse> {
    return this.revokeByHash(principal, token_hash);
  }

  /** Revokes a token of your org. */
  @Delete(':token_hash')
  @Requires('admin')
  remove(
    @Param() { token_hash }: TokenPath,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RevokedResponse> {
    return this.revokeByHash(principal, token_hash);
  }

  private async revokeByHash(principal: Principal, text: string): Promise<RevokedResponse> {
    const hash = parseDigest(text);
    if (hash) await this.revokeToken.execute(principal, hash);
    return { ok: true };
  }
}

function orgOf({ org_id }: { org_id?: string }, principal: Principal): Namespace {
  return org_id === undefined ? principal.org : parseNamespace(org_id);
}

function otherOrg(): CodedError<IdentityCode> {
  return new CodedError('org-forbidden', 'Tokens of another org need the scope instance.', {
    hint: 'Leave org_id out to list the tokens of your own org.',
    data: { scopes: ['instance'] },
  });
}

/** The moment at which the token is to expire; undefined means never. */
function expiryOf({ ttl_days, expires_at }: IssueTokenBody): Date | undefined {
  if (ttl_days !== undefined && expires_at !== undefined) {
    throw requestInvalid([
      {
        code: 'one-of',
        pointer: '/expires_at',
        detail: 'ttl_days and expires_at exclude each other',
        severity: 'error',
      },
    ]);
  }
  if (ttl_days !== undefined) return new Date(Date.now() + ttl_days * DAY_MS);
  if (expires_at === undefined) return undefined;
  const expiry = new Date(expires_at);
  if (expiry.getTime() > Date.now()) return expiry;
  throw requestInvalid([
    {
      code: 'in-future',
      pointer: '/expires_at',
      detail: 'expires_at must be in the future',
      severity: 'error',
    },
  ]);
}
