import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import { tokenInvalid, tokenMissing } from './access.guard.js';
import { beginCall, insideCall } from './call.js';
import { hostRule } from './hosts.js';
import type { HttpCode } from './http.errors.js';
import { applyIdentityHeaders } from './identity-headers.js';
import type { RequestLimits } from './limits.js';
import { refuseMediaType } from './media-type.js';
import type { Authenticator, Principal } from './principal.js';

export interface DoorParts {
  readonly trustedHosts: readonly string[];
  readonly authenticator: Authenticator;
  readonly limits: RequestLimits;
}

const BEARER = /^Bearer ([\x21-\x7E]{1,512})$/i;

/**
 * What happens to every request before its body is read: it gets an id, its host and media type are checked, its token
 * is turned into a principal, and it is counted. Whether that principal may call the handler is the AccessGuard's answer.
 */
export function installDoor(fastify: FastifyInstance, parts: DoorParts): void {
  const refuseHost = hostRule(parts.trustedHosts);
  fastify.decorateRequest('call', null as never);
  fastify.addHook('onRequest', (request, reply, done) => {
    announce(request, reply);
    const door = request.routeOptions.config.door;
    const probe = door?.access === 'public' && door.unlimited === true;
    if (!probe) refuseHost(request);
    refuseNul(request);
    if (!request.is404) refuseMediaType(request, door?.accepts);
    done();
  });
  fastify.addHook('onRequest', async (request, reply) => {
    const door = request.routeOptions.config.door;
    if (request.is404 || door?.access === undefined) return;
    if (door.access !== 'public') {
      void reply.header('cache-control', 'private, no-store');
      const principal = await admit(request, reply, parts);
      request.call.principal = applyIdentityHeaders(principal, request.headers);
    }
    if (!door.unlimited) await parts.limits.count(request, reply);
  });
  // The events of a body lose the context of the request, so it is entered when the body is there.
  fastify.addHook('preHandler', (request, _reply, done) => insideCall(request.call, done));
}

/** Gives the request its ids and tells them to the client. */
function announce(request: FastifyRequest, reply: FastifyReply): void {
  request.call = beginCall(request.headers);
  void reply.header('x-request-id', request.call.id);
  const { traceparent } = request.headers;
  if (typeof traceparent === 'string' && traceparent.slice(3, 35) === request.call.traceId) {
    void reply.header('traceparent', traceparent);
  }
}

/** No database holds U+0000, and no name of ours has it. */
function refuseNul({ url }: FastifyRequest): void {
  if (!url.includes('%00')) return;
  throw new CodedError<HttpCode>('url-invalid', 'The address holds U+0000.');
}

/** Whom the token stands for. A wrong one counts against the address it came from. */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { authenticator, limits }: DoorParts,
): Promise<Principal> {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw tokenMissing();
  const principal = authenticator.recall(token) ?? (await authenticator.authenticate(token));
  if (principal) return principal;
  await limits.countWrongToken(request, reply);
  throw tokenInvalid();
}
