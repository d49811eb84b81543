import { beforeAll, describe, expect, it } from '@jest/globals';
import { call } from '../harness/api.js';
import { type SharedServer, sharedServer } from '../harness/shared-server.js';

describe('health and meta', () => {
  let server: SharedServer;
  beforeAll(async () => {
    server = await sharedServer();
  }, 300_000);

  it('is alive at /livez and /healthz', async () => {
    for (const path of ['/livez', '/healthz']) {
      expect(await call(server, 'GET', path)).toMatchObject({ status: 200, body: { status: 'live' } });
    }
    expect(await call(server, 'GET', '/health')).toMatchObject({ status: 200, body: { ok: true } });
  });

  it('names each dependency and the applied migration head at /readyz', async () => {
    const { status, body } = await call(server, 'GET', '/readyz');
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, status: 'ready', checks: { startup: { status: 'ok' } } });
    expect(body.checks.database).toMatchObject({
      status: 'ok',
      migration_head: body.checks.database.expected_head,
    });
    expect(body.checks.database.migration_head).toMatch(/^[A-Z]\w+\d{13}$/);
    expect(body.checks.database.durability).toMatch(/acknowledged writes/);
  });

  it('says which version it is', async () => {
    const { body } = await call(server, 'GET', '/api/v1/meta/version');
    expect(body).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      git_sha: 'unknown',
      build_time: 'unknown',
    });
    const root = await call(server, 'GET', '/');
    expect(root.body).toEqual({ message: 'iceOS', version: body.version, docs: '/docs' });
  });

  it('serves the OpenAPI document under an ETag, and a page to read it', async () => {
    const first = await call(server, 'GET', '/openapi.json');
    expect(first.body.openapi).toBe('3.1.0');
    const tag = first.headers.get('etag')!;
    const second = await call(server, 'GET', '/openapi.json', { headers: { 'if-none-match': tag } });
    expect(second.status).toBe(304);
    const page = await call(server, 'GET', '/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const [, path] of String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await call(server, 'GET', path!)).status).toBe(200);
    }
    expect((await call(server, 'GET', '/docs/package.json')).status).toBe(422);
  });

  it('serves both spellings of an address, and HEAD for every GET', async () => {
    for (const path of ['/api/v1/meta/version', '/api/v1/meta/version/']) {
      expect((await call(server, 'GET', path)).status).toBe(200);
      const head = await call(server, 'HEAD', path);
      expect([head.status, head.body]).toEqual([200, '']);
    }
  });
});
