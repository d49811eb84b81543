import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { iceJson, type Desk } from '../cli/ice.js';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { startServer, type TestServer } from '../harness/start-server.js';

const MINUTES = 300_000;
const folders: string[] = [];
let server: TestServer;
let org: TestOrg;
/** Two machines, which share nothing but what is handed over: the second one has no server and no token. */
let here: Desk;
let there: Desk;

beforeAll(async () => {
  server = await startServer();
}, MINUTES);
afterAll(async () => {
  await server?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, MINUTES);
beforeEach(async () => {
  org = await newOrg(server);
  [here, there] = [newDesk(), newDesk()];
  for (const [desk, name] of [
    [here, 'one'],
    [there, 'two'],
  ] as const)
    expect((await iceJson(desk, ['keys', 'create', name])).code).toBe(0);
  there = { cwd: there.cwd, dataDir: there.dataDir, apiUrl: 'http://127.0.0.1:9' };
}, MINUTES);

function newDesk(): Desk {
  const cwd = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  folders.push(cwd);
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: server.url, token: org.token };
}

/** Hands a file of the first machine to the holder of the other key, who signs it, and brings it back. */
async function signedThere(file: string, key = 'two') {
  writeFileSync(join(there.cwd, file), readFileSync(join(here.cwd, file)));
  const said = await iceJson(there, ['keys', 'approve', file, '--key', key, '--yes']);
  writeFileSync(join(here.cwd, file), readFileSync(join(there.cwd, file)));
  return said;
}
const run = async (args: string[]) => {
  const { code, data } = await iceJson(here, args);
  return [code, data.error?.code ?? null];
};

describe('a change of keys', () => {
  it(
    'is agreed to on another machine: threshold, a further key, and a rotation of a lost one',
    async () => {
      const asked = await iceJson(here, ['keys', 'threshold', '2', '--request', 't.json']);
      expect(asked).toMatchObject({ code: 0, data: { signatures: [] } });
      expect(asked.data.asks).toContain(`Have 2 keys of the name space ${org.id} sign each manifest`);
      expect(await run(['keys', 'threshold', '2', '--approvals', 't.json'])).toEqual([4, 'approval-missing']);
      expect(await signedThere('t.json')).toMatchObject({ code: 0, data: { signatures: [{ name: 'two' }] } });
      expect(await run(['keys', 'threshold', '2', '--approvals', 't.json'])).toEqual([0, null]);

      expect(await run(['keys', 'create', 'three'])).toEqual([4, 'approval-missing']);
      expect(await run(['keys', 'enroll', 'three', '--request', 'e.json', '--approve', 'one'])).toEqual([
        0,
        null,
      ]);
      expect(await run(['keys', 'enroll', 'three', '--approvals', 'e.json'])).toEqual([
        4,
        'approval-missing',
      ]);
      expect((await signedThere('e.json')).data.signatures).toHaveLength(2);
      expect(await run(['keys', 'enroll', 'three', '--approvals', 'e.json'])).toEqual([0, null]);

      expect(await run(['keys', 'rotate', 'three', '--request', 'r.json', '--name', 'four'])).toEqual([
        0,
        null,
      ]);
      expect(await signedThere('r.json')).toMatchObject({ code: 0 });
      const rotated = await iceJson(here, ['keys', 'rotate', '--approvals', 'r.json', '--approve', 'one']);
      expect(rotated).toMatchObject({
        code: 0,
        data: { name: 'four', kept: expect.stringContaining('three') },
      });
    },
    MINUTES,
  );

  it('takes nothing that was signed for another one', async () => {
    await iceJson(here, ['keys', 'threshold', '2', '--request', 't.json']);
    await signedThere('t.json');
    const other = ['approvals-other', 6].toReversed();
    expect(await run(['keys', 'rotate', 'one', '--approvals', 't.json'])).toEqual(other);
    expect(await run(['keys', 'enroll', 'one', '--approvals', 't.json'])).toEqual(other);
    expect(await run(['publish', '--signatures', 't.json'])).toEqual(other);
    expect(await run(['keys', 'threshold', '1', '--approvals', 't.json'])).toEqual(other);
    expect(await run(['keys', 'threshold', '2', '--approvals', 't.json'])).toEqual([0, null]);
    // It named the change before, so it serves once.
    expect(await run(['keys', 'threshold', '1', '--approve', 'one', '--approvals', 't.json'])).toEqual(other);
  });

  it('is agreed to in a name space of one letter too', async () => {
    const { token } = await newOrg(server, 'x');
    const short = { ...newDesk(), token };
    for (const name of ['one', 'two']) await iceJson(short, ['keys', 'create', name]);
    expect(await iceJson(short, ['keys', 'threshold', '2', '--approve', 'one'])).toMatchObject({ code: 0 });
    const body = { threshold: 1, approvals: [] };
    expect(await call(server, 'PUT', '/api/v1/keys/threshold', { token, body })).toMatchObject({
      status: 403,
    });
  });
});

describe('a file of approvals', () => {
  it(
    'that was changed is refused, and stays as it is',
    async () => {
      await iceJson(here, ['keys', 'threshold', '2', '--request', 't.json', '--approve', 'one']);
      const path = join(here.cwd, 't.json');
      const text = readFileSync(path, 'utf8');
      const document = JSON.parse(text);
      const [signature] = document.signatures as [{ key: string; value: string }];
      const printed = (change: object) => `${JSON.stringify({ ...document, ...change }, null, 2)}\n`;
      const statement = { ...document.statement, threshold: 1 };
      const changes: [string, number, string][] = [
        [text.replace('Have 2 keys', 'Have 3 keys'), 7, 'approvals-changed'],
        [
          text.replaceAll('"threshold": 2', '"threshold": 3').replace('Have 2', 'Have 3'),
          7,
          'approvals-changed',
        ],
        [text.replace('\n', '\r\n'), 7, 'approvals-changed'],
        [text.replace('"statement"', '"statement":{},"statement"'), 7, 'approvals-changed'],
        [printed({ note: 'more' }), 7, 'approvals-changed'],
        [printed({ statement, signatures: [] }), 7, 'approvals-changed'],
        [printed({ statement: { ...statement, namespace: 'Other' } }), 5, 'name-invalid'],
        [printed({ label: 'iceos-trust-root-v1' }), 5, 'approvals-unreadable'],
        [printed({ label: 'iceos-key-possession-v1' }), 5, 'approvals-unreadable'],
        [printed({ signatures: [signature, signature] }), 5, 'approvals-unreadable'],
        [
          printed({ signatures: [{ ...signature, key: signature.key.replace('one', 'two') }] }),
          5,
          'approvals-unreadable',
        ],
        [text.slice(0, -3), 5, 'approvals-unreadable'],
        ['['.repeat(100_000), 5, 'approvals-unreadable'],
      ];
      for (const [changed, code, why] of changes) {
        writeFileSync(join(there.cwd, 'c.json'), changed);
        const said = await iceJson(there, ['keys', 'approve', 'c.json', '--key', 'two', '--yes']);
        expect([changed.slice(0, 200), said.code, said.data.error?.code]).toEqual([
          changed.slice(0, 200),
          code,
          why,
        ]);
        expect(readFileSync(join(there.cwd, 'c.json'), 'utf8')).toBe(changed);
      }
    },
    MINUTES,
  );

  it('is signed by a key for manifests only, and by nobody who was not asked', async () => {
    await iceJson(here, ['keys', 'threshold', '2', '--request', 't.json']);
    await iceJson(there, ['keys', 'create', 'root', '--purpose', 'root']);
    expect(await signedThere('t.json', 'root')).toMatchObject({
      code: 7,
      data: { error: { code: 'key-purpose-mismatch' } },
    });
    expect((await iceJson(here, ['keys', 'approve', 't.json', '--key', 'one'])).code).toBe(2);
    expect(await iceJson(here, ['keys', 'approve', 't.json', '--dry-run'])).toMatchObject({
      code: 0,
      data: { signatures: [], asks: expect.stringContaining('Have 2 keys') },
    });
  });
});

it(
  'a version is published with the signature of a key that is on another machine',
  async () => {
    await iceJson(here, ['keys', 'threshold', '2', '--approve', 'one']);
    await iceJson(here, ['new', 'kit', 'my_kit']);
    expect(await run(['publish', 'my_kit', '--key', 'one', '--request', 'v.json'])).toEqual([0, null]);
    expect(await run(['publish', '--signatures', 'v.json'])).toEqual([7, 'signature-missing']);
    // Without the archive it can be signed: what is signed is its digest.
    expect(await signedThere('v.json')).toMatchObject({
      code: 0,
      data: { asks: expect.stringContaining(`Publish ${org.id}/my_kit@`), signatures: expect.any(Array) },
    });
    const archive = readFileSync(join(here.cwd, 'v.ice.tgz'));
    writeFileSync(join(here.cwd, 'v.ice.tgz'), Buffer.from('other'));
    expect((await run(['publish', '--signatures', 'v.json']))[0]).toBe(5);
    expect((await run(['keys', 'approve', 'v.json', '--key', 'one', '--yes']))[0]).toBe(5);
    writeFileSync(join(here.cwd, 'v.ice.tgz'), archive);
    expect(await run(['keys', 'approve', 'v.json', '--dry-run'])).toEqual([0, null]);
    expect(await iceJson(here, ['publish', '--signatures', 'v.json'])).toMatchObject({
      code: 0,
      data: { created: true, name: 'my_kit' },
    });
  },
  MINUTES,
);
