import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import type { AppConfig } from '../config/app-config.js';
import type { HttpCode } from './http.errors.js';
import { parseJsonBody } from './json-body.js';
import { describeProblem } from './problem.js';

const MIB = 1024 * 1024;
/** Largest JSON body. */
const JSON_BYTES = 4 * MIB;

/** Fastify with our limits and with no body parser but the one for JSON. */
export function createAdapter({ listen }: AppConfig): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_BYTES,
    // One hop: the address that our own proxy saw, never one that a client claims.
    trustProxy: listen.behindProxy ? (_address, hop) => hop < 1 : false,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    connectionTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5000, maxHeaderSize: 16 * 1024 },
    skipMiddie: true,
    frameworkErrors: refuseAddress,
    // Only for routes that accept it; each sets its own limits when it reads the parts.
    multipart: true,
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (_request: FastifyRequest, body: Buffer) => parseJsonBody(body),
  );
  return adapter;
}

/** Answers addresses that no route can be looked for: badly escaped or with parts too long. No hook has run for them. */
function refuseAddress(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 400;
  const refusal = new CodedError<HttpCode>('url-invalid', 'The address cannot be read.', {
    hint: 'Escape it as RFC 3986 says, and keep its parts below 300 characters.',
  });
  const [path = ''] = request.url.split('?', 1);
  void reply
    .status(status)
    .header('content-type', 'application/problem+json')
    .header('x-content-type-options', 'nosniff')
    .send(
      JSON.stringify(describeProblem(refusal, status, { path: path.slice(0, 300), requestId: request.id })),
    );
}
