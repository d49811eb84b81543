import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ManifestComponent } from '@iceos/core/manifest';
import { buildKit } from '@iceos/sdk/build';
import { call, newOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { startServer, type TestServer } from '../harness/start-server.js';
import { listen, type Listener } from '../sandbox/http-host.js';

const MINUTES = 180_000;
const CANARY = 'canary-Zq81+x/Lw73';
const ANY = { input_schema: { type: 'object' }, output_schema: { type: 'object' } };

/** Asks what its input says; with `times`, writes that many log messages instead. */
const source = (hosts: readonly string[]) => `
import { defineTool } from '@iceos/sdk';
export const asker = defineTool({
  name: 'asker',
  description: 'Asks a host.',
  input: { type: 'object' },
  output: { type: 'object' },
  permissions: {
    log: true,
    kv: true,
    http: { hosts: ${JSON.stringify(hosts)}, secrets: ['KEY', 'OTHERS_KEY'] },
  },
  run(input, host) {
    for (let n = 0; n < (input.logs ?? 0); n++) host.log.info('message ' + n);
    for (let n = 0; n < (input.reads ?? 0); n++) host.kv.get('key');
    if (!input.url) return {};
    const { status, headers, ok, ...response } = host.http.fetch(input.url, {
      headers: input.secret ? { authorization: 'Bearer {{secret:' + input.secret + '}}' } : {},
    });
    return { status, ok, type: headers['content-type'] ?? null, text: response.text() };
  },
});
`;

let inside: Listener;
let outside: Listener;
let server: TestServer;
let acme: Publisher;
let stranger: Publisher;
let folder: string;
const hostOf = (listener: Listener) => `localhost:${listener.port}`;
const urlOf = (listener: Listener, path = '/') => `http://${hostOf(listener)}${path}`;

beforeAll(async () => {
  inside = await listen();
  outside = await listen((request, response) => {
    const { authorization } = request.headers;
    if (request.url === '/inside') response.writeHead(302, { location: urlOf(inside) }).end();
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(`grüße, ${authorization ?? 'nobody'}`);
  });
  server = await startServer({ env: { ICE_HTTP_ALLOW_PRIVATE: hostOf(outside), ICE_LOG_LEVEL: 'trace' } });
  acme = await publisherOf(server, await newOrg(server));
  stranger = await publisherOf(server, await newOrg(server));
  writeSecrets({
    KEY: { value: CANARY, hosts: [hostOf(outside)], orgs: [acme.id] },
    OTHERS_KEY: { value: `other-${CANARY}`, hosts: ['example.org'], orgs: ['*'] },
  });
  folder = mkdtempSync(join(tmpdir(), 'iceos-asker-'));
  const { wasm, component } = await built([hostOf(outside), hostOf(inside)]);
  for (const publisher of [acme, stranger]) {
    const signed = await makePackage(publisher, { name: 'asker', wasm, components: [component] });
    const answer = await publish(server, publisher.token, signed);
    expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  }
}, MINUTES);

afterAll(async () => {
  await server.stop();
  await inside.close();
  await outside.close();
  rmSync(folder, { recursive: true });
});

function writeSecrets(secrets: object): void {
  const path = join(server.dataDir, 'secrets.json');
  writeFileSync(path, JSON.stringify(secrets), { mode: 0o600 });
  chmodSync(path, 0o600);
}

/** The tool as an author builds it: its component, and what its manifest says of it. */
async function built(hosts: readonly string[]) {
  const files = {
    'kit.yaml': 'namespace: acme\nname: asker\nversion: 0.1.0\ncreated: 2026-11-21T00:00:00Z\n',
    'src/asker.js': source(hosts),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { manifest, files: built } = await buildKit(folder, { cacheDir: join(folder, 'cache') });
  const [component] = manifest.components as [ManifestComponent];
  const { permissions = [], node_type, name, description = '', schema = {} } = component;
  return {
    wasm: built.get(component.wasm!.path)!,
    component: { node_type, name, description, schema, permissions },
  };
}

async function ask(input: object, { publisher = acme, node = {} } = {}) {
  const body = {
    blueprint: {
      schema_version: '1.2.0',
      nodes: [{ id: 'n', type: 'tool', tool_name: 'asker', tool_args: input, ...ANY, ...node }],
    },
  };
  const { token } = publisher;
  const run = await call(server, 'POST', '/api/v1/executions/?wait_seconds=60', { token, body });
  const { execution_id: id } = run.body;
  const stream = await fetch(`${server.url}/api/v1/executions/${id}/events`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
  });
  const sse = await stream.text();
  const told = [...sse.matchAll(/^data: (.*)$/gm)].map(
    ([, data]) => JSON.parse(data!) as { event: string; payload: Record<string, unknown> },
  );
  return {
    run,
    sse,
    output: run.body.result?.output?.n ?? run.body.output?.n,
    everything: JSON.stringify([run.body, sse]),
    calls: told.filter(({ event }) => event === 'node.host_call').map(({ payload }) => payload),
    logs: told.filter(({ event }) => event === 'node.log'),
  };
}

describe('a tool with the permission http', () => {
  it('reaches what it was granted, and the run says which host answered what', async () => {
    const { output, calls, sse, everything } = await ask({ url: urlOf(outside, '/path?q=private') });
    expect(output).toEqual({ status: 200, ok: true, type: 'text/plain', text: 'grüße, nobody' });
    expect(calls).toEqual([
      expect.objectContaining({
        interface: 'iceos:host/http',
        function: 'send',
        host: 'localhost',
        status: 200,
        failed: false,
        duration_ms: expect.any(Number),
        request_bytes: expect.any(Number),
        answer_bytes: expect.any(Number),
      }),
    ]);
    expect(sse).toContain('event: node.host_call');
    expect(JSON.stringify(calls)).not.toContain('private');
    expect(everything).toContain('grüße, nobody');
  });

  it.each(['loopback', 'redirect', 'spelling'])('reaches nothing else on this machine: %s', async (how) => {
    const before = inside.connections();
    const url = {
      loopback: urlOf(inside),
      redirect: urlOf(outside, '/inside'),
      spelling: `http://2130706433:${inside.port}/`,
    }[how];
    const { run, calls, everything } = await ask({ url });
    expect(run.body.status).toBe('failed');
    const code = how === 'spelling' ? 'http-host-not-allowed' : 'http-address-not-public';
    expect(everything).toContain(code);
    expect(calls).toEqual([
      expect.objectContaining({ failed: true, host: how === 'spelling' ? '127.0.0.1' : 'localhost' }),
    ]);
    expect(inside.connections()).toBe(before);
  });

  it('sends a secret that it never sees, and that nothing else tells', async () => {
    const secret = 'KEY';
    const { output, everything } = await ask({ url: urlOf(outside), secret });
    expect(outside.asked.at(-1)!.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(output).toMatchObject({ text: 'grüße, Bearer [secret]' });
    const refused = await ask({ url: urlOf(outside, '/inside'), secret });
    const elsewhere = await ask({
      url: urlOf(outside),
      secret: 'OTHERS_KEY',
    });
    const other = await ask({ url: urlOf(outside), secret }, { publisher: stranger });
    for (const { everything: told } of [elsewhere, other]) {
      expect(told).toContain('http-secret-not-granted');
    }
    const said = [everything, refused, elsewhere, other].map((each) => JSON.stringify(each)).join();
    for (const form of [
      CANARY,
      Buffer.from(CANARY).toString('base64').slice(0, -4),
      encodeURIComponent(CANARY),
    ]) {
      expect(said).not.toContain(form);
      expect(server.logs()).not.toContain(form);
      expect(filesWith(server.dataDir, form)).toEqual([]);
    }
  });

  it('has no secret when others may read the file, and runs on', async () => {
    chmodSync(join(server.dataDir, 'secrets.json'), 0o644);
    try {
      const secret = 'KEY';
      const { everything } = await ask({ url: urlOf(outside), secret });
      expect(everything).toContain('http-secret-not-granted');
      expect((await ask({ url: urlOf(outside) })).output).toMatchObject({ status: 200 });
      expect(server.logs()).toContain('others may read or write it');
    } finally {
      chmodSync(join(server.dataDir, 'secrets.json'), 0o600);
    }
  });
});

describe('a blueprint', () => {
  const http = 'iceos:host/http';

  it('keeps of the permissions of a tool what it says', async () => {
    const before = outside.connections();
    const none = await ask({ url: urlOf(outside) }, { node: { permissions: [] } });
    expect(none.everything).toContain('which this run does not grant');
    const narrow = { permissions: [{ interface: http, hosts: [hostOf(inside)] }] };
    const other = await ask({ url: urlOf(outside) }, { node: narrow });
    expect(other.everything).toContain('http-host-not-allowed');
    expect(outside.connections()).toBe(before);
    const kept = { permissions: [{ interface: http }] };
    expect((await ask({ url: urlOf(outside) }, { node: kept })).output).toMatchObject({ status: 200 });
  });

  it('cannot add a host', async () => {
    const before = inside.connections();
    const node = { permissions: [{ interface: http, hosts: ['*.example.org', hostOf(outside)] }] };
    const { everything } = await ask({ url: 'https://a.example.org/' }, { node });
    expect(everything).toContain('permission-undeclared');
    expect(inside.connections()).toBe(before);
  });
});

describe('a cluster', () => {
  it(
    'grants only the interfaces that its operator names',
    async () => {
      const narrow = await startServer({ env: { ICE_GRANT_INTERFACES: 'log,kv' } });
      try {
        const org = await publisherOf(narrow, await newOrg(narrow));
        const { wasm, component } = await built([hostOf(outside)]);
        const signed = await makePackage(org, { name: 'asker', wasm, components: [component] });
        expect((await publish(narrow, org.token, signed)).status).toBe(201);
        const nodes = [{ id: 'n', type: 'tool', tool_name: 'asker', ...ANY }];
        const { status, body } = await call(narrow, 'POST', '/api/v1/executions/?wait_seconds=60', {
          token: org.token,
          body: { blueprint: { schema_version: '1.2.0', nodes } },
        });
        expect([status, JSON.stringify(body)]).toEqual([
          expect.any(Number),
          expect.stringContaining('permission-not-granted'),
        ]);
      } finally {
        await narrow.stop();
      }
    },
    MINUTES,
  );

  it('does not take a component that asks for an interface that nothing implements', async () => {
    const permissions = [{ interface: 'iceos:host/llm', version: '0.1.0' }];
    const signed = await makePackage(acme, {
      name: 'asks-llm',
      components: [{ name: 'asks_llm', permissions }],
    });
    const { status, body } = await publish(server, acme.token, signed);
    expect([status, body.code]).toEqual([403, 'permission-not-granted']);
    expect(body.detail).toContain('which this iceOS does not have');
  });

  it.each([[undefined], [['127.0.0.1:80']], [['*.org']], [['[fd00::1]']]])(
    'does not take a component that asks for the hosts %j',
    async (hosts) => {
      const permission = { interface: 'iceos:host/http', version: '0.1.0', ...(hosts ? { hosts } : {}) };
      const signed = await makePackage(acme, {
        name: 'asks-hosts',
        components: [{ name: 'asks_hosts', permissions: [permission] }],
      });
      const { status, body } = await publish(server, acme.token, signed);
      expect([status, body.code]).toEqual([422, 'manifest-invalid']);
    },
  );
});

describe('host calls', () => {
  it('are events one by one up to a hundred, and in sum beyond that', async () => {
    const { calls, logs } = await ask({ reads: 150, logs: 30 });
    expect(logs).toHaveLength(30);
    expect(calls.filter(({ summed }) => !summed)).toHaveLength(100);
    expect(calls.filter(({ summed }) => summed)).toEqual([
      expect.objectContaining({ interface: 'iceos:host/log', function: 'write', calls: 30, failed: false }),
      expect.objectContaining({ interface: 'iceos:host/kv', function: 'get', calls: 50, failed_calls: 0 }),
    ]);
  });
});

/** Files below `dir` that hold `text`, but for the one that the operator wrote it into. */
function filesWith(dir: string, text: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'secrets.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
