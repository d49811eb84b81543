import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { SigningKey } from '@iceos/core/signing';
import { newOrg, type TestOrg } from '../harness/api.js';
import { publisherOf } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import { ice, iceJson, type Desk } from './ice.js';

/** A server in front of the real one, whose trust documents can be replaced. */
interface Front {
  readonly url: string;
  readonly server: Server;
  documents: Partial<Record<'root/1.json' | 'keys.json', Uint8Array>>;
}

let real: SharedServer;
let org: TestOrg;
let front: Front;
let rootId: string;
const folders: string[] = [];

beforeAll(async () => {
  real = await sharedServer();
  org = await newOrg(real);
  front = await startFront();
  rootId = JSON.parse(new TextDecoder().decode(await realDocument('root.json'))).id as string;
});

beforeEach(() => {
  front.documents = {};
});

afterAll(async () => {
  front.server.closeAllConnections();
  front.server.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function startFront(): Promise<Front> {
  const server = createServer((request, response) => {
    const own = front.documents[request.url?.replace('/api/v1/trust/', '') as 'root/1.json'];
    if (own) response.end(own);
    else void forward(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, documents: {} };
}

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = { authorization: request.headers.authorization ?? '' };
  const answer = await fetch(real.url + (request.url ?? ''), { headers });
  const type = answer.headers.get('content-type') ?? 'text/plain';
  response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()));
}

async function realDocument(name: 'root.json' | 'keys.json'): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`${real.url}/api/v1/trust/${name}`)).arrayBuffer());
}

function newDesk(env: Readonly<Record<string, string>> = {}): Desk {
  const cwd = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  folders.push(cwd);
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: front.url, token: org.token, env };
}

/** Documents of another instance, whose root calls itself `id`. */
function strangeRoot(id: string): Front['documents'] {
  const key = SigningKey.generate('strange', 'root');
  const fingerprint = fingerprintOf(key.publicKey);
  const signed = (label: 'iceos-trust-root-v1' | 'iceos-trust-keys-v1', body: Json & object): Uint8Array => {
    const value = encodeBase64(key.signStatement(label, body));
    return canonicalBytes({ ...body, signatures: [{ fingerprint, value }] });
  };
  const keys = [{ fingerprint, name: key.name, public_key: encodeBase64(key.publicKey) }];
  return {
    'root/1.json': signed('iceos-trust-root-v1', {
      schema_version: 'trust-root.v0',
      id,
      version: 1,
      created: '2026-01-01T00:00:00.000Z',
      threshold: 1,
      keys,
    }),
    'keys.json': signed('iceos-trust-keys-v1', {
      schema_version: 'trust-keys.v0',
      root: id,
      sequence: 1_000_000,
      keys: [],
      revoked_versions: [],
      revoked_namespaces: [],
    }),
  };
}

const INSTALL = ['install', 'iceos/echo_tool'];

describe('the root of a server', () => {
  it('is kept when it is met for the first time, and told with its digest', async () => {
    const desk = newDesk();
    const digest = digestOf(await realDocument('root.json'));
    const first = await ice(desk, INSTALL);
    expect(first.code).toBe(0);
    expect(first.stderr).toContain(`${rootId}@${digest} is trusted from now on`);
    expect((await ice(desk, ['install'])).stderr).not.toContain('trusted from now on');
  });

  it('is kept at the sign-in, before the token is sent', async () => {
    const desk = { ...newDesk(), token: '' };
    const signedIn = await ice(desk, ['login', '--with-token'], `${org.token}\n`);
    expect(signedIn).toMatchObject({ code: 0, stderr: expect.stringContaining('trusted from now on') });
    front.documents = strangeRoot('iceos-elsewhere');
    const again = await ice(desk, ['login', '--with-token', '--json'], `${org.token}\n`);
    expect(again.code).toBe(7);
    expect(JSON.parse(again.stderr).error.code).toBe('trust-changed');
  });

  it.each([
    ['another id', () => 'iceos-elsewhere'],
    ['the same id, and other keys', () => rootId],
  ])('is refused when it is another one by then: %s', async (_, id) => {
    const desk = newDesk();
    expect((await ice(desk, INSTALL)).code).toBe(0);
    front.documents = strangeRoot(id());
    for (const args of [
      INSTALL,
      ['install', '--frozen'],
      ['verify', 'iceos/echo_tool@1.0.0'],
      ['outdated'],
    ]) {
      expect(await iceJson(desk, args)).toMatchObject({
        code: 7,
        data: {
          error: { code: 'trust-changed', expected: expect.any(String), found: expect.any(String) },
        },
      });
    }
  });

  it('is refused under an address that is new, when it calls itself what a known one is called', async () => {
    const desk = newDesk();
    expect((await ice({ ...desk, apiUrl: real.url }, INSTALL)).code).toBe(0);
    front.documents = strangeRoot(rootId);
    expect(await iceJson(desk, INSTALL)).toMatchObject({
      code: 7,
      data: { error: { code: 'trust-changed' } },
    });
  });

  it('brings new keys, and no older ones than it brought before', async () => {
    const desk = newDesk();
    const older = await realDocument('keys.json');
    await publisherOf(real, org, 'newer');
    expect((await ice(desk, INSTALL)).code).toBe(0);
    front.documents = { 'keys.json': older };
    expect(await iceJson(desk, ['install', '--frozen'])).toMatchObject({
      code: 7,
      data: { error: { code: 'rollback', subject: 'keys.json' } },
    });
  });

  it('stays in force while its server is away', async () => {
    const desk = newDesk();
    expect((await ice(desk, INSTALL)).code).toBe(0);
    const other = await startFront();
    const away = { ...desk, apiUrl: other.url };
    expect((await ice(away, ['install', '--frozen'])).code).toBe(0);
    other.server.closeAllConnections();
    await new Promise((done) => other.server.close(done));
    const judged = await iceJson(away, ['doctor']);
    expect(judged.data.checks).toContainEqual(
      expect.objectContaining({ name: 'trust', status: 'ok', detail: expect.stringContaining(rootId) }),
    );
  });
});

describe('ICE_TRUST_ROOTS', () => {
  it('lets in the roots it names, by id or with the digest, and no others', async () => {
    const digest = digestOf(await realDocument('root.json'));
    const wrong = digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    for (const [value, code] of [
      [`other,${rootId}`, 0],
      [`${rootId}@${digest}`, 0],
      [`${rootId}@${wrong}`, 7],
      ['other', 7],
    ] as const) {
      const desk = newDesk({ ICE_TRUST_ROOTS: value });
      const said = await iceJson(desk, INSTALL);
      expect([value, said.code]).toEqual([value, code]);
      if (code === 0) continue;
      expect(said.data.error).toMatchObject({ code: 'policy-refused', found: `${rootId}@${digest}` });
      expect(readdirSync(desk.cwd)).toEqual([]);
    }
  });

  it('holds for what is installed already, and is told when it names nothing', async () => {
    const desk = newDesk();
    expect((await ice(desk, INSTALL)).code).toBe(0);
    const stricter = (value: string) =>
      iceJson({ ...desk, env: { ICE_TRUST_ROOTS: value } }, ['install', '--frozen']);
    expect(await stricter('other')).toMatchObject({ code: 7, data: { error: { code: 'policy-refused' } } });
    expect(await stricter('not a root')).toMatchObject({
      code: 2,
      data: { error: { code: 'setting-invalid' } },
    });
  });
});
