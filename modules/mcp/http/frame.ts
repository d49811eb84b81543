import type { IncomingHttpHeaders } from 'node:http';
import type { BodyRefusal } from '../../../src/http/access.js';
import { scopeMissing } from '../../../src/http/access.guard.js';
import type { Principal } from '../../../src/http/principal.js';
import type { Scope } from '../../../src/http/scopes.js';
import { VALIDATE_BLUEPRINT } from '../tools/schemas.js';

/** A JSON-RPC request or notification in good form. */
export interface Frame {
  readonly jsonrpc: '2.0';
  readonly id?: string | number;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What is wrong with a body that is no such frame. */
export interface FrameFault {
  readonly id: string | number | null;
  readonly code: -32600 | -32601 | -32700;
  readonly message: string;
  readonly detail: string;
}

export type FrameResult =
  { readonly ok: true; readonly frame: Frame } | { readonly ok: false; readonly fault: FrameFault };

/** What a method takes besides a valid token. */
const SCOPES: ReadonlyMap<string, Scope> = new Map([
  ['tools/list', 'components:read'],
  ['tools/call', 'runs:write'],
  ['components/validate', 'blueprints:read'],
]);
/** Spellings of older clients. */
const ALIASES: ReadonlyMap<string, string> = new Map([['initialized', 'notifications/initialized']]);
/** Nothing of ours changes under a stream that is held open, so there is none to open. */
const ABSENT = 'subscriptions/listen';

/** Reads a body as one frame. Batches were taken out of the protocol, and would let one request do the work of many. */
export function readFrame(body: unknown): FrameResult {
  if (body === undefined) return faulty(null, -32700, 'Parse error', 'The body is empty.');
  if (!isObject(body)) return faulty(null, -32600, 'Invalid Request', 'Send one JSON-RPC object.');
  const { jsonrpc, id, method, params } = body;
  const known = typeof id === 'string' || Number.isSafeInteger(id) ? (id as string | number) : null;
  const wrong = (detail: string) => faulty(known, -32600, 'Invalid Request', detail);
  if (jsonrpc !== '2.0') return wrong('`jsonrpc` must be "2.0".');
  if (id !== undefined && id !== null && known === null) return wrong('`id` must be a text or an integer.');
  if (typeof method !== 'string') return wrong('`method` must be a text.');
  if (params !== undefined && !isObject(params)) return wrong('`params` must be an object.');
  if (method === ABSENT) return faulty(known, -32601, 'Method not found', method);
  return {
    ok: true,
    frame: {
      jsonrpc,
      ...(known === null ? {} : { id: known }),
      method: ALIASES.get(method) ?? method,
      ...(params === undefined ? {} : { params }),
    },
  };
}

/** Throws `scope-missing` unless the principal may do what the frame asks for. */
export function requireScope({ method, params }: Frame, { scopes }: Principal): void {
  const validates = method === 'tools/call' && params?.['name'] === VALIDATE_BLUEPRINT;
  const scope = SCOPES.get(validates ? 'components/validate' : method);
  if (scope !== undefined && !scopes.has(scope)) throw scopeMissing([scope]);
}

/** Whether a client takes an answer as one JSON document: the Streamable HTTP transport always accepts a stream as well. */
export function isPlain({ accept = '' }: IncomingHttpHeaders): boolean {
  return !accept.includes('text/event-stream');
}

/** A plain client reads the answer from the body alone; the transport wants a status that says that there is a fault. */
export function presentFault(
  { id, code, message, detail }: FrameFault,
  headers: IncomingHttpHeaders,
): { status: number; body: unknown } {
  const body = { jsonrpc: '2.0', id, error: { code, message, data: { detail } } };
  return { status: isPlain(headers) ? 200 : 400, body };
}

/** A body that is not JSON, or nested too deeply, or otherwise none that we read. */
export const refuseBody: BodyRefusal = ({ code, detail }, headers) =>
  presentFault({ id: null, code: -32700, message: 'Parse error', detail: `${code}: ${detail}` }, headers);

function faulty(
  id: string | number | null,
  code: FrameFault['code'],
  message: string,
  detail: string,
): FrameResult {
  return { ok: false, fault: { id, code, message, detail } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
