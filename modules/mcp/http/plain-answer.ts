import type { IncomingHttpHeaders } from 'node:http';
import type { AuthInfo, McpHttpHandler } from '@modelcontextprotocol/server';
import type { Frame } from './frame.js';

export interface PlainCall {
  readonly frame: Frame;
  readonly headers: IncomingHttpHeaders;
  readonly authInfo: AuthInfo;
  readonly signal: AbortSignal;
}

export interface PlainAnswer {
  readonly status: number;
  /** One JSON document; empty after a notification. */
  readonly text: string;
}

/** The handler sees no more of where it is served. */
const ADDRESS = 'http://localhost/api/v1/mcp/';

/**
 * The answer to one frame as a single JSON document. The SDK answers clients of the older era with a stream of one event, and
 * refuses those that accept none: so it is asked for one, and its last event is the answer.
 */
export async function answerPlainly(handler: McpHttpHandler, call: PlainCall): Promise<PlainAnswer> {
  const { frame, authInfo, signal } = call;
  const body = JSON.stringify(frame);
  const request = new Request(ADDRESS, { method: 'POST', headers: headersOf(call), body, signal });
  const response = await handler.fetch(request, { authInfo, parsedBody: frame });
  const text = await response.text();
  if (text === '') return { status: response.status, text };
  const isStream = response.headers.get('content-type')?.includes('text/event-stream') === true;
  return { status: 200, text: isStream ? lastEventOf(text) : text };
}

function headersOf({ headers }: PlainCall): Headers {
  const sent = new Headers({
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  });
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('mcp-') && typeof value === 'string') sent.set(name, value);
  return sent;
}

function lastEventOf(stream: string): string {
  const lines = stream.split('\n').filter((line) => line.startsWith('data:'));
  return (lines.at(-1) ?? '').slice('data:'.length).trim();
}
