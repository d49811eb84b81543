import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { addressOf } from '@iceos/core/http-hosts';
import { HttpFailure } from './failure.js';
import type { HttpLimits } from './limits.js';
import type { Headers, HttpRequest } from './request.js';

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case, in the order in which they came. */
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface ExchangeOptions {
  /** The checked address: nothing else is connected to. */
  readonly address: string;
  readonly limits: HttpLimits;
  readonly signal: AbortSignal;
  /** Certificates to trust instead of the system's. */
  readonly ca?: string;
}

/** Meaningful between this host and the server only. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * One request over a connection of its own, to the address that was checked; the certificate is still that of the name.
 * No proxy, no shared connection, no decompression (docs/spec/sandbox.md 13).
 */
export async function exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpResponse> {
  const { limits } = options;
  const outgoing = open(request, options);
  try {
    const answered = responseTo(outgoing);
    outgoing.end(request.body);
    const response = await answered;
    const headers = headersOf(response);
    refuseEncoded(headers);
    const body = isRedirect(response.statusCode) ? new Uint8Array() : await readBody(response, limits);
    return { status: response.statusCode ?? 0, headers, body };
  } catch (error) {
    throw failureOf(error, limits);
  } finally {
    // An error that comes after this is nobody's.
    outgoing.on('error', () => undefined);
    outgoing.destroy();
  }
}

export function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

function open({ method, url, target, headers, body }: HttpRequest, options: ExchangeOptions) {
  const { address, limits, signal, ca } = options;
  const common = {
    host: address,
    port: target.port,
    method,
    path: `${url.pathname}${url.search}`,
    headers: [
      ['host', url.host],
      ['accept-encoding', 'identity'],
      ...(headers.some(([name]) => name === 'user-agent') ? [] : [['user-agent', 'iceos']]),
      ...(body.length > 0 || /^(?:POST|PUT|PATCH)$/.test(method)
        ? [['content-length', String(body.length)]]
        : []),
      ...headers,
    ].flat(),
    // A new agent for every request: a connection is never used for another tenant, and no proxy is asked.
    agent: false as const,
    maxHeaderSize: limits.responseHeaderBytes,
    insecureHTTPParser: false,
    signal,
  };
  if (target.scheme === 'http') return requestHttp(common);
  const servername = addressOf(target.name) === undefined ? target.name : '';
  return requestHttps({ ...common, servername, rejectUnauthorized: true, ...(ca ? { ca } : {}) });
}

function responseTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    // A server that switches to another protocol ends the connection without a response, and without an error.
    outgoing.once('upgrade', (_response, socket: Socket) => socket.destroy());
    outgoing.once('close', () => reject(new Error('closed')));
  });
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (!HOP_BY_HOP.has(name)) headers.push([name, rawHeaders[at + 1] as string]);
  }
  return headers;
}

/** `identity` was asked for; something else could be large beyond its length, and secrets in it could not be hidden. */
function refuseEncoded(headers: Headers): void {
  const encoded = headers.some(
    ([name, value]) => name === 'content-encoding' && !/^(?:identity)?$/i.test(value.trim()),
  );
  if (encoded) throw new HttpFailure('response-encoded', 'the server compressed what was asked for as it is');
}

async function readBody(response: IncomingMessage, { responseBytes }: HttpLimits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > responseBytes) {
      throw new HttpFailure('response-too-large', `the body has more than ${responseBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** What the component is told: never the address, which a message of the system would name. */
function failureOf(error: unknown, { responseHeaderBytes }: HttpLimits): unknown {
  if (error instanceof HttpFailure) return error;
  const { code } = error as { code?: unknown };
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new HttpFailure('response-too-large', `the headers have more than ${responseHeaderBytes} bytes`);
  }
  const known = typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? ` (${code})` : '';
  return new HttpFailure(
    'connection-failed',
    `the host could not be asked, or did not answer to the end${known}`,
  );
}
