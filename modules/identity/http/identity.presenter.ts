import type { Principal } from '../../../src/http/principal.js';
import type { IssuedToken, Org, Project, TokenRecord } from '../identity.types.js';
import type { IdentityResponse } from './identity.dto.js';
import type { OrgResponse, ProjectResponse } from './orgs.dto.js';
import type { IssuedTokenResponse, TokenResponse } from './tokens.dto.js';

export function presentToken(record: TokenRecord): TokenResponse {
  return {
    token_hash: record.hash,
    org_id: record.org,
    project_id: record.project ?? null,
    user_id: record.user ?? null,
    scopes: [...record.scopes],
    created_at: record.createdAt.toISOString(),
    expires_at: record.expiresAt?.toISOString() ?? null,
    revoked: record.revoked,
    last_used_at: record.lastUsedAt?.toISOString() ?? null,
  };
}

export function presentIssued({ token, record }: IssuedToken): IssuedTokenResponse {
  const { revoked: _revoked, last_used_at: _used, ...rest } = presentToken(record);
  return { token, ...rest };
}

export function presentIdentity(principal: Principal): IdentityResponse {
  return {
    org_id: principal.org,
    project_id: principal.project ?? null,
    user_id: principal.user ?? null,
    scopes: [...principal.scopes],
    token_hash: principal.token,
    source: principal.source,
    expires_at: principal.expiresAt?.toISOString() ?? null,
  };
}

export function presentOrg({ id, name, createdAt }: Org): OrgResponse {
  return { id, name, created_at: createdAt.toISOString() };
}

export function presentProject({ id, org, name, createdAt }: Project): ProjectResponse {
  return { id, org_id: org, name, created_at: createdAt.toISOString() };
}
