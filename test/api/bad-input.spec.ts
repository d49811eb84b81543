import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { announceBody, call, newOrg, type TestOrg } from '../harness/api.js';
import { type SharedServer, sharedServer } from '../harness/shared-server.js';

let server: SharedServer;
let org: TestOrg;
beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, 300_000);

const TOKENS = '/api/v1/tokens/';
const post = (body: unknown, headers = {}, path = TOKENS) =>
  call(server, 'POST', path, { token: org.token, body, headers });
const tokenCount = async () =>
  (await call(server, 'GET', `${TOKENS}?limit=500`, { token: org.token })).body.items.length as number;

/** Refused with this code, and nothing was stored. */
async function refused(request: () => ReturnType<typeof call>, status: number, code: string) {
  const before = await tokenCount();
  const answer = await request();
  expect(answer).toMatchObject({ status, body: { code, status } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
  expect(await tokenCount()).toBe(before);
  return answer;
}

describe('a JSON body', () => {
  const deep = (levels: number) => `{"scopes":${'['.repeat(levels)}${']'.repeat(levels)}}`;

  it.each([
    ['that is not JSON', '{"scopes":[]', 'json-invalid'],
    ['with a byte order mark', '\uFEFF{"scopes":[]}', 'json-invalid'],
    ['with a trailing comma', '{"scopes":[],}', 'json-invalid'],
    ['nested 65 levels', deep(64), 'json-too-deep'],
    ['nested 100,000 levels', deep(100_000), 'json-too-deep'],
    ['with a duplicate member', '{"scopes":[],"scopes":["admin"]}', 'json-duplicate-member'],
    [
      'with a duplicate member in disguise',
      '{"scopes":[],"sc\\u006fpes":["admin"]}',
      'json-duplicate-member',
    ],
    ['with __proto__', '{"scopes":[],"__proto__":{"admin":true}}', 'json-forbidden-member'],
    ['with __proto__ in disguise', '{"scopes":[],"__pr\\u006fto__":1}', 'json-forbidden-member'],
    ['with constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', 'json-forbidden-member'],
    ['with an endless number', '{"scopes":[],"ttl_days":1e1000}', 'json-number-out-of-range'],
    [
      'with a number of 400 digits',
      `{"scopes":[],"ttl_days":${'9'.repeat(400)}}`,
      'json-number-out-of-range',
    ],
    ['with U+0000', '{"scopes":[],"user_id":"a\\u0000b"}', 'json-forbidden-character'],
    ['with half a surrogate pair', '{"scopes":[],"user_id":"\\ud800"}', 'json-forbidden-character'],
  ])('%s is refused', async (_, body, code) => {
    await refused(() => post(body), 400, code);
  });

  it('that is not UTF-8 is refused', async () => {
    await refused(() => post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400, 'json-not-utf8');
  });

  it('larger than 4 MiB is refused', async () => {
    await refused(() => announceBody(server, TOKENS, org.token, 4 * 1024 * 1024 + 1), 413, 'body-too-large');
  });

  it('may be nested 64 levels, and say what it likes within strings', async () => {
    const odd = await post(
      `{"scopes":[],"user_id":"a","x":${'['.repeat(63)}"{[__proto__\\\\\\""${']'.repeat(63)}}`,
    );
    expect(odd).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/x', code: 'whitelist-validation' }] },
    });
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"scopes"'],
    ['a number', '1'],
    ['true', 'true'],
  ])('that is %s is refused', async (_, body) => {
    const answer = await refused(() => post(body), 422, 'request-invalid');
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });

  it('that is missing is told what it should hold', async () => {
    const answer = await refused(
      () => call(server, 'POST', TOKENS, { token: org.token }),
      422,
      'request-invalid',
    );
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: '/scopes' })]);
  });
});

describe('members of a body', () => {
  it.each([
    ['an unknown one', { scopes: [], admin: true }, '/admin'],
    ['a server field', { scopes: [], created_at: '2020-01-01T00:00:00Z' }, '/created_at'],
    ['a text for a list', { scopes: 'admin' }, '/scopes'],
    ['a list with an unknown item', { scopes: ['root'] }, '/scopes'],
    ['a list with a repetition', { scopes: ['admin', 'admin'] }, '/scopes'],
    ['a list of 1,000', { scopes: Array.from({ length: 1000 }, () => 'admin') }, '/scopes'],
    ['a text for a number', { scopes: [], ttl_days: '10' }, '/ttl_days'],
    ['a fraction for a whole number', { scopes: [], ttl_days: 1.5 }, '/ttl_days'],
    ['a number out of range', { scopes: [], ttl_days: 3651 }, '/ttl_days'],
    ['a negative number', { scopes: [], ttl_days: -1 }, '/ttl_days'],
    ['a list for a text', { scopes: [], user_id: ['alice'] }, '/user_id'],
    ['an object for a text', { scopes: [], user_id: { $ne: '' } }, '/user_id'],
    ['null for a text', { scopes: [], user_id: null }, '/user_id'],
    ['an empty id', { scopes: [], project_id: '' }, '/project_id'],
    ['an id with a quote', { scopes: [], project_id: "a' OR 1=1 --" }, '/project_id'],
    ['an id of 65 characters', { scopes: [], user_id: 'a'.repeat(65) }, '/user_id'],
    ['an org id in capitals', { scopes: [], org_id: 'ACME' }, '/org_id'],
    ['a date that is none', { scopes: [], expires_at: 'tomorrow' }, '/expires_at'],
    ['a date without a zone', { scopes: [], expires_at: '2099-01-01T00:00:00' }, '/expires_at'],
  ])('%s is refused, naming the place', async (_, body, pointer) => {
    const answer = await refused(() => post(body), 422, 'request-invalid');
    expect(answer.body.errors).toEqual([
      expect.objectContaining({
        pointer,
        code: expect.stringMatching(/^[a-z0-9-]+$/),
        detail: expect.any(String),
      }),
    ]);
    expect(answer.body.hint).toMatch(/errors/);
  });

  it('are told all at once', async () => {
    const answer = await refused(
      () => post({ scopes: ['root'], ttl_days: 0, user_id: 1 }),
      422,
      'request-invalid',
    );
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/scopes',
      '/ttl_days',
      '/user_id',
    ]);
  });
});

describe('a query', () => {
  it.each([
    'limit=0',
    'limit=501',
    'limit=ten',
    'limit=1e3',
    'limit=',
    'limit=1&limit=2',
    'limit[a]=1',
    'unknown=1',
    'cursor=',
    'user_id=a%27b',
    'org_id=ACME',
  ])('%s is refused', async (query) => {
    const answer = await call(server, 'GET', `${TOKENS}?${query}`, { token: org.token });
    expect(answer).toMatchObject({ status: 422, body: { code: 'request-invalid' } });
  });
});

describe('an address', () => {
  it.each([
    ['/api/v1/tokens/nothex', 'DELETE', 422, 'request-invalid'],
    [`/api/v1/tokens/${'A'.repeat(64)}`, 'DELETE', 422, 'request-invalid'],
    [`/api/v1/tokens/${'a'.repeat(2000)}`, 'DELETE', 414, 'url-invalid'],
    ['/api/v1/tokens/%00', 'DELETE', 400, 'url-invalid'],
    ['/api/v1/tokens/%ZZ', 'DELETE', 400, 'url-invalid'],
    ['/nowhere', 'GET', 404, 'route-unknown'],
    ['/api/v1/tokens', 'PATCH', 404, 'route-unknown'],
    ['/.env', 'GET', 404, 'route-unknown'],
    ['/docs/..%2f..%2fpackage.json', 'GET', 422, 'request-invalid'],
  ])('%s (%s) is refused with %i %s', async (path, method, status, code) => {
    const answer = await call(server, method, path, { token: org.token });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
});

describe('a media type', () => {
  const BODY = '{"scopes":[]}';

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-7',
    'application/json; charset=utf-8; x=y',
    'application/json, text/plain',
    'application/json\ta',
    'application/json;',
    'application/jsonx',
    'application/vnd.api+json',
    'application/problem+json',
    'text/json',
    'multipart/form-data; boundary=x',
    '*/*',
    'json',
    '',
  ])('%j is not read as JSON', async (type) => {
    const answer = await raw(`POST ${TOKENS} HTTP/1.1`, [`Content-Type: ${type}`], BODY);
    expect(answer).toMatch(/^HTTP\/1\.1 415 /);
    expect(answer).toContain('"code":"media-type-unsupported"');
  });

  it('is required of a body', async () => {
    expect(await raw(`POST ${TOKENS} HTTP/1.1`, [], BODY)).toMatch(/^HTTP\/1\.1 415 /);
  });

  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json; charset=utf-8',
  ])('%s is read', async (type) => {
    expect(await raw(`POST ${TOKENS} HTTP/1.1`, [`Content-Type: ${type}`], BODY)).toMatch(/^HTTP\/1\.1 201 /);
  });
});

describe('a message that two servers might read differently', () => {
  it.each([
    ['two lengths', ['Content-Length: 1', 'Transfer-Encoding: chunked'], 400],
    ['a length that is none', ['Content-Length: 1e1'], 400],
    ['a header with a bare line feed', ['X-A: b\nX-B: c\rX-C: d'], 400],
    ['16 KiB of headers', [`X-Long: ${'a'.repeat(17_000)}`], 431],
  ])('%s is refused', async (_, headers, status) => {
    expect(await raw('POST /api/v1/tokens/ HTTP/1.1', headers, '{"scopes":[]}')).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} `),
    );
  });
});

describe('ids of a request', () => {
  it('are echoed when they are well formed', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { headers } = await call(server, 'GET', '/livez', {
      headers: { 'x-request-id': 'abc.1~2', traceparent },
    });
    expect(headers.get('x-request-id')).toBe('abc.1~2');
    expect(headers.get('traceparent')).toBe(traceparent);
  });

  it.each([
    ['x-request-id', 'a b'],
    ['x-request-id', 'a'.repeat(129)],
    ['x-request-id', '"><script>'],
    ['traceparent', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'],
    ['traceparent', 'nonsense'],
  ])('%s: %s is not', async (name, value) => {
    const { headers } = await call(server, 'GET', '/livez', { headers: { [name]: value } });
    expect(headers.get(name)).not.toBe(value);
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });
});

it('is still up after all of that', async () => {
  expect((await call(server, 'GET', '/readyz')).status).toBe(200);
});

/** Sends bytes that a client library would not. */
function raw(line: string, headers: string[], body: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        [
          line,
          `Host: ${hostname}:${port}`,
          `Authorization: Bearer ${org.token}`,
          'Connection: close',
          `Content-Length: ${body.length}`,
          ...headers,
          '',
          body,
        ].join('\r\n'),
      );
    });
    let text = '';
    socket
      .on('data', (chunk) => (text += chunk.toString()))
      .on('close', () => resolve(text))
      .on('error', reject);
  });
}
