import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { selfSigned } from './certificate.js';
import { failureOf } from './fixture.js';
import { exactly, rules, senderWith } from './http-host.js';

const { key, cert } = selfSigned('api.example.org');
let server: Server;
let port: number;
let asked: unknown[] = [];

beforeAll(async () => {
  server = createServer({ key, cert }, (request, response) => {
    asked.push([(request.socket as TLSSocket).servername, request.headers.host]);
    if (request.url === '/down')
      response.writeHead(302, { location: `http://api.example.org:${port}/` }).end();
    else response.end('secure');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => void server.close());

function sender(name: string, ca?: string) {
  const target = `${name}:${port}`;
  asked = [];
  const policy = { allowPrivate: exactly(target), resolve: () => Promise.resolve(['127.0.0.1']) };
  const send = senderWith(ca ? { ...policy, ca } : policy, { hosts: rules(target) });
  return (path = '/') => send(`https://${target}${path}`);
}

describe('a request over https', () => {
  it('goes to the checked address, and asks for the certificate of the name', async () => {
    expect(await sender('api.example.org', cert)()).toMatchObject({ status: 200, body: 'secure' });
    expect(asked).toEqual([['api.example.org', `api.example.org:${port}`]]);
  });

  it.each([
    ['of another name', 'other.example.org', cert],
    ['that nobody vouches for', 'api.example.org', undefined],
  ])('does not accept a certificate %s', async (_, name, ca) => {
    expect(await failureOf(sender(name, ca)())).toMatchObject({ code: 'connection-failed' });
    expect(asked).toEqual([]);
  });

  it('does not accept one either when the environment says so', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await failureOf(sender('api.example.org')())).toMatchObject({ code: 'connection-failed' });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it('is not redirected to http', async () => {
    const error = await failureOf(sender('api.example.org', cert)('/down'));
    expect(error).toMatchObject({ code: 'redirect-refused' });
  });
});
