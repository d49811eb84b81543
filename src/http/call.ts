import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

/** What is known about one request besides its contents. */
export interface Call {
  /** X-Request-Id, or one of ours. */
  readonly id: string;
  /** W3C trace context: 32 and 16 hexadecimal digits. */
  readonly traceId: string;
  readonly spanId: string;
  /** Set by the door once the token was checked. */
  principal?: Principal;
}

declare module 'fastify' {
  interface FastifyRequest {
    call: Call;
  }
}

const REQUEST_ID = /^[A-Za-z0-9._~-]{1,128}$/;
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

const calls = new AsyncLocalStorage<Call>();

/** The call being served, wherever in its handler this is asked; undefined outside requests. */
export function currentCall(): Call | undefined {
  return calls.getStore();
}

export function insideCall(call: Call, work: () => void): void {
  calls.run(call, work);
}

/** The call that `request` begins. Ids that are not well formed are replaced, since they end in logs. */
export function beginCall(headers: FastifyRequest['headers']): Call {
  const asked = headers['x-request-id'];
  const trace = typeof headers['traceparent'] === 'string' ? TRACEPARENT.exec(headers['traceparent']) : null;
  const uuid = randomUUID();
  const random = uuid.replaceAll('-', '');
  return {
    id: typeof asked === 'string' && REQUEST_ID.test(asked) ? asked : uuid,
    traceId: trace?.[1] ?? random,
    spanId: random.slice(16),
  };
}
