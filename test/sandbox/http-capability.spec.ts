import { gzipSync } from 'node:zlib';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { HostSecrets } from '@iceos/runtime/capabilities';
import { failureOf } from './fixture.js';
import { exactly, listen, rules, senderWith, type Listener } from './http-host.js';

const CANARY = 'canary-7Qx+2Lr/9"w';
const open: { close(): unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function host(...args: Parameters<typeof listen>): Promise<Listener & { name: string; url: string }> {
  const listener = await listen(...args);
  open.push(listener);
  const name = `127.0.0.1:${listener.port}`;
  return { ...listener, name, url: `http://${name}/` };
}

/** Everything that is named is allowed, and is on this machine. */
function sender(names: readonly string[], more: Parameters<typeof senderWith>[1] = {}, limits = {}) {
  return senderWith({ allowPrivate: exactly(...names), limits }, { hosts: rules(...names), ...more });
}

const codeOf = async (work: Promise<unknown>) => (await failureOf(work)) as { code?: string };

describe('a request', () => {
  it('arrives as it was made, with what the host adds and nothing else', async () => {
    const to = await host((_, response) =>
      response.writeHead(201, { 'x-a': ['1', '2'], connection: 'keep-alive' }).end('grüße'),
    );
    const answer = await sender([to.name])(`${to.url}p?q=ü#fragment`, {
      method: 'POST',
      headers: [['X-Own', 'a b']],
      body: 'body',
    });
    expect(answer).toMatchObject({ status: 201, body: 'grüße' });
    expect(answer.headers.filter(([name]) => name === 'x-a')).toEqual([
      ['x-a', '1'],
      ['x-a', '2'],
    ]);
    expect(answer.headers.map(([name]) => name)).not.toContain('connection');
    expect(to.asked).toEqual([
      {
        method: 'POST',
        url: '/p?q=%C3%BC',
        body: 'body',
        headers: {
          host: to.name,
          'accept-encoding': 'identity',
          'user-agent': 'iceos',
          'content-length': '4',
          'x-own': 'a b',
          connection: 'close',
        },
      },
    ]);
  });

  it('has a connection of its own', async () => {
    const to = await host();
    const send = sender([to.name]);
    for (let round = 0; round < 3; round++) await send(to.url);
    expect(to.connections()).toBe(3);
  });

  it('asks no proxy of the environment', async () => {
    const [to, proxy] = [await host(), await host()];
    const before = { ...process.env };
    Object.assign(process.env, {
      http_proxy: proxy.url,
      HTTP_PROXY: proxy.url,
      ALL_PROXY: proxy.url,
      NODE_USE_ENV_PROXY: '1',
    });
    try {
      expect(await sender([to.name])(to.url)).toMatchObject({ status: 200 });
    } finally {
      for (const name of ['http_proxy', 'HTTP_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
    expect(proxy.connections()).toBe(0);
  });

  it.each<[what: string, request: Parameters<ReturnType<typeof senderWith>>[1]]>([
    ['another method', { method: 'CONNECT' }],
    ['TRACE', { method: 'TRACE' }],
    ['a method with a line break', { method: 'GET\r\nX: y' }],
    ['a method in lower case', { method: 'get' }],
    ['a body in a GET', { body: 'x' }],
    ['a header name with a line break', { headers: [['x\r\ny', 'z']] }],
    ['a header name that is empty', { headers: [['', 'z']] }],
    ['a header name with a colon', { headers: [['x:', 'z']] }],
    ['a header value with a line break', { headers: [['x', 'y\r\nhost: inside']] }],
    ['a header value with a line feed', { headers: [['x', 'y\nz']] }],
    ['a header value with a NUL', { headers: [['x', 'y\0']] }],
    ['a header value beyond ASCII', { headers: [['x', 'y\u010a']] }],
    ...[
      'Host',
      'CONNECTION',
      'Content-Length',
      'Transfer-Encoding',
      'Upgrade',
      'Expect',
      'TE',
      'Trailer',
      'Keep-Alive',
      'Accept-Encoding',
      'Proxy-Authorization',
      'X-Forwarded-For',
      'Forwarded',
      'Via',
      'Sec-Fetch-Site',
    ].map((name): [string, { headers: [string, string][] }] => [
      `the header ${name}`,
      { headers: [[name, 'x']] },
    ]),
    ['too many headers', { headers: Array.from({ length: 101 }, () => ['x', 'y'] as [string, string]) }],
  ])('with %s is refused before anything is connected', async (_, request) => {
    const to = await host();
    expect(await codeOf(sender([to.name])(to.url, request))).toMatchObject({ code: 'request-invalid' });
    expect(to.connections()).toBe(0);
  });

  it('goes only to hosts that the manifest and the cluster both name', async () => {
    const to = await host();
    expect(await codeOf(senderWith({ allowPrivate: exactly(to.name) })(to.url))).toMatchObject({
      code: 'host-not-allowed',
    });
    const narrow = senderWith(
      { allowPrivate: exactly(to.name), hosts: rules('example.org') },
      { hosts: rules(to.name) },
    );
    expect(await codeOf(narrow(to.url))).toMatchObject({ code: 'host-not-allowed' });
    expect(to.connections()).toBe(0);
  });

  it('may only be so large', async () => {
    const to = await host();
    const send = sender([to.name], {}, { requestBytes: 10 });
    expect(await codeOf(send(to.url, { method: 'PUT', body: 'x'.repeat(11) }))).toMatchObject({
      code: 'request-too-large',
    });
    expect(await codeOf(send(to.url, { headers: [['x', 'y'.repeat(20_000)]] }))).toMatchObject({
      code: 'request-too-large',
    });
    expect(to.connections()).toBe(0);
    expect(await send(to.url, { method: 'PUT', body: 'x'.repeat(10) })).toMatchObject({ status: 200 });
  });
});

describe('a response', () => {
  it('that does not end is cut off when it is too large', async () => {
    const closed = Promise.withResolvers<void>();
    const to = await host((_, response) => {
      const flood = setInterval(() => response.write('x'.repeat(1000)), 1);
      response.on('close', () => {
        clearInterval(flood);
        closed.resolve();
      });
    });
    const send = sender([to.name], {}, { responseBytes: 10_000 });
    expect(await codeOf(send(to.url))).toMatchObject({ code: 'response-too-large' });
    await closed.promise;
  });

  it('with too many headers is refused', async () => {
    const to = await host((_, response) =>
      response.writeHead(200, { 'x-long': 'y'.repeat(40_000) }).end('x'),
    );
    expect(await codeOf(sender([to.name])(to.url))).toMatchObject({ code: 'response-too-large' });
  });

  it('that is compressed is refused', async () => {
    const to = await host((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000))),
    );
    expect(await codeOf(sender([to.name])(to.url))).toMatchObject({ code: 'response-encoded' });
  });

  it('that does not come in time ends the request', async () => {
    const to = await host(() => undefined);
    const error = await codeOf(sender([to.name], {}, { timeoutMs: 100 })(to.url));
    expect(error).toMatchObject({ code: 'timeout' });
  });

  it('that is waited for ends with the call', async () => {
    const over = new AbortController();
    const closed = Promise.withResolvers<void>();
    const to = await host((_, response) => {
      response.on('close', () => closed.resolve());
      over.abort();
    });
    expect(await codeOf(sender([to.name], { signal: over.signal })(to.url))).toMatchObject({
      code: 'canceled',
    });
    await closed.promise;
  });

  it.each([
    ['nothing', ''],
    ['no HTTP', 'SSH-2.0-server\r\n'],
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ])('of %s is a failed connection', async (_, text) => {
    const server = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(text));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const name = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const error = await codeOf(sender([name])(`http://${name}/`));
    expect(error).toMatchObject({ code: 'connection-failed' });
    expect((error as Error).message).not.toContain('127.0.0.1');
  });
});

describe('a redirect', () => {
  const redirecting = (status: number, location: () => string) =>
    host((request, response) => {
      if (request.url === '/') response.writeHead(status, { location: location() }).end('moved');
      else response.end('there');
    });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ])('with %i makes a %s a %s', async (status, method, then) => {
    const from = await redirecting(status, () => '/next');
    const body = method === 'HEAD' ? '' : 'body';
    await sender([from.name])(from.url, {
      method,
      headers: [
        ['content-type', 'text/plain'],
        ['x-own', '1'],
      ],
      body,
    });
    const [, second] = from.asked;
    expect(second).toMatchObject({ method: then, url: '/next', headers: { 'x-own': '1' } });
    const kept = then === method;
    expect([second!.body, second!.headers['content-type']]).toEqual(
      kept ? [body, 'text/plain'] : ['', undefined],
    );
  });

  it('to another origin takes no credentials along, and one to the same origin does', async () => {
    const to = await host();
    let location = to.url;
    const from = await redirecting(302, () => location);
    const secrets: HostSecrets = new Map([['KEY', { value: CANARY, hosts: rules(from.name, to.name) }]]);
    const send = sender([from.name, to.name], { secrets });
    const headers: [string, string][] = [
      ['authorization', 'Basic abc'],
      ['cookie', 'a=b'],
      ['x-key', '{{secret:KEY}}'],
      ['x-own', '1'],
    ];
    await send(from.url, { headers });
    const { authorization, cookie, 'x-key': key, 'x-own': own } = to.asked[0]!.headers;
    expect([authorization, cookie, key, own]).toEqual([undefined, undefined, undefined, '1']);
    location = '/next';
    await send(from.url, { headers });
    expect(from.asked.at(-1)!.headers).toMatchObject({ cookie: 'a=b', 'x-key': CANARY });
  });

  it('is followed only so often', async () => {
    const from = await host((_, response) => response.writeHead(302, { location: '/' }).end());
    expect(await codeOf(sender([from.name], {}, { redirects: 3 })(from.url))).toMatchObject({
      code: 'too-many-redirects',
    });
    expect(from.asked).toHaveLength(4);
  });

  it('without a place is the response', async () => {
    const from = await host((_, response) => response.writeHead(304).end());
    expect(await sender([from.name])(from.url)).toMatchObject({ status: 304 });
  });
});

describe('a secret', () => {
  const echo = () =>
    host((request, response) => {
      const key = String(request.headers['x-key']);
      const forms = [
        key,
        key.toUpperCase(),
        JSON.stringify(key),
        encodeURIComponent(key),
        ...['', 'u', 'u:'].map((before) => Buffer.from(`${before}${key}`).toString('base64')),
        Buffer.from(`${key}tail`).toString('base64url'),
        Buffer.from(key).toString('hex'),
      ];
      response.writeHead(200, { 'x-echo': key }).end(forms.join('\n'));
    });
  const headers: [string, string][] = [['x-key', 'Bearer {{secret:KEY}}']];

  it('is put in by the host, and hidden in what comes back', async () => {
    const to = await echo();
    const sent: unknown[] = [];
    const secrets: HostSecrets = new Map([['KEY', { value: CANARY, hosts: rules(to.name) }]]);
    const send = sender([to.name], { secrets, onSent: (each) => sent.push(each) });
    const answer = await send(to.url, { headers });
    expect(to.asked[0]!.headers['x-key']).toBe(`Bearer ${CANARY}`);
    const said = JSON.stringify([answer, sent]);
    const whole = Buffer.from(CANARY);
    for (const form of [CANARY, encodeURIComponent(CANARY), whole.toString('hex'), 'canary']) {
      expect(said.toLowerCase()).not.toContain(form.toLowerCase());
    }
    // No line of base64 decodes to a part of it that is worth having.
    for (const line of answer.body.split('\n')) {
      expect(Buffer.from(line.replaceAll('[secret]', ''), 'base64').toString('latin1')).not.toContain(
        'Qx+2Lr',
      );
    }
    expect(answer.headers).toContainEqual(['x-echo', 'Bearer [secret]']);
  });

  it.each<[what: string, secrets: (name: string) => HostSecrets, value: string]>([
    ['that the call was not granted', () => new Map(), '{{secret:KEY}}'],
    [
      'for another host',
      () => new Map([['KEY', { value: CANARY, hosts: rules('example.org') }]]),
      '{{secret:KEY}}',
    ],
    [
      'for another port',
      (name) => new Map([['KEY', { value: CANARY, hosts: rules(name.replace(/\d+$/, '1')) }]]),
      '{{secret:KEY}}',
    ],
    [
      'that is written otherwise',
      (name) => new Map([['KEY', { value: CANARY, hosts: rules(name) }]]),
      '{{secret:KEY} }',
    ],
  ])('%s stops the request', async (_, secrets, value) => {
    const to = await echo();
    const send = sender([to.name], { secrets: secrets(to.name) });
    const error = await codeOf(send(to.url, { headers: [['x-key', value]] }));
    expect(error).toMatchObject({ code: 'secret-not-granted' });
    expect((error as Error).message).not.toContain(CANARY);
    expect(to.connections()).toBe(0);
  });

  it('does not go over http to the outside', async () => {
    const secrets: HostSecrets = new Map([['KEY', { value: CANARY, hosts: rules('example.org') }]]);
    const send = senderWith(
      { resolve: () => Promise.reject(new Error('must not be asked')) },
      { hosts: rules('example.org'), secrets },
    );
    expect(await codeOf(send('http://example.org/', { headers }))).toMatchObject({
      code: 'secret-not-granted',
    });
    expect(await codeOf(send('https://example.org/', { headers }))).toMatchObject({
      code: 'host-not-found',
    });
  });

  it('stays hidden when a server puts it into the place of a redirect', async () => {
    const to = await host((request, response) =>
      response.writeHead(302, { location: `http://${String(request.headers['x-key'])}.example.org/` }).end(),
    );
    const value = 'canary-in-a-name';
    const secrets: HostSecrets = new Map([['KEY', { value, hosts: rules(to.name) }]]);
    const sent: unknown[] = [];
    const send = sender([to.name], { secrets, onSent: (each) => sent.push(each) });
    const error = await codeOf(send(to.url, { headers: [['x-key', '{{secret:KEY}}']] }));
    expect(error).toMatchObject({ code: 'redirect-refused' });
    expect(JSON.stringify([(error as Error).message, sent])).not.toContain('canary');
  });
});
