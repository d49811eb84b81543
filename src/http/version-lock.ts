import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { matches } from './immutable.js';

/** The locks that a caller takes for current; undefined when none was named. */
export type NamedLocks = readonly string[] | undefined;

/** The header that carries the lock of a blueprint, in requests and in answers. */
const LOCK = 'x-version-lock';
const LONGEST = 200;
const MOST_TAGS = 20;

/**
 * The locks that a request names: that of `X-Version-Lock`, and those of `If-Match`, as entity tags (RFC 9110, 13.1.1) or
 * bare. Where there are both headers, both have to name it. A weak tag names none.
 */
export const VersionLock = createParamDecorator((_: unknown, context: ExecutionContext): NamedLocks => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const lock = headers[LOCK];
  const own = typeof lock === 'string' ? lock.trim().slice(0, LONGEST) : undefined;
  const tags = headers['if-match']?.split(',', MOST_TAGS).map((tag) => tag.trim().replace(/^"(.*)"$/, '$1'));
  if (own === undefined) return tags;
  return tags === undefined || tags.includes(own) ? [own] : [];
});

/** How the OpenAPI document describes it. */
export const LOCK_PARAMETER = {
  name: 'X-Version-Lock',
  in: 'header',
  required: false,
  description:
    'The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.',
  schema: { type: 'string' },
} as const;

/** The same where a lock may be left out. */
export const OPTIONAL_LOCK_PARAMETER = {
  ...LOCK_PARAMETER,
  description: 'The lock that is expected; `If-Match` means the same. 409 when it is another.',
} as const;

/** Headers that tell a lock: under its own name, and as the entity tag that `If-Match` takes. */
export function lockHeaders(lock: string): Record<string, string> {
  return { [LOCK]: lock, etag: `"${lock}"` };
}

/** Tells the lock of what is answered; true when the client has exactly that already, and 304 says it all. */
export function sendLock(request: FastifyRequest, reply: FastifyReply, lock: string): boolean {
  void reply.headers(lockHeaders(lock));
  if (!matches(request.headers['if-none-match'], `"${lock}"`)) return false;
  void reply.status(304);
  return true;
}
