import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import type { HttpCode } from './http.errors.js';
import { describeProblem } from './problem.js';
import { Statuses } from './statuses.js';

/** Seconds after which a client may try again, when the error does not say. */
const RETRY_AFTER = 2;

/** Turns whatever was thrown into an RFC 9457 answer. What nobody threw on purpose is told to the log only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  constructor(private readonly statuses: Statuses) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers `thrown`; the door uses it for errors that Fastify meets before there is a route. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toCodedError(thrown);
    const known = this.statuses.of(error.code);
    const status = known ?? 500;
    const told = known === undefined ? internalError() : error;
    if (status >= 500) this.log.error({ err: thrown, code: error.code }, error.message);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const path = request.url.split('?', 1)[0] ?? '';
    if (status === 401) void reply.header('www-authenticate', challenge(told.code));
    if ((status === 429 || status === 503) && !reply.hasHeader('retry-after')) {
      void reply.header('retry-after', RETRY_AFTER);
    }
    // An answer to a body that was not read to its end cannot be followed by another on the same connection.
    if (status === 413) void reply.header('connection', 'close');
    const problem = describeProblem(told, status, { path, requestId: request.call?.id ?? request.id });
    const refusal = told.code.startsWith('json-') && request.routeOptions.config.door?.bodyRefusal;
    if (refusal) {
      const { status: own, body } = refusal(problem, request.headers);
      void reply.status(own).header('content-type', 'application/json').send(JSON.stringify(body));
      return;
    }
    void reply
      .status(status)
      .header('content-type', 'application/problem+json')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problem));
  }
}

/** RFC 6750: no error code when no token was sent. */
function challenge(code: string): string {
  return code === 'token-missing' ? 'Bearer realm="iceos"' : 'Bearer realm="iceos", error="invalid_token"';
}

function internalError(): CodedError<HttpCode> {
  return new CodedError('internal-error', 'Internal server error', {
    hint: 'Look for the request id in the log of the server.',
  });
}

/** Errors of Fastify and Nest that are the client's fault, in our words; everything else stays unknown. */
function toCodedError(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  if (thrown instanceof HttpException) return fromStatus(thrown.getStatus(), thrown.message);
  const { statusCode, message } = (thrown ?? {}) as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode === 'number' && statusCode < 500) return fromStatus(statusCode, String(message));
  return internalError();
}

function fromStatus(status: number, message: string): CodedError {
  const code = Statuses.codeOf(status);
  if (code === 'internal-error') return internalError();
  if (code === 'route-unknown') {
    return new CodedError<HttpCode>(code, 'There is nothing here.', {
      hint: 'See /openapi.json for what there is.',
    });
  }
  return new CodedError<HttpCode>(code, message.slice(0, 300));
}
