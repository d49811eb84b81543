import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { SCOPES, type Scope } from '../../src/http/scopes.js';
import { type SharedServer } from './shared-server.js';

export interface CallOptions {
  readonly token?: string;
  /** Sent as JSON; a string or buffer is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- tests assert on answers of every shape
}

/** Calls the API of a server. */
export async function call(
  server: Pick<SharedServer, 'url'>,
  method: string,
  path: string,
  { token, body, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: (raw ? body : JSON.stringify(body)) as string }),
  });
  const said = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '') && said !== '';
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(said) : said };
}

/** Says that a JSON body of `bytes` follows, and sends none: a server that refuses it says so at once. */
export async function announceBody(
  server: Pick<SharedServer, 'url'>,
  path: string,
  token: string,
  bytes: number,
): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = request(new URL(path, server.url), {
    method: 'POST',
    headers: { ...headers, 'content-length': bytes },
  });
  asked.flushHeaders();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const body: unknown = JSON.parse(await text(answer));
  asked.on('error', () => undefined).destroy();
  const told = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
  return { status: answer.statusCode ?? 0, headers: new Headers(Object.fromEntries(told)), body };
}

export interface TestOrg {
  readonly id: string;
  /** May do everything within the org. */
  readonly token: string;
  /** Issues another token of the org. */
  tokenWith(...scopes: Scope[]): Promise<string>;
}

/** A new org of its own, so that tests cannot see each other. */
export async function newOrg(
  server: SharedServer,
  id = `t-${randomBytes(6).toString('hex')}`,
): Promise<TestOrg> {
  const created = await call(server, 'POST', '/api/v1/orgs', {
    token: server.ownerToken,
    body: { id, name: `Test ${id}` },
  });
  if (created.status !== 201) throw new Error(`No org: ${JSON.stringify(created.body)}`);
  const tokenWith = async (...scopes: Scope[]) => {
    const issued = await call(server, 'POST', '/api/v1/tokens/', {
      token: server.ownerToken,
      body: { org_id: id, scopes },
    });
    if (issued.status !== 201) throw new Error(`No token: ${JSON.stringify(issued.body)}`);
    return issued.body.token as string;
  };
  return { id, token: await tokenWith(...SCOPES.filter((scope) => scope !== 'instance')), tokenWith };
}
