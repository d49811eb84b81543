import type { HostApi, HttpRequest, HttpResponse } from '../authoring/host.js';
import { ToolError } from '../authoring/tool-error.js';
import { text } from './text.js';
import { decodeUtf8, encodeUtf8 } from './utf8.js';

type Headers = [name: string, value: string][];

/** `iceos:host/http` as the component imports it. */
export interface RawHttp {
  send(
    method: string,
    url: string,
    headers: Headers,
    body: Uint8Array,
  ): { readonly status: number; readonly headers: Headers; readonly body: Uint8Array };
}

/** `host.http` over what the component imports; `guard` refuses calls for which there is no host yet. */
export function httpOver(raw: RawHttp, guard: () => void): HostApi['http'] {
  return {
    fetch(url, request = {}) {
      guard();
      const address = text(url, 'url');
      const { method, headers, body } = prepared(request);
      try {
        return responseOf(raw.send(method, address, headers, body));
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

function prepared({ method, headers = {}, body, json }: HttpRequest) {
  const list: Headers = Object.entries(headers).map(([name, value]) => [
    text(name, 'The name of a header'),
    text(value, `The header ${name}`),
  ]);
  const content = json === undefined ? body : JSON.stringify(json);
  if (json !== undefined && !list.some(([name]) => name.toLowerCase() === 'content-type')) {
    list.push(['content-type', 'application/json']);
  }
  return {
    method: text(method ?? (content === undefined ? 'GET' : 'POST'), 'method').toUpperCase(),
    headers: list,
    body: bytesOf(content),
  };
}

function bytesOf(content: string | Uint8Array | undefined): Uint8Array {
  if (content === undefined) return new Uint8Array();
  if (content instanceof Uint8Array) return content;
  return encodeUtf8(text(content, 'body'));
}

function responseOf({ status, headers, body }: ReturnType<RawHttp['send']>): HttpResponse {
  const byName: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) byName[name] = name in byName ? `${byName[name]}, ${value}` : value;
  const read = (): string => decodeUtf8(body);
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: byName,
    body,
    text: read,
    json() {
      try {
        return JSON.parse(read()) as unknown;
      } catch {
        throw new ToolError('http-no-json', `The response with the status ${status} is not JSON.`);
      }
    },
  };
}

/** Failures that another attempt may not meet. */
const PASSING = new Set(['connection-failed', 'timeout', 'host-not-found']);

/** The host says `code: reason`. */
function failureOf(error: unknown): ToolError {
  const { payload } = error as { payload?: unknown };
  const said = typeof payload === 'string' ? payload : error instanceof Error ? error.message : String(error);
  const [, code = 'failed', reason = said] = /^([a-z-]+): (.*)$/s.exec(said) ?? [];
  return new ToolError(`http-${code}`, reason, { retryable: PASSING.has(code) });
}
