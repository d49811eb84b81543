import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const LONGEST = 200;

/** The lock that a request names: `X-Version-Lock`, or `If-Match` as an entity tag (RFC 9110, 13.1.1). */
export const VersionLock = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const lock = headers['x-version-lock'];
    const given = typeof lock === 'string' ? lock : headers['if-match']?.replace(/^"(.*)"$/, '$1');
    return given?.slice(0, LONGEST);
  },
);

/** How the OpenAPI document describes it. */
export const LOCK_PARAMETER = {
  name: 'X-Version-Lock',
  in: 'header',
  required: false,
  description:
    'The lock that the change was made from; `If-Match` means the same. 428 without, 409 when it is stale.',
  schema: { type: 'string' },
} as const;
