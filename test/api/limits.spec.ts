import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call } from '../harness/api.js';
import { startServer, type TestServer } from '../harness/start-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    env: {
      ICE_RATE_MAX_REQUESTS: '5',
      ICE_RATE_WINDOW_SECONDS: '2',
      ICE_RATE_MAX_WRONG_TOKENS: '60',
      TRUSTED_HOSTS: '127.0.0.1,*.example.org,studio.test',
      CORS_ORIGINS: 'https://studio.example.org',
      ICEOS_ENABLE_METRICS: '1',
      OPENAPI_PUBLIC: '0',
      ICE_API_TOKEN: `master-${randomBytes(12).toString('hex')}`,
      GIT_COMMIT_SHA: 'abc123',
    },
  });
}, 300_000);
afterAll(() => server.stop(), 60_000);

const identity = (token = server.ownerToken) => call(server, 'GET', '/api/v1/identity', { token });

describe('the rate limit', () => {
  it('lets a token make so many requests in a window, and then names when the next may come', async () => {
    await new Promise((resolve) => setTimeout(resolve, 2100));
    for (let left = 4; left >= 0; left--) {
      const { status, headers } = await identity();
      expect(status).toBe(200);
      expect(headers.get('ratelimit-policy')).toBe('"default";q=5;w=2');
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${left};t=[12]$`));
    }
    const refused = await identity();
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited', retryable: true } });
    const wait = Number(refused.headers.get('retry-after'));
    expect([1, 2]).toContain(wait);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    expect((await identity()).status).toBe(200);
  });

  it('does not count probes', async () => {
    for (let i = 0; i < 20; i++) expect((await call(server, 'GET', '/readyz')).status).toBe(200);
  });

  it('stops an address that guesses tokens, and never the right tokens of that address', async () => {
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const { body } = await call(server, 'POST', '/api/v1/tokens/', {
      token: server.ownerToken,
      body: { scopes: [] },
    });
    const guess = () => identity(`ice_${randomBytes(32).toString('base64url')}`);
    const codes: string[] = [];
    for (let i = 0; i < 65; i++) codes.push((await guess()).body.code);
    expect(codes.filter((code) => code === 'token-invalid')).toHaveLength(60);
    expect(codes.slice(60)).toEqual(Array.from({ length: 5 }, () => 'rate-limited'));
    expect((await identity()).status).toBe(200);
    expect((await identity(body.token)).status).toBe(200);
  });
});

describe('the Host header', () => {
  const ask = (host: string, path = '/api/v1/identity') =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      request({ hostname, port, path, headers: { host } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode!));
      })
        .on('error', reject)
        .end();
    });

  it.each(['127.0.0.1', '127.0.0.1:8000', 'a.example.org', 'a.b.example.org:443', 'STUDIO.test'])(
    '%s is trusted',
    async (host) => {
      expect(await ask(host)).toBe(401);
    },
  );

  it.each([
    'evil.org',
    'example.org',
    'badexample.org',
    'studio.test.evil.org',
    '127.0.0.1.evil.org',
    'localhost',
  ])('%s is refused, but for probes', async (host) => {
    expect(await ask(host)).toBe(400);
    expect(await ask(host, '/nowhere')).toBe(400);
    expect(await ask(host, '/livez')).toBe(200);
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    call(server, 'OPTIONS', '/api/v1/identity', {
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });

  it('lets in the listed origin, without credentials', async () => {
    const { headers } = await preflight('https://studio.example.org');
    expect(headers.get('access-control-allow-origin')).toBe('https://studio.example.org');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    'null',
    'https://evil.org',
    'http://studio.example.org',
    'https://studio.example.org.evil.org',
    'https://studio.example.org:444',
    'https://xstudio.example.org',
    'https://STUDIO.example.org',
  ])('names no origin to %s', async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('metrics', () => {
  it('are there when they are wanted, with routes but not addresses as labels', async () => {
    await call(server, 'GET', '/api/v1/tokens/secretly');
    const { status, body, headers } = await call(server, 'GET', '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(body).toMatch(
      /^http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/identity"[^}]*\} \d+/m,
    );
    expect(body).not.toContain('secretly');
  });
});

describe('documents', () => {
  it('are not served with OPENAPI_PUBLIC=0', async () => {
    for (const path of ['/openapi.json', '/docs']) expect((await call(server, 'GET', path)).status).toBe(404);
  });
});

it('tells the commit it was built from', async () => {
  expect((await call(server, 'GET', '/api/v1/meta/version')).body.git_sha).toBe('abc123');
});
