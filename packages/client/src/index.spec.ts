import { describe, expect, it } from '@jest/globals';
import { createClient, IceError, type ExecutionEvent } from './index.js';

type Answer = Response | Error;

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  header(name: string): string | null;
}

/** A client whose server gives these answers, one for each request, and the requests it was sent. */
function clientOver(...answers: Answer[]) {
  const sent: Sent[] = [];
  const client = createClient({
    url: 'http://server.test/',
    token: 'secret',
    fetch: async (input, init = {}) => {
      sent.push({
        url: input as string,
        init,
        header: (name) => new Headers(init.headers).get(name),
      });
      const answer = answers.shift() ?? new Error('no more answers');
      if (answer instanceof Error) throw answer;
      return Promise.resolve(answer);
    },
  });
  return { client, sent };
}

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });

async function errorOf(promise: Promise<unknown>): Promise<IceError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof IceError) return error;
  throw new Error(`not an IceError: ${String(error)}`);
}

describe('a call', () => {
  it('puts values into path and query, encoded, and sends the token', async () => {
    const { client, sent } = clientOver(json({ items: [] }));
    await client.call('packagesVersions', { path: { namespace: 'a/b', name: 'c d' } });
    expect(sent[0]?.url).toBe('http://server.test/api/v1/packages/a%2Fb/c%20d');
    expect(sent[0]?.header('authorization')).toBe('Bearer secret');
    expect(sent[0]?.init.method).toBe('GET');
  });

  it('sends a body as JSON, and leaves out of the query what is undefined', async () => {
    const { client, sent } = clientOver(json({}), json({}));
    await client.call('keysRevoke', { path: { fingerprint: 'f' }, body: { reason: 'lost' } });
    await client.call('packagesList', { query: { limit: 3 } });
    expect(sent[0]?.init.body).toBe('{"reason":"lost"}');
    expect(sent[0]?.header('content-type')).toBe('application/json');
    expect(sent[1]?.url).toBe('http://server.test/api/v1/packages?limit=3');
  });

  it('gives bytes as they came', async () => {
    const { client } = clientOver(new Response('{ "a":1.0 }'));
    const bytes = await client.bytes('contentManifest', { path: { digest: 'd' } });
    expect(new TextDecoder().decode(bytes)).toBe('{ "a":1.0 }');
  });

  it('turns a problem document into an error with everything it says', async () => {
    const problem = {
      type: 'urn:iceos:problem:version-exists',
      title: 'Conflict',
      status: 409,
      detail: 'It is there.',
      code: 'version-exists',
      hint: 'Raise the version.',
      instance: '/x',
      request_id: 'r-1',
      retryable: false,
      errors: [{ pointer: '/version', code: 'taken', detail: 'taken', fix: 'another' }, 'junk'],
      stage: 'version',
      subject: 'a/b@1.0.0',
    };
    const { client } = clientOver(json(problem, 409));
    const error = await errorOf(client.call('identityWhoAmI'));
    expect(error).toMatchObject({
      status: 409,
      code: 'version-exists',
      message: 'It is there.',
      hint: 'Raise the version.',
      requestId: 'r-1',
      retryable: false,
      data: { stage: 'version', subject: 'a/b@1.0.0' },
    });
    expect(error.errors).toEqual([{ pointer: '/version', code: 'taken', detail: 'taken', fix: 'another' }]);
  });

  it.each([
    ['a page of a proxy', new Response('<html>', { status: 502 }), 502, 'http-502', true],
    ['an empty refusal', new Response('', { status: 403 }), 403, 'http-403', false],
    ['a list', json([1], 500), 500, 'http-500', false],
    [
      'a problem with members of other types',
      json({ code: 3, errors: 'x', detail: [] }, 400),
      400,
      'http-400',
      false,
    ],
    ['success that is not JSON', new Response('<html>'), 200, 'answer-malformed', false],
    [
      'no server',
      new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
      0,
      'server-unreachable',
      true,
    ],
    [
      'an answer too late',
      Object.assign(new Error('late'), { name: 'TimeoutError' }),
      0,
      'server-timeout',
      true,
    ],
  ])('is an error after %s', async (_, answer, status, code, retryable) => {
    const error = await errorOf(clientOver(answer).client.call('identityWhoAmI'));
    expect([error.status, error.code, error.retryable]).toEqual([status, code, retryable]);
  });

  it('says when to try again', async () => {
    const { client } = clientOver(json({ code: 'limited', detail: 'x' }, 429, { 'retry-after': '7' }));
    expect(await errorOf(client.call('identityWhoAmI'))).toMatchObject({ retryAfter: 7, retryable: true });
  });

  it('stops reading an answer that is too large', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const { client } = clientOver(new Response(endless));
    const call = client.bytes('contentBlob', { path: { digest: 'd' } }, { maxBytes: 10_000 });
    expect(await errorOf(call)).toMatchObject({ code: 'answer-malformed' });
    expect(pulled).toBeLessThan(20);
  });
});

describe('publishing', () => {
  const publication = {
    namespace: 'n',
    name: 'p',
    version: '1.0.0',
    manifest: new TextEncoder().encode('{}'),
    archive: new Uint8Array(200_000),
    visibility: 'public' as const,
  };

  it('sends manifest and archive as a form', async () => {
    const { client, sent } = clientOver(json({ created: true }, 201));
    expect(await client.publish(publication)).toEqual({ created: true });
    expect(sent[0]?.url).toBe('http://server.test/api/v1/packages/n/p/1.0.0?visibility=public');
    const form = sent[0]?.init.body as FormData;
    expect(await (form.get('manifest') as File).text()).toBe('{}');
    expect((form.get('archive') as File).size).toBe(200_000);
  });

  it('tells how far it is, up to the last byte', async () => {
    const { client, sent } = clientOver(json({ created: true }));
    const told: [number, number][] = [];
    await client.publish(publication, { onProgress: (done, total) => told.push([done, total]) });
    const form = await new Response(sent[0]?.init.body as ReadableStream, {
      headers: { 'content-type': sent[0]?.header('content-type') ?? '' },
    }).formData();
    expect((form.get('archive') as File).size).toBe(200_000);
    expect(told.length).toBeGreaterThan(2);
    expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
  });
});

describe('following an execution', () => {
  const frame = (seq: number, event = 'node.completed') =>
    `id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify({ seq, event, node_id: null, payload: {}, ts: 't' })}\n\n`;
  const stream = (...frames: string[]) =>
    new Response(frames.join(''), { headers: { 'content-type': 'text/event-stream' } });

  async function collect(events: AsyncIterable<ExecutionEvent>): Promise<number[]> {
    const seen: number[] = [];
    for await (const { seq } of events) seen.push(seq);
    return seen;
  }

  it('ends with the last event, not with the connection', async () => {
    const { client, sent } = clientOver(
      stream('retry: 2000\n\n', frame(1), frame(2)),
      json({ status: 'running' }),
      stream(frame(3), frame(4, 'workflow.completed')),
    );
    expect(await collect(client.follow('e'))).toEqual([1, 2, 3, 4]);
    expect(sent.map(({ header }) => header('last-event-id'))).toEqual(['0', null, '2']);
  });

  it('gives each event once, whatever is sent again', async () => {
    const { client } = clientOver(
      stream(frame(1), frame(1), frame(2), frame(1), frame(3, 'workflow.completed')),
    );
    expect(await collect(client.follow('e'))).toEqual([1, 2, 3]);
  });

  it('goes on after a connection that broke, and says so', async () => {
    let broken = 0;
    const { client } = clientOver(
      stream(frame(1)),
      new TypeError('fetch failed'),
      json({ code: 'busy', detail: 'x' }, 503),
      stream(frame(2, 'workflow.completed')),
    );
    expect(await collect(client.follow('e', { onReconnect: () => broken++ }))).toEqual([1, 2]);
    expect(broken).toBe(2);
  });

  it('ends when the execution ended without a last event', async () => {
    const { client } = clientOver(stream(), json({ status: 'failed' }));
    expect(await collect(client.follow('e'))).toEqual([]);
  });

  it('does not try again what was refused', async () => {
    const { client, sent } = clientOver(json({ code: 'execution-not-found', detail: 'x' }, 404));
    expect(await errorOf(collect(client.follow('e')))).toMatchObject({ code: 'execution-not-found' });
    expect(sent).toHaveLength(1);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { client } = clientOver(stream(frame(1)), json({ status: 'running' }));
    const events = client.follow('e', { signal: stop.signal });
    await events.next();
    stop.abort();
    expect(await errorOf(events.next())).toMatchObject({ code: 'canceled' });
  });

  it('gives up when nothing was heard for as long as it may wait', async () => {
    const refused = Array.from({ length: 50 }, () => new TypeError('fetch failed'));
    const { client } = clientOver(...refused);
    expect(await errorOf(collect(client.follow('e', { patienceMs: 300 })))).toMatchObject({
      code: 'server-unreachable',
    });
  });
});
