import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import type { HttpCode } from './http.errors.js';

/** Refuses requests whose Host header names none of the patterns; without patterns every host passes. */
export function hostRule(patterns: readonly string[]): (request: FastifyRequest) => void {
  if (patterns.length === 0 || patterns.includes('*')) return () => {};
  const trusted = nameRule(patterns);
  return (request) => {
    if (trusted(request.hostname)) return;
    throw new CodedError<HttpCode>('host-not-trusted', 'This server does not answer to that host name.', {
      hint: 'Use a name listed in TRUSTED_HOSTS.',
    });
  };
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses what a page of another site sends: its Origin must be on this machine, one of `corsOrigins`, or on a trusted
 * host. That the Origin is the Host itself proves nothing, since a name can be bound to another address while its page is
 * open. Programs send no Origin, and pass.
 */
export function originRule(
  corsOrigins: readonly string[],
  trustedHosts: readonly string[],
): (headers: IncomingHttpHeaders) => void {
  if (corsOrigins.includes('*')) return () => {};
  const trusted = nameRule([...LOOPBACK, ...trustedHosts.filter((pattern) => pattern !== '*')]);
  return ({ origin }) => {
    if (origin === undefined || corsOrigins.includes(origin)) return;
    if (URL.canParse(origin) && trusted(new URL(origin).hostname)) return;
    throw new CodedError<HttpCode>('origin-not-trusted', 'This address does not answer to that origin.', {
      hint: 'Use an origin listed in CORS_ORIGINS, or on a host listed in TRUSTED_HOSTS.',
    });
  };
}

function nameRule(patterns: readonly string[]): (name: string) => boolean {
  const rules = patterns.map((pattern) => pattern.toLowerCase());
  return (name) => {
    const host = name.toLowerCase();
    return rules.some((rule) => (rule.startsWith('*.') ? host.endsWith(rule.slice(1)) : host === rule));
  };
}
