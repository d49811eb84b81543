import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseExactHost, parseHostRule, type HostRule } from '@iceos/core/http-hosts';
import { httpCapability, type HttpGrant, type HttpPolicy } from '@iceos/runtime/capabilities';

/** A server on a loopback address that counts who comes, and remembers what was asked. */
export interface Listener {
  readonly port: number;
  readonly server: Server;
  readonly connections: () => number;
  readonly asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  close(): Promise<void>;
}

export async function listen(
  answer: RequestListener = (_, response) => response.end('inside'),
  host = '127.0.0.1',
  port = 0,
): Promise<Listener> {
  let connections = 0;
  const asked: Listener['asked'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    connections: () => connections,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function rules(...hosts: string[]): HostRule[] {
  return hosts.map((host) => parseHostRule(host)!);
}

export function exactly(...hosts: string[]): HostRule[] {
  return hosts.map((host) => parseExactHost(host)!);
}

/** `send` of one call, with what is said of it; nothing is granted that is not named. */
export function senderWith(policy: HttpPolicy, grant: Partial<HttpGrant> = {}) {
  const { send } = httpCapability(policy, {
    hosts: [],
    secrets: new Map(),
    signal: new AbortController().signal,
    ...grant,
  });
  return async (
    url: string,
    {
      method = 'GET',
      headers = [],
      body = '',
    }: { method?: string; headers?: [string, string][]; body?: string | Uint8Array } = {},
  ) => {
    const { status, ...rest } = await send(
      method,
      url,
      headers,
      typeof body === 'string' ? new TextEncoder().encode(body) : body,
    );
    return { status, headers: rest.headers, body: Buffer.from(rest.body).toString() };
  };
}
