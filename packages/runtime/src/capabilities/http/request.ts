import { targetOf, type HttpTarget } from '@iceos/core/http-hosts';
import { HttpFailure } from './failure.js';
import type { HttpLimits } from './limits.js';

export type Headers = readonly (readonly [name: string, value: string])[];

/** One request as it is to be sent, before its secrets are filled in. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly target: HttpTarget;
  /** Names in lower case. */
  readonly headers: Headers;
  readonly body: Uint8Array;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]{1,256}$/;
/** RFC 9110 5.5, ASCII only: no line break, no control character. */
const VALUE = /^[\t\x20-\x7e]*$/;
const MAX_URL_LENGTH = 8192;
const MAX_HEADERS = 100;
const MAX_HEADERS_LENGTH = 16_384;
/** What belongs to the connection, to the framing, or to whoever stands between: the host writes these, or nobody. */
const RESERVED =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-length|expect|accept-encoding|http2-settings|via|forwarded|x-forwarded-.*|x-real-ip|proxy-.*|sec-.*)$/;

/** Reads what a component asks for (docs/spec/sandbox.md 13). Throws an `HttpFailure`. */
export function parseRequest(
  method: string,
  url: string,
  headers: Headers,
  body: Uint8Array,
  { requestBytes }: Pick<HttpLimits, 'requestBytes'>,
): HttpRequest {
  if (!METHODS.has(method)) throw invalid(`the method must be one of ${[...METHODS].join(', ')}`);
  if (body.length > 0 && (method === 'GET' || method === 'HEAD')) throw invalid(`${method} has no body`);
  if (body.length > requestBytes) {
    throw new HttpFailure('request-too-large', `the body has more than ${requestBytes} bytes`);
  }
  const address = parseUrl(url);
  return { method, ...address, headers: parseHeaders(headers), body };
}

/** Throws an `HttpFailure` unless `text` is an http or https URL without user and password. */
export function parseUrl(text: string, base?: URL): Pick<HttpRequest, 'url' | 'target'> {
  if (text.length > MAX_URL_LENGTH) throw invalid(`the URL is longer than ${MAX_URL_LENGTH} characters`);
  if (!URL.canParse(text, base?.href)) throw invalid('the URL cannot be read');
  const url = new URL(text, base?.href);
  const target = targetOf(url);
  if (!target) throw invalid('the URL must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw invalid('the URL must not hold a user or a password');
  return { url, target };
}

function parseHeaders(headers: Headers): Headers {
  if (headers.length > MAX_HEADERS) throw invalid(`there are more than ${MAX_HEADERS} headers`);
  let length = 0;
  return headers.map(([given, value]) => {
    const name = given.toLowerCase();
    if (!TOKEN.test(name)) throw invalid('a header has a name that is none');
    if (RESERVED.test(name)) throw invalid(`the header ${name} is written by the host`);
    if (!VALUE.test(value)) throw invalid(`the header ${name} holds more than printable ASCII`);
    length += name.length + value.length;
    if (length > MAX_HEADERS_LENGTH) {
      throw new HttpFailure('request-too-large', `the headers have more than ${MAX_HEADERS_LENGTH} bytes`);
    }
    return [name, value] as const;
  });
}

function invalid(detail: string): HttpFailure {
  return new HttpFailure('request-invalid', detail);
}
