import { HttpFailure } from './failure.js';
import { isRedirect, type HttpResponse } from './exchange.js';
import { parseUrl, type HttpRequest } from './request.js';
import { holdsPlaceholder } from './secrets.js';

const CREDENTIALS = new Set(['authorization', 'cookie']);
const ABOUT_BODY = /^content-/;

/**
 * The request that `response` asks for instead, or undefined when it is the last word (RFC 9110 15.4). Credentials and
 * secrets stay at the origin they were meant for, and nothing goes from https to http (docs/spec/sandbox.md 13).
 */
export function redirected(request: HttpRequest, response: HttpResponse): HttpRequest | undefined {
  const location = response.headers.find(([name]) => name === 'location')?.[1];
  if (!isRedirect(response.status) || location === undefined) return undefined;
  const { url, target } = destination(location, request.url);
  if (request.target.scheme === 'https' && target.scheme === 'http') {
    throw new HttpFailure('redirect-refused', 'the server redirects from https to http');
  }
  const toGet =
    (response.status === 303 && request.method !== 'HEAD') ||
    (response.status < 303 && request.method === 'POST');
  const foreign = url.origin !== request.url.origin;
  return {
    method: toGet ? 'GET' : request.method,
    url,
    target,
    headers: request.headers.filter(
      ([name, value]) =>
        !(foreign && (CREDENTIALS.has(name) || holdsPlaceholder(value))) && !(toGet && ABOUT_BODY.test(name)),
    ),
    body: toGet ? new Uint8Array() : request.body,
  };
}

function destination(location: string, base: URL): Pick<HttpRequest, 'url' | 'target'> {
  try {
    return parseUrl(location, base);
  } catch {
    throw new HttpFailure(
      'redirect-refused',
      'the server redirects to something that is no http or https URL',
    );
  }
}
