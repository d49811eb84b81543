import { createHash } from 'node:crypto';
import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { canonicalBytes } from '@iceos/core/canonical';
import { CodedError } from '@iceos/core/errors';
import { Database } from '../../database/database.js';
import type { HttpCode } from '../http.errors.js';
import { type Claim, NO_CLAIM } from './claim.js';
import { Idempotency, type OpenClaim } from './idempotency.js';

const KEY = /^(?:"([\x21\x23-\x7E]{1,255})"|([\x21\x23-\x7E]{1,255}))$/;
/** Headers that are part of a kept answer. */
const KEPT_HEADERS = ['location', 'etag', 'x-version-lock'];

const claims = new WeakMap<FastifyRequest, Claim>();

/** Obeys the Idempotency-Key of a request, when there is one: the same request is carried out once. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly database: Database,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const key = keyOf(request);
    const { principal } = request.call;
    if (key === undefined || !principal) return next.handle();
    const beginning = await this.idempotency.begin({
      principal,
      route: `${request.method} ${request.url.split('?', 1)[0]}`.slice(0, 200),
      key,
      bodyDigest: digestOfBody(request),
    });
    if (beginning.kind === 'replay') {
      const { status, headers = {}, body } = beginning.answer;
      void reply.status(status).headers({ ...headers, 'idempotency-replayed': 'true' });
      return of(body);
    }
    claims.set(request, beginning.claim);
    return of(await this.run(beginning.claim, reply, next));
  }

  private async run(claim: OpenClaim, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    try {
      const body: unknown = await lastValueFrom(next.handle());
      if (!claim.stored) {
        const answer = { status: reply.statusCode, headers: keptHeaders(reply), body };
        await this.database.transaction((tx) => claim.store(tx, answer));
      }
      return body;
    } catch (error) {
      if (!claim.stored) await claim.abandon().catch(() => undefined);
      throw error;
    }
  }
}

/** The handler creates or spends something: requests with the same Idempotency-Key and body happen once. */
export const Idempotent = (): MethodDecorator => applyDecorators(UseInterceptors(IdempotencyInterceptor));

/** The claim of the call, for use cases that store their answer in their own transaction. */
export const IdempotencyClaim = createParamDecorator(
  (_: unknown, context: ExecutionContext): Claim =>
    claims.get(context.switchToHttp().getRequest()) ?? NO_CLAIM,
);

function keyOf(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const match = typeof header === 'string' ? KEY.exec(header) : null;
  const key = match?.[1] ?? match?.[2];
  if (key !== undefined) return key;
  throw new CodedError<HttpCode>(
    'idempotency-key-invalid',
    'The Idempotency-Key is not 1 to 255 printable characters.',
    {
      hint: 'Use a random UUID.',
    },
  );
}

function digestOfBody({ body, url }: FastifyRequest): string {
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return createHash('sha256')
    .update(`${query}\0`)
    .update(body === undefined ? '' : canonicalBytes(body))
    .digest('hex');
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}
