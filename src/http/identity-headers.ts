import type { IncomingHttpHeaders } from 'node:http';
import { CodedError } from '@iceos/core/errors';
import type { HttpCode } from './http.errors.js';
import type { Principal } from './principal.js';

const IDENTIFIER = /^[A-Za-z0-9._@-]{1,64}$/;

/**
 * The principal with the project and user that the headers name where its token leaves them open. The org is the
 * token's alone; a header that contradicts the token is refused (`org-mismatch`, `identity-mismatch`).
 */
export function applyIdentityHeaders(principal: Principal, headers: IncomingHttpHeaders): Principal {
  const org = headers['x-org-id'];
  if (org !== undefined && org !== principal.org) {
    throw new CodedError<HttpCode>('org-mismatch', 'X-Org-Id names another org than the token.', {
      hint: 'Leave X-Org-Id out, or use a token of that org.',
    });
  }
  const project = named(headers, 'x-project-id', principal.project);
  const user = named(headers, 'x-user-id', principal.user);
  return project === principal.project && user === principal.user
    ? principal
    : { ...principal, project, user };
}

function named(headers: IncomingHttpHeaders, name: string, bound: string | undefined): string | undefined {
  const value = headers[name];
  if (value === undefined || value === bound) return bound;
  if (bound === undefined && typeof value === 'string' && IDENTIFIER.test(value)) return value;
  throw new CodedError<HttpCode>('identity-mismatch', `${name} contradicts the token, or is no identifier.`, {
    hint: `Leave ${name} out, or use a token for it.`,
  });
}
