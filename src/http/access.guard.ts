import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import { doorOf } from './access.js';
import type { HttpCode } from './http.errors.js';
import type { Scope } from './scopes.js';

/** Lets a call reach its handler only when the handler says who may call it and the principal may. Denies by default. */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { access } = doorOf(context.getHandler());
    if (access === 'public') return true;
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>().call;
    if (!access || !principal) throw tokenMissing();
    if (access === 'authenticated') return true;
    const missing = access.filter((scope) => !principal.scopes.has(scope));
    if (missing.length === 0) return true;
    throw scopeMissing(missing);
  }
}

export function scopeMissing(missing: readonly Scope[]): CodedError<HttpCode> {
  return new CodedError('scope-missing', `The token lacks the scope ${missing.join(' and ')}.`, {
    hint: 'Use a token with that scope, or ask an administrator of your org to issue one.',
    data: { scopes: missing },
  });
}

export function tokenMissing(): CodedError<HttpCode> {
  return new CodedError('token-missing', 'Missing bearer token', {
    hint: 'Send the header `Authorization: Bearer <token>`.',
  });
}

export function tokenInvalid(): CodedError<HttpCode> {
  return new CodedError('token-invalid', 'Invalid token', {
    hint: 'The token is unknown, revoked or expired: use another one.',
  });
}
