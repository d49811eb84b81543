import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SCOPES, type Scope } from '../../src/http/scopes.js';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { ROOT } from '../harness/root.js';
import { type SharedServer, sharedServer } from '../harness/shared-server.js';
import { BILLING_EXAMPLES } from './examples/billing.js';
import { BUILDER_EXAMPLES } from './examples/builder.js';
import { COMPILER_EXAMPLES } from './examples/compiler.js';
import type { Examples } from './examples/example.js';
import { EXECUTIONS_EXAMPLES } from './examples/executions.js';
import { IDENTITY_EXAMPLES } from './examples/identity.js';
import { MCP_EXAMPLES } from './examples/mcp.js';
import { REGISTRY_EXAMPLES } from './examples/registry.js';
import { SIGNING_EXAMPLES } from './examples/signing.js';

/**
 * Every route of the OpenAPI document, called without a token, with a wrong one, without its scopes, and for a thing of
 * another org. What a route needs besides is in `examples/`, a file per module; a route that names a thing and is not
 * there fails a test, so nothing is forgotten.
 */
const EXAMPLES: Examples = {
  ...IDENTITY_EXAMPLES,
  ...SIGNING_EXAMPLES,
  ...REGISTRY_EXAMPLES,
  ...BILLING_EXAMPLES,
  ...COMPILER_EXAMPLES,
  ...EXECUTIONS_EXAMPLES,
  ...BUILDER_EXAMPLES,
  ...MCP_EXAMPLES,
};

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly 'x-required-scopes'?: readonly Scope[];
}

interface Route extends Operation {
  readonly method: string;
  readonly path: string;
}

const { paths } = JSON.parse(readFileSync(join(ROOT, 'docs', 'openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const ROUTES: Route[] = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    ...operation,
    method: method.toUpperCase(),
    path,
  })),
);
const GUARDED = ROUTES.filter(({ security }) => security.length > 0);
const named = (routes: Route[]) => routes.map((route) => [`${route.method} ${route.path}`, route] as const);

function fill(path: string, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'a');
}

function knock(server: SharedServer, route: Route, token?: string, values?: Record<string, string>) {
  const { body, headers = {}, path = {} } = EXAMPLES[route.operationId] ?? {};
  return call(server, route.method, fill(route.path, { ...path, ...values }), {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
    headers,
  });
}

let server: SharedServer;
let org: TestOrg;
beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, 300_000);

it('knows as many routes as the server has', () => {
  expect(GUARDED.length).toBeGreaterThan(8);
  expect(new Set(ROUTES.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
});

describe.each(named(GUARDED))('%s', (_, route) => {
  const scopes = route['x-required-scopes'] ?? [];

  it('refuses a call without a token', async () => {
    expect(await knock(server, route)).toMatchObject({ status: 401, body: { code: 'token-missing' } });
  });

  it('refuses a wrong token', async () => {
    const answer = await knock(server, route, `ice_${'x'.repeat(43)}`);
    expect(answer).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
  });

  it('refuses a token of any other scope, naming what is missing', async () => {
    if (scopes.length === 0) {
      expect((await knock(server, route, await org.tokenWith())).status).toBeLessThan(300);
      return;
    }
    const others = await org.tokenWith(...SCOPES.filter((scope) => !scopes.includes(scope)));
    for (const token of [others, await org.tokenWith()]) {
      expect(await knock(server, route, token)).toMatchObject({
        status: 403,
        body: { code: 'scope-missing', scopes: [...scopes] },
      });
    }
  });

  it('refuses a header that names another org', async () => {
    const token = await org.tokenWith();
    const { body, path = {} } = EXAMPLES[route.operationId] ?? {};
    const answer = await call(server, route.method, fill(route.path, path), {
      token,
      body,
      headers: { 'x-org-id': 'local' },
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'org-mismatch' } });
  });

  it('checks the token before it reads the body', async () => {
    if (!['POST', 'PUT', 'PATCH'].includes(route.method)) return;
    const path = fill(route.path, EXAMPLES[route.operationId]?.path ?? {});
    const answer = await call(server, route.method, path, { body: '{"not json' });
    expect([401, 415]).toContain(answer.status);
  });
});

describe.each(named(GUARDED.filter(({ operationId }) => EXAMPLES[operationId]?.make)))(
  "%s of another org's thing",
  (_, route) => {
    it('is 404', async () => {
      const other = await newOrg(server);
      const values = await EXAMPLES[route.operationId]!.make!(server, other);
      const answer = await knock(server, route, org.token, values);
      expect(answer.status).toBe(404);
      const absent = await knock(server, route, org.token);
      expect(answer.body.code).toBe(absent.body.code);
      const own = await knock(server, route, other.token, values);
      const { found } = EXAMPLES[route.operationId]!;
      if (found === undefined) expect(own.status).toBeLessThan(300);
      else expect(own.status).toBe(found);
    });
  },
);

it('has an example for every guarded route that names a thing', () => {
  const without = GUARDED.filter(
    ({ path, operationId }) => path.includes('{') && EXAMPLES[operationId] === undefined,
  ).map(({ operationId }) => operationId);
  expect(without).toEqual([]);
});

describe('a guarded route under another spelling', () => {
  const SPELLINGS = [
    '/api/v1/tokens//',
    '//api/v1/tokens',
    '/api//v1/tokens',
    '/API/V1/TOKENS',
    '/api/v1/%74okens',
    '/api/v1/tokens%2f',
    '/api/v1/tokens;a=b',
    '/api/v1/tokens/.',
    '/api/v1/x/../tokens',
    '/api/v1/..;/v1/tokens',
    '/api/v1/tokens%00',
    '/api/v1/tokens?',
    '/api/v1/tokens#x',
  ];

  it.each(SPELLINGS)('%s never answers without a token', async (path) => {
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'PUT']) {
      const { status } = await call(server, method, path, {
        headers: { 'x-http-method-override': 'GET', 'x-original-url': '/livez' },
      });
      expect([400, 401, 404]).toContain(status);
    }
  });
});
