import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ice, iceJson, type Desk } from '../cli/ice.js';
import { call, newOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf } from '../harness/packages.js';
import { newDataDir, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';

const MINUTES = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'iceos-roots-'));
const drafts = join(folder, 'root');
const draft = (version: number) => join(drafts, `${version}.json`);
/** Where root keys are kept: another machine than the server's. */
let offline: Desk;
let server: TestServer;
let operator: Desk;
let verifier: Desk;

beforeAll(async () => {
  server = await startServer();
  offline = { cwd: folder, dataDir: join(folder, 'offline') };
  operator = { cwd: folder, dataDir: join(folder, 'operator'), apiUrl: server.url, token: server.ownerToken };
  verifier = { ...operator, dataDir: join(folder, 'verifier') };
  for (const name of ['root-a', 'root-b', 'root-c'])
    await iceJson(offline, ['keys', 'create', name, '--purpose', 'root']);
}, MINUTES);

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}, MINUTES);

const sign = (version: number, key: string, desk = offline) =>
  iceJson(desk, ['trust', 'root', 'sign', draft(version), '--key', key]);

it(
  'a root goes from one key of the instance to two of three offline, and on, and reaches who verifies',
  async () => {
    expect((await iceJson(verifier, ['trust', 'update', '--yes'])).data).toMatchObject({ version: 1 });
    expect((await iceJson(operator, ['trust', 'root', 'fetch', drafts])).code).toBe(0);
    const keys = join(server.dataDir, 'keys');
    const rotated = await iceJson(offline, [
      'trust',
      'root',
      'rotate',
      draft(1),
      '--threshold',
      '2',
      '--remove',
      'instance-root',
      ...['root-a', 'root-b', 'root-c'].flatMap((name) => ['--add', name]),
      '--keys-key',
      join(keys, 'instance-keys.pub'),
    ]);
    expect(rotated).toMatchObject({ code: 0, data: { version: 2, threshold: 2, complete: false } });
    expect((await sign(2, 'root-a')).data.complete).toBe(false);
    expect((await iceJson(operator, ['trust', 'root', 'publish', draft(2)])).data.error.code).toBe(
      'root-unfinished',
    );
    expect((await sign(2, 'root-b')).data.complete).toBe(false);
    expect((await sign(2, join(keys, 'instance-root.key'))).data).toMatchObject({
      complete: true,
      standings: [
        { of: 'version 1', signed: ['instance-root'] },
        { of: 'version 2', threshold: 2, missing: ['root-c'] },
      ],
    });
    expect(await iceJson(operator, ['trust', 'root', 'publish', drafts])).toMatchObject({
      code: 0,
      data: { version: 2, threshold: 2 },
    });
    const publisher = await publisherOf(server, await newOrg(server));
    expect((await publish(server, publisher.token, await makePackage(publisher))).status).toBe(201);

    await iceJson(offline, ['trust', 'root', 'rotate', draft(2), '--threshold', '1', '--remove', 'root-a']);
    await sign(3, 'root-b');
    expect((await sign(3, 'root-a')).data.complete).toBe(true);
    expect((await iceJson(operator, ['trust', 'root', 'publish', drafts])).data).toMatchObject({
      version: 3,
    });

    expect((await iceJson(verifier, ['trust', 'update'])).data).toMatchObject({ version: 3 });
    expect((await iceJson(verifier, ['trust', 'show'])).data).toMatchObject({
      version: 3,
      list_of_keys: { threshold: 1, keys: [{ name: 'instance-keys' }] },
    });
    expect(readdirSync(join(server.dataDir, 'trust', 'root')).toSorted()).toEqual([
      '1.json',
      '2.json',
      '3.json',
    ]);
  },
  MINUTES,
);

describe('the server refuses', () => {
  const bring = (body: unknown, token = server.ownerToken) =>
    call(server, 'POST', '/api/v1/trust/root', { token, body });
  const version = (number: number) =>
    JSON.parse(readFileSync(draft(number), 'utf8')) as Record<string, unknown>;

  it('a version that skips, repeats otherwise, is changed or is signed by too few', async () => {
    const three = version(3);
    for (const body of [
      { ...three, version: 5 },
      { ...three, version: 4 },
      { ...version(2), threshold: 1 },
      { ...three, signatures: [] },
      { ...three, id: 'iceos-other' },
      {},
    ])
      expect(await bring(body)).toMatchObject({ status: 422, body: { code: 'root-refused' } });
    expect((await bring(three)).status).toBe(200);
  });

  it('a version under which it could not sign its list of keys, and says what to do', async () => {
    await iceJson(offline, ['keys', 'create', 'elsewhere', '--purpose', 'keys']);
    const args = [
      'trust',
      'root',
      'rotate',
      draft(3),
      '--keys-key',
      'elsewhere',
      '-o',
      join(drafts, 'next', '4.json'),
    ];
    await iceJson(offline, args);
    cpSync(draft(3), join(drafts, 'next', '3.json'));
    const file = join(drafts, 'next', '4.json');
    await iceJson(offline, ['trust', 'root', 'sign', file, '--key', 'root-b']);
    await iceJson(offline, ['trust', 'root', 'sign', file, '--key', 'root-c']);
    const refused = await iceJson(operator, ['trust', 'root', 'publish', file]);
    expect(refused).toMatchObject({
      code: 5,
      data: { error: { code: 'root-refused', hint: expect.stringContaining('--keys-key') } },
    });
  });

  it('a version from a token that does not administer the instance', async () => {
    const org = await newOrg(server);
    expect((await bring(version(3), org.token)).status).toBe(403);
  });
});

describe('a trust folder is refused', () => {
  const spoil = async (change: (trust: string) => void) => {
    const dataDir = join(folder, `spoilt-${Math.random()}`);
    cpSync(verifier.dataDir, dataDir, { recursive: true });
    change(join(dataDir, 'trust'));
    const { code, data } = await iceJson({ ...verifier, dataDir }, ['trust', 'show']);
    return [code, data.error?.code];
  };
  const rootIn = (trust: string, version: number) => join(trust, 'root', `${version}.json`);

  it.each<[rule: string, code: string, change: (trust: string) => void]>([
    ['the newest version is missing', 'rollback', (trust) => rmSync(rootIn(trust, 3))],
    ['a version between is missing', 'trust-invalid', (trust) => rmSync(rootIn(trust, 2))],
    ['the first is missing', 'trust-invalid', (trust) => rmSync(rootIn(trust, 1))],
    ['one stands twice', 'trust-invalid', (trust) => cpSync(rootIn(trust, 2), rootIn(trust, 3))],
    [
      'two changed places',
      'trust-invalid',
      (trust) => {
        cpSync(rootIn(trust, 2), rootIn(trust, 9));
        cpSync(rootIn(trust, 3), rootIn(trust, 2));
        cpSync(rootIn(trust, 9), rootIn(trust, 3));
        rmSync(rootIn(trust, 9));
      },
    ],
    [
      'a threshold was lowered in it',
      'trust-invalid',
      (trust) =>
        writeFileSync(
          rootIn(trust, 2),
          readFileSync(rootIn(trust, 2), 'utf8').replace('"threshold":2', '"threshold":1'),
        ),
    ],
  ])('when %s', async (_rule, code, change) => {
    expect(await spoil(change)).toEqual([7, code]);
  });

  it(
    'when a server offers it less than it knows',
    async () => {
      const dataDir = join(folder, 'ahead');
      cpSync(verifier.dataDir, dataDir, { recursive: true });
      const keys = join(dataDir, 'trust', 'keys.json');
      const before = readFileSync(keys, 'utf8');
      const other = await startServer();
      try {
        const desk = { ...verifier, dataDir, apiUrl: other.url };
        expect((await iceJson(desk, ['trust', 'update'])).code).toBe(7);
        expect(readFileSync(keys, 'utf8')).toBe(before);
      } finally {
        await other.stop();
      }
    },
    MINUTES,
  );
});

it(
  'production starts with a root that lies in the trust folder, and makes none of its own',
  async () => {
    const dataDir = newDataDir();
    const env = { ICE_ENV: 'production', ICE_API_TOKEN: 'a-token-for-tests-of-production-only' };
    try {
      const bare = await startServer({ dataDir, env });
      expect((await call(bare, 'GET', '/api/v1/trust/root.json')).status).toBe(503);
      await bare.stop();
      const root = join(dataDir, 'trust', 'root');
      mkdirSync(root, { recursive: true });
      const file = join(root, '1.json');
      const made = await ice(offline, [
        'trust',
        'root',
        'init',
        '--threshold',
        '2',
        '--key',
        'root-a',
        '--key',
        'root-b',
        '--keys-key',
        join(dataDir, 'keys', 'instance-keys.pub'),
        '--expires',
        '365d',
        '-o',
        file,
      ]);
      expect(made.code).toBe(0);
      for (const key of ['root-a', 'root-b'])
        await ice(offline, ['trust', 'root', 'sign', file, '--key', key]);
      const started = await startServer({ dataDir, env });
      const { status, body } = await call(started, 'GET', '/api/v1/trust/root.json');
      expect([status, body.version, body.threshold]).toEqual([200, 1, 2]);
      await started.stop();
      expect(existsSync(join(dataDir, 'keys', 'instance-root.key'))).toBe(false);
    } finally {
      await removeDataDir(dataDir);
    }
  },
  MINUTES,
);
