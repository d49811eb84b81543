import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ifMatchInvalid } from '../builder.errors.js';

/** The version in `If-Match`, plain or as an entity tag; 400 for what is no whole number. */
export const MadeFrom = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const given = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (given === undefined) return undefined;
  const [, digits] = /^"?(\d{1,9})"?$/.exec(given.trim()) ?? [];
  if (digits === undefined) throw ifMatchInvalid();
  return Number(digits);
});

/** How the OpenAPI document describes it. */
export const MADE_FROM_PARAMETER = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The version that the change was made from, 0 for a draft that is not there yet. 409 when it is another one by now.',
  schema: { type: 'string' },
} as const;
