import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { type SharedServer, sharedServer } from '../harness/shared-server.js';

let server: SharedServer;
let org: TestOrg;
beforeAll(async () => {
  server = await sharedServer();
}, 300_000);
beforeEach(async () => {
  org = await newOrg(server);
});

const issue = (body: object, token = org.token, headers = {}) =>
  call(server, 'POST', '/api/v1/tokens/', { token, body, headers });
const whoAmI = (token: string, headers = {}) => call(server, 'GET', '/api/v1/identity', { token, headers });

describe('issuing a token', () => {
  it('shows the token once and names it by its SHA-256', async () => {
    const { status, body } = await issue({ scopes: ['runs:read'], ttl_days: 1 });
    expect(status).toBe(201);
    expect(body.token).toMatch(/^ice_[A-Za-z0-9_-]{43}$/);
    expect(body).toMatchObject({
      token_hash: createHash('sha256').update(body.token).digest('hex'),
      org_id: org.id,
      project_id: null,
      user_id: null,
      scopes: ['runs:read'],
    });
    const left = Date.parse(body.expires_at) - Date.now();
    expect(left).toBeGreaterThan(86_000_000);
    expect(left).toBeLessThan(86_500_000);
    const listed = await call(server, 'GET', '/api/v1/tokens/', { token: org.token });
    expect(JSON.stringify(listed.body)).not.toContain(body.token);
    expect(listed.body.items[0]).toMatchObject({ token_hash: body.token_hash, revoked: false });
  });

  it('gives nobody more scopes than his own', async () => {
    const issuer = await org.tokenWith('admin', 'runs:read');
    expect((await issue({ scopes: ['admin', 'runs:read'] }, issuer)).status).toBe(201);
    const excess = await issue({ scopes: ['runs:read', 'runs:write', 'instance'] }, issuer);
    expect(excess).toMatchObject({
      status: 403,
      body: { code: 'scope-excessive', scopes: ['runs:write', 'instance'] },
    });
  });

  it('needs the scope instance for another org, and an org that exists', async () => {
    const other = await newOrg(server);
    expect(await issue({ org_id: other.id, scopes: [] })).toMatchObject({
      status: 403,
      body: { code: 'org-forbidden' },
    });
    expect((await issue({ org_id: other.id, scopes: [] }, server.ownerToken)).status).toBe(201);
    expect(await issue({ org_id: 'nobody-has-this', scopes: [] }, server.ownerToken)).toMatchObject({
      status: 404,
      body: { code: 'org-unknown' },
    });
  });

  it('keeps a bound issuer within his project and user', async () => {
    await call(server, 'POST', '/api/v1/projects', { token: org.token, body: { id: 'p1', name: 'One' } });
    const bound = await issue({ scopes: ['admin'], project_id: 'p1', user_id: 'alice' });
    const issuer = bound.body.token;
    const same = await issue({ scopes: ['admin'] }, issuer);
    expect(same.body).toMatchObject({ project_id: 'p1', user_id: 'alice' });
    expect(await issue({ scopes: [], user_id: 'bob' }, issuer)).toMatchObject({
      status: 403,
      body: { code: 'binding-excessive' },
    });
    expect(await issue({ scopes: [], project_id: 'p2' })).toMatchObject({
      status: 404,
      body: { code: 'project-unknown' },
    });
  });

  it('refuses an expiry in the past, and two of them', async () => {
    const past = await issue({ scopes: [], expires_at: '2020-01-01T00:00:00Z' });
    expect(past).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/expires_at', code: 'in-future' }] },
    });
    const both = await issue({ scopes: [], ttl_days: 1, expires_at: '2099-01-01T00:00:00Z' });
    expect(both).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/expires_at', code: 'one-of' }] },
    });
  });
});

describe('using a token', () => {
  it('tells who it stands for', async () => {
    const { body } = await issue({ scopes: ['runs:read'], user_id: 'alice' });
    expect(await whoAmI(body.token)).toMatchObject({
      status: 200,
      body: {
        org_id: org.id,
        user_id: 'alice',
        scopes: ['runs:read'],
        source: 'stored',
        token_hash: body.token_hash,
      },
    });
  });

  it('without scopes reads its own identity and nothing else', async () => {
    const token = await org.tokenWith();
    expect((await whoAmI(token)).body).toMatchObject({ org_id: org.id, scopes: [] });
    expect(await call(server, 'GET', '/api/v1/tokens/', { token })).toMatchObject({
      status: 403,
      body: { code: 'scope-missing', scopes: ['admin'] },
    });
  });

  it('takes the org from the token: a header that says otherwise is refused', async () => {
    const token = await org.tokenWith();
    expect((await whoAmI(token, { 'x-org-id': org.id })).status).toBe(200);
    expect(await whoAmI(token, { 'x-org-id': 'local' })).toMatchObject({
      status: 403,
      body: { code: 'org-mismatch' },
    });
    const owner = await whoAmI(server.ownerToken, { 'x-org-id': org.id });
    expect(owner.body.code).toBe('org-mismatch');
  });

  it('lets an unbound token act for a user of its org, a bound one for its own only', async () => {
    const free = await whoAmI(await org.tokenWith(), { 'x-user-id': 'alice', 'x-project-id': 'p1' });
    expect(free.body).toMatchObject({ user_id: 'alice', project_id: 'p1' });
    const bound = (await issue({ scopes: [], user_id: 'alice' })).body.token;
    expect((await whoAmI(bound, { 'x-user-id': 'alice' })).status).toBe(200);
    expect((await whoAmI(bound, { 'x-user-id': 'bob' })).body.code).toBe('identity-mismatch');
    expect((await whoAmI(await org.tokenWith(), { 'x-user-id': 'a b' })).body.code).toBe('identity-mismatch');
  });

  it('answers 401 with a challenge when it is missing, malformed, unknown or not a bearer token', async () => {
    const missing = await call(server, 'GET', '/api/v1/identity');
    expect(missing).toMatchObject({ status: 401, body: { code: 'token-missing' } });
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="iceos"');
    const basic = await call(server, 'GET', '/api/v1/identity', { headers: { authorization: 'Basic YTpi' } });
    expect(basic).toMatchObject({
      status: 401,
      body: { code: 'token-missing', detail: 'Missing bearer token' },
    });
    for (const token of [
      'dev-token',
      `ice_${'A'.repeat(43)}`,
      'ice_',
      `${org.token}x`,
      org.token.toUpperCase(),
    ]) {
      const answer = await whoAmI(token);
      expect(answer).toMatchObject({ status: 401, body: { code: 'token-invalid', detail: 'Invalid token' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="iceos", error="invalid_token"');
    }
  });

  it('ends with its expiry', async () => {
    const expires_at = new Date(Date.now() + 1500).toISOString();
    const { body } = await issue({ scopes: [], expires_at });
    expect((await whoAmI(body.token)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    expect((await whoAmI(body.token)).body.code).toBe('token-invalid');
  });
});

describe('revoking a token', () => {
  it.each([
    ['POST', (hash: string) => ['/api/v1/tokens/revoke', { token_hash: hash }] as const],
    ['DELETE', (hash: string) => [`/api/v1/tokens/${hash}`, undefined] as const],
  ])('by %s holds from the answer on, however often it was used', async (method, request) => {
    const { body } = await issue({ scopes: [] });
    for (let i = 0; i < 5; i++) expect((await whoAmI(body.token)).status).toBe(200);
    const [path, payload] = request(body.token_hash);
    expect(await call(server, method, path, { token: org.token, body: payload })).toMatchObject({
      status: 200,
      body: { ok: true },
    });
    expect((await whoAmI(body.token)).status).toBe(401);
    const { items } = (await call(server, 'GET', '/api/v1/tokens/', { token: org.token })).body;
    expect(items.find((item: { token_hash: string }) => item.token_hash === body.token_hash).revoked).toBe(
      true,
    );
  });

  it('never lets a concurrent use outlive it', async () => {
    for (let round = 0; round < 20; round++) {
      const { body } = await issue({ scopes: [] });
      const uses = Array.from({ length: 8 }, () => whoAmI(body.token));
      await call(server, 'DELETE', `/api/v1/tokens/${body.token_hash}`, { token: org.token });
      await Promise.all(uses);
      expect((await whoAmI(body.token)).status).toBe(401);
    }
  });

  it('answers 404 for a token of another org, and leaves it alone', async () => {
    const other = await newOrg(server);
    const { body } = await issue({ scopes: [] });
    expect(
      await call(server, 'DELETE', `/api/v1/tokens/${body.token_hash}`, { token: other.token }),
    ).toMatchObject({
      status: 404,
      body: { code: 'token-unknown' },
    });
    expect((await whoAmI(body.token)).status).toBe(200);
  });
});

describe('listing tokens', () => {
  it('pages through them newest first, without gap or repetition', async () => {
    const hashes: string[] = [];
    for (let i = 0; i < 5; i++)
      hashes.unshift((await issue({ scopes: [], user_id: 'alice' })).body.token_hash);
    const seen: string[] = [];
    let path: string | undefined = '/api/v1/tokens/?limit=2&user_id=alice';
    while (path !== undefined) {
      const page = await call(server, 'GET', path, { token: org.token });
      expect(page.status).toBe(200);
      seen.push(...page.body.items.map((item: { token_hash: string }) => item.token_hash));
      const link = page.headers.get('link');
      expect(link === null).toBe(page.body.next_cursor === null);
      path = link === null ? undefined : /<([^>]+)>; rel="next"/.exec(link)![1];
    }
    expect(seen).toEqual(hashes);
  });

  it('refuses a cursor of another org, of another list, and a forged one', async () => {
    for (let i = 0; i < 2; i++) await issue({ scopes: [] });
    const { next_cursor } = (await call(server, 'GET', '/api/v1/tokens/?limit=1', { token: org.token })).body;
    const other = await newOrg(server);
    const forged = Buffer.from(`${'0'.repeat(16)}["x","y"]`).toString('base64url');
    const attempts = [
      ['/api/v1/tokens/', other.token, next_cursor],
      ['/api/v1/projects', org.token, next_cursor],
      ['/api/v1/tokens/', org.token, forged],
      ['/api/v1/tokens/', org.token, 'AAAA'],
    ] as const;
    for (const [path, token, cursor] of attempts) {
      expect(await call(server, 'GET', `${path}?cursor=${cursor}`, { token })).toMatchObject({
        status: 400,
        body: { code: 'cursor-invalid' },
      });
    }
  });

  it('shows other orgs to the instance only', async () => {
    const other = await newOrg(server);
    const path = `/api/v1/tokens/?org_id=${other.id}`;
    expect((await call(server, 'GET', path, { token: org.token })).body.code).toBe('org-forbidden');
    const all = await call(server, 'GET', path, { token: server.ownerToken });
    expect(all.body.items.map((item: { org_id: string }) => item.org_id)).toEqual([other.id]);
  });
});

describe('Idempotency-Key', () => {
  it('issues one token for many equal requests, and answers each with it', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await issue({ scopes: [], user_id: 'once' }, org.token, key);
    const again = await issue({ user_id: 'once', scopes: [] }, org.token, key);
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const { items } = (await call(server, 'GET', '/api/v1/tokens/?user_id=once', { token: org.token })).body;
    expect(items).toHaveLength(1);
  });

  it('lets exactly one of 20 simultaneous requests act', async () => {
    const key = { 'idempotency-key': `"${randomUUID()}"` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => issue({ scopes: [], user_id: 'race' }, org.token, key)),
    );
    for (const { status, body } of answers) {
      if (status !== 201) expect(body).toMatchObject({ code: 'idempotency-running', retryable: true });
    }
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.token)).size).toBe(
      1,
    );
    const { items } = (await call(server, 'GET', '/api/v1/tokens/?user_id=race', { token: org.token })).body;
    expect(items).toHaveLength(1);
  });

  it('is refused with another body, and means something else to another principal', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await issue({ scopes: [] }, org.token, key);
    expect(await issue({ scopes: ['runs:read'] }, org.token, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    const other = await newOrg(server);
    const theirs = await issue({ scopes: [] }, other.token, key);
    expect(theirs).toMatchObject({ status: 201, body: { org_id: other.id } });
    const badKey = await issue({ scopes: [] }, org.token, { 'idempotency-key': 'a b' });
    expect(badKey.body.code).toBe('idempotency-key-invalid');
  });

  it('lets a request that failed be tried again', async () => {
    const key = { 'idempotency-key': randomUUID() };
    expect((await issue({ scopes: [], project_id: 'later' }, org.token, key)).status).toBe(404);
    await call(server, 'POST', '/api/v1/projects', {
      token: org.token,
      body: { id: 'later', name: 'Later' },
    });
    expect((await issue({ scopes: [], project_id: 'later' }, org.token, key)).status).toBe(201);
  });
});

describe('orgs and projects', () => {
  it('makes an org once, for the instance only', async () => {
    const id = `o-${randomUUID().slice(0, 8)}`;
    const create = (token: string) =>
      call(server, 'POST', '/api/v1/orgs', { token, body: { id, name: 'Org' } });
    expect((await create(org.token)).body).toMatchObject({ code: 'scope-missing', scopes: ['instance'] });
    expect(await create(server.ownerToken)).toMatchObject({ status: 201, body: { id, name: 'Org' } });
    expect(await create(server.ownerToken)).toMatchObject({ status: 409, body: { code: 'org-exists' } });
    expect((await call(server, 'GET', '/api/v1/orgs', { token: org.token })).status).toBe(403);
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await call(server, 'GET', `/api/v1/orgs?limit=50${cursor}`, {
        token: server.ownerToken,
      });
      found.push(...body.items.map((item: { id: string }) => item.id));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(found).toContain(id);
    expect(found).toEqual([...new Set(found)].sort());
  });

  it('keeps the projects of orgs apart', async () => {
    const other = await newOrg(server);
    for (const token of [org.token, other.token]) {
      const made = await call(server, 'POST', '/api/v1/projects', {
        token,
        body: { id: 'same', name: 'Same' },
      });
      expect(made.status).toBe(201);
    }
    const twice = await call(server, 'POST', '/api/v1/projects', {
      token: org.token,
      body: { id: 'same', name: 'Same' },
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'project-exists' } });
    const { items } = (await call(server, 'GET', '/api/v1/projects', { token: org.token })).body;
    expect(items).toEqual([expect.objectContaining({ id: 'same', org_id: org.id })]);
  });
});
