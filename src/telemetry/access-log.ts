import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';

/** Writes one line per request: what was asked for, by whom, the answer and how long it took. Probes only when tracing. */
export function watchRequests(fastify: FastifyInstance, logger: Logger, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.record('http_request_duration_seconds', reply.elapsedTime / 1000, {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    });
    const level = levelOf(request, reply);
    // Addresses that cannot be decoded are refused before the request has a call.
    if (request.call && logger.isLevelEnabled(level)) logger[level](describe(request, reply), 'request');
    done();
  });
}

function levelOf(request: FastifyRequest, reply: FastifyReply): 'trace' | 'info' | 'error' {
  const door = request.routeOptions.config.door;
  if (door?.access === 'public' && door.unlimited) return 'trace';
  return reply.statusCode >= 500 ? 'error' : 'info';
}

/** Neither query nor headers nor body: they may hold what does not belong in a log. */
function describe(request: FastifyRequest, reply: FastifyReply): Record<string, unknown> {
  const { id, traceId, spanId, principal } = request.call;
  return {
    context: 'http',
    request_id: id,
    trace_id: traceId,
    span_id: spanId,
    method: request.method,
    path: request.url.split('?', 1)[0],
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ...(principal ? { org: principal.org, actor: principal.token.slice(0, 12) } : {}),
  };
}
