import { EventSourceParserStream } from 'eventsource-parser/stream';
import { errorWithoutAnswer, IceError, malformed } from './errors.js';
import type { Http } from './http.js';

/** A numbered, stored fact about an execution. */
export interface ExecutionEvent {
  readonly seq: number;
  /** `workflow.started`, `node.completed` …; new ones may come, and are to be passed over. */
  readonly event: string;
  readonly node_id: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  /** RFC 3339. */
  readonly ts: string;
}

export interface FollowOptions {
  /** Number of the last event that is known; 0 for none. */
  readonly after?: number;
  readonly signal?: AbortSignal;
  /** How long to go on trying while the server does not answer, in milliseconds; 60,000 by default. */
  readonly patienceMs?: number;
  /** Told when the connection was lost and is tried again. */
  readonly onReconnect?: (error: unknown) => void;
}

const LAST = 'workflow.completed';
const OVER = new Set(['completed', 'failed']);
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
const PATIENCE_MS = 60_000;
const MAX_EVENT_CHARS = 32 * 1024 * 1024;

/**
 * The events of an execution in order, each once, up to the last. A connection that ends without the last event is opened
 * again after the last one received. An execution that ended without events ends the sequence, too. Rejects with an
 * `IceError`.
 */
export async function* follow(
  http: Http,
  id: string,
  { after = 0, signal, patienceMs = PATIENCE_MS, onReconnect }: FollowOptions = {},
): AsyncGenerator<ExecutionEvent, void, void> {
  let last = after;
  let failures = 0;
  for (let heard = Date.now(); ;) {
    try {
      for await (const event of connect(http, id, last, signal)) {
        heard = Date.now();
        failures = 0;
        if (event.seq <= last) continue;
        last = event.seq;
        yield event;
        if (event.event === LAST) return;
      }
      if (await isOver(http, id, signal)) return;
    } catch (error) {
      if (signal?.aborted || !mayRetry(error) || Date.now() - heard > patienceMs) throw error;
      onReconnect?.(error);
    }
    await pause(waitMs(failures++), signal);
  }
}

async function* connect(
  http: Http,
  id: string,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ExecutionEvent, void, void> {
  const path = '/api/v1/executions/{id}/events';
  const headers = { accept: 'text/event-stream', 'last-event-id': String(after) };
  const options = { headers, timeoutMs: Infinity, ...(signal ? { signal } : {}) };
  const response = await http.open('GET', path, { path: { id } }, {}, options);
  const messages = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: MAX_EVENT_CHARS }));
  if (!messages) return;
  const reader = messages.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield parse(next.value.data);
    }
  } catch (error) {
    throw errorWithoutAnswer(http.url, error, Infinity);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(text: string): ExecutionEvent {
  let value: Partial<ExecutionEvent> | null;
  try {
    value = JSON.parse(text) as Partial<ExecutionEvent> | null;
  } catch (cause) {
    throw malformed('The server sent an event that is not JSON.', 200, cause);
  }
  if (typeof value?.seq === 'number' && typeof value.event === 'string') return value as ExecutionEvent;
  throw malformed('The server sent an event without a number.', 200);
}

async function isOver(http: Http, id: string, signal: AbortSignal | undefined): Promise<boolean> {
  const path = '/api/v1/executions/{id}';
  const answer = await http.json('GET', path, { path: { id } }, signal ? { signal } : {});
  return OVER.has(String((answer as { status?: unknown } | undefined)?.status));
}

/** What the server refuses stays refused; a connection that broke, or a server that is busy, is worth another try. */
function mayRetry(error: unknown): boolean {
  return error instanceof IceError && error.retryable;
}

function waitMs(failures: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return longest / 2 + (Math.random() * longest) / 2;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const canceled = () => {
      clearTimeout(timer);
      reject(new IceError(0, 'canceled', 'The call was canceled.'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', canceled);
      resolve();
    }, milliseconds);
    if (signal?.aborted) canceled();
    signal?.addEventListener('abort', canceled, { once: true });
  });
}
