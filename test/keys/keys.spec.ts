import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { signedView } from '@iceos/core/manifest';
import { SigningKey } from '@iceos/core/signing';
import { ice, iceJson, type Desk } from '../cli/ice.js';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import {
  enrol,
  makePackage,
  publish,
  publisherOf,
  type Publisher,
  type SignedPackage,
} from '../harness/packages.js';
import { startServer, type TestServer } from '../harness/start-server.js';

const MINUTES = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'iceos-keys-'));
let server: TestServer;
let org: TestOrg;
let desk: Desk;

beforeAll(async () => {
  server = await startServer();
}, MINUTES);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}, MINUTES);
beforeEach(async () => {
  org = await newOrg(server);
  desk = { cwd: folder, dataDir: join(folder, org.id), apiUrl: server.url, token: org.token };
});

const revoke = (fingerprint: string, body: object, token = org.token) =>
  call(server, 'POST', `/api/v1/keys/${fingerprint}/revoke`, { token, body });
const runTool = (name: string) =>
  call(server, 'POST', '/api/v1/executions/?wait_seconds=60', {
    token: org.token,
    body: { tool: name, inputs: {} },
  });

describe('rotation', () => {
  it(
    'puts a new key in the place of one, which signs for it and ends',
    async () => {
      const first = (await iceJson(desk, ['keys', 'create'])).data;
      const rotated = await iceJson(desk, ['keys', 'rotate']);
      expect(rotated).toMatchObject({ code: 0, data: { name: 'publisher-2', replaces: first.fingerprint } });
      const { data } = await iceJson(desk, ['keys', 'list']);
      expect(data.items).toEqual([
        expect.objectContaining({ name: 'publisher-2', local: true, standing: 'enrolled' }),
        expect.objectContaining({ name: 'publisher', local: false, standing: 'replaced' }),
      ]);
      expect(statSync(rotated.data.kept).mode & 0o777).toBe(0o600);
      // The one key that is left is the one that is used.
      expect((await iceJson(desk, ['keys', 'rotate'])).data).toMatchObject({ name: 'publisher-3' });
    },
    MINUTES,
  );

  it('by a key that is lost takes another key of the org', async () => {
    const lost = await publisherOf(server, org, 'lost');
    const other = await publisherOf(server, org, 'other');
    const next = SigningKey.generate('next', 'manifest');
    const replaces = fingerprintOf(lost.key.publicKey);
    expect((await rotate(next, replaces, [other.key])).status).toBe(201);
    expect((await rotate(next, replaces, [other.key])).status).toBe(201);
  });

  it.each<[rule: string, approvers: (mine: Publisher, foreign: Publisher, next: SigningKey) => SigningKey[]]>(
    [
      ['nobody', () => []],
      ['the new key itself', (_mine, _foreign, next) => [next]],
      ['a key of another org', (_mine, foreign) => [foreign.key]],
    ],
  )('signed for by %s is refused', async (_rule, approvers) => {
    const mine = await publisherOf(server, org);
    const foreign = await publisherOf(server, await newOrg(server));
    const next = SigningKey.generate('next', 'manifest');
    expect(
      await rotate(next, fingerprintOf(mine.key.publicKey), approvers(mine, foreign, next)),
    ).toMatchObject({
      status: 403,
      body: { code: 'approval-missing' },
    });
  });

  it('with what was signed for another key is refused', async () => {
    const { key } = await publisherOf(server, org);
    const replaces = fingerprintOf(key.publicKey);
    const [next, other] = [SigningKey.generate('next', 'manifest'), SigningKey.generate('other', 'manifest')];
    const body = await offer(next, replaces, [key]);
    const { approvals } = await offer(other, replaces, [key]);
    expect(await send(replaces, { ...body, approvals })).toMatchObject({ status: 403 });
  });

  it('by a key that has ended is refused', async () => {
    const { key } = await publisherOf(server, org);
    const replaces = fingerprintOf(key.publicKey);
    await revoke(replaces, { reason: 'lost' });
    expect(await rotate(SigningKey.generate('next', 'manifest'), replaces, [key])).toMatchObject({
      status: 409,
      body: { code: 'key-ended' },
    });
  });

  async function offer(next: SigningKey, replaces: string | null, approvers: readonly SigningKey[]) {
    const { body } = await call(server, 'POST', '/api/v1/keys/challenges', { token: org.token });
    const offered = { namespace: org.id, public_key: encodeBase64(next.publicKey), purpose: 'manifest' };
    const statement = { challenge: body.challenge as string, ...offered };
    return {
      name: next.name,
      public_key: offered.public_key,
      challenge_id: body.challenge_id as string,
      proof: encodeBase64(next.signStatement('iceos-key-possession-v1', statement)),
      approvals: approvers.map((key) => ({
        fingerprint: fingerprintOf(key.publicKey),
        value: encodeBase64(key.signStatement('iceos-key-rotation-v1', { ...offered, replaces })),
      })),
    };
  }
  const send = (replaces: string, body: object) =>
    call(server, 'POST', `/api/v1/keys/${replaces}/rotate`, { token: org.token, body });
  const rotate = async (next: SigningKey, replaces: string, approvers: readonly SigningKey[]) =>
    send(replaces, await offer(next, replaces, approvers));
});

describe('a key that has ended', () => {
  it('is never enrolled again, under no name and by no org', async () => {
    const { key } = await publisherOf(server, org, 'release');
    await revoke(fingerprintOf(key.publicKey), { reason: 'stolen' });
    const other = await newOrg(server);
    const names = [
      'release',
      'RELEASE',
      'Release',
      'release2',
      'other',
      'a',
      'z9',
      're.lease',
      're-lease',
      're_lease',
    ];
    const answers = [];
    for (const token of [org.token, other.token])
      for (const name of names) answers.push((await enrol(server, token, key, { name })).status);
    expect(new Set(answers)).toEqual(new Set([409]));
    expect(answers).toHaveLength(20);
  });

  it('shares its name with no other, whatever the case', async () => {
    await publisherOf(server, org, 'release');
    expect(await enrol(server, org.token, SigningKey.generate('Release', 'manifest'))).toMatchObject({
      status: 409,
      body: { code: 'key-name-taken' },
    });
  });
});

describe('revocation in a warm cluster', () => {
  async function published(publisher: Publisher, name: string): Promise<SignedPackage> {
    const signed = await makePackage(publisher, { name, components: [{ name: `${name}_tool` }] });
    expect((await publish(server, org.token, signed)).status).toBe(201);
    return signed;
  }

  it(
    'of a key from an earlier sequence on refuses what ran a moment ago, and spares what came before',
    async () => {
      const publisher = await publisherOf(server, org);
      await published(publisher, 'before');
      await published(publisher, 'after');
      const at = (await call(server, 'GET', `/api/v1/packages/${org.id}/after/1.0.0`, { token: org.token }))
        .body.sequence;
      for (const name of ['before_tool', 'after_tool'])
        expect((await runTool(name)).body).toMatchObject({ status: 'completed' });
      const revoked = await iceJson(desk, [
        'keys',
        'revoke',
        'release',
        '--reason',
        'stolen',
        '--since',
        String(at),
        '--yes',
      ]);
      expect(revoked).toMatchObject({ code: 0, data: { revoked_sequence: at } });
      expect((await runTool('before_tool')).body).toMatchObject({ status: 'completed' });
      expect(JSON.stringify((await runTool('after_tool')).body)).toContain('key-revoked');
      const explained = await iceJson(desk, ['trust', 'explain', `${org.id}/after@1.0.0`]);
      expect(explained).toMatchObject({
        code: 7,
        data: { refusal: { code: 'key-revoked', hint: expect.stringContaining('ice trust explain') } },
      });
      expect(explained.data.checks.find(({ rule }: { rule: string }) => rule === 'revocation')).toMatchObject(
        {
          verdict: 'refused',
          paragraph: '3.4',
        },
      );
    },
    MINUTES,
  );

  it(
    'of a version refuses it',
    async () => {
      await published(await publisherOf(server, org), 'wrong');
      expect((await runTool('wrong_tool')).body).toMatchObject({ status: 'completed' });
      const target = `${org.id}/wrong@1.0.0`;
      expect((await iceJson(desk, ['keys', 'revoke', target, '--reason', 'bad sums', '--yes'])).code).toBe(0);
      expect((await runTool('wrong_tool')).status).toBeGreaterThanOrEqual(400);
      expect((await iceJson(desk, ['keys', 'list'])).data.revocations).toMatchObject([
        { scope: 'version', coordinates: target, reason: 'bad sums' },
      ]);
    },
    MINUTES,
  );

  it(
    'of a name space lets nothing more be published in it',
    async () => {
      const publisher = await publisherOf(server, org);
      await published(publisher, 'early');
      expect(
        (await iceJson(desk, ['keys', 'revoke', '--namespace', org.id, '--reason', 'over', '--yes'])).code,
      ).toBe(0);
      expect(await publish(server, org.token, await makePackage(publisher, { name: 'late' }))).toMatchObject({
        status: 403,
        body: { code: 'version-revoked' },
      });
      expect((await runTool('early_tool')).body).toMatchObject({ status: 'completed' });
      const other = await newOrg(server);
      const path = `/api/v1/namespaces/${org.id}/revoke`;
      expect((await call(server, 'POST', path, { token: other.token, body: { reason: 'x' } })).status).toBe(
        404,
      );
    },
    MINUTES,
  );

  it('of any key is for who administers the instance', async () => {
    const { key } = await publisherOf(server, org);
    const other = await newOrg(server);
    const fingerprint = fingerprintOf(key.publicKey);
    expect((await revoke(fingerprint, { reason: 'x' }, other.token)).status).toBe(404);
    expect((await revoke(fingerprint, { reason: 'x' }, server.ownerToken)).status).toBe(200);
  });
});

it(
  'a name space can ask for two keys, and then one publishes, enrols or decides nothing',
  async () => {
    for (const name of ['one', 'two']) await iceJson(desk, ['keys', 'create', name]);
    expect((await iceJson(desk, ['keys', 'threshold', '2'])).data.error.code).toBe('approval-missing');
    expect((await iceJson(desk, ['keys', 'threshold', '2', '--approve', 'one'])).data).toMatchObject({
      threshold: 2,
    });
    const third = await iceJson(desk, ['keys', 'create', 'three']);
    expect(third).toMatchObject({ code: 4, data: { error: { code: 'approval-missing' } } });
    expect(
      (await iceJson(desk, ['keys', 'enroll', 'three', '--approve', 'one', '--approve', 'two'])).code,
    ).toBe(0);
    expect((await iceJson(desk, ['keys', 'threshold', '1', '--approve', 'one'])).code).toBe(4);

    const open = (name: string) =>
      SigningKey.open(readFileSync(join(desk.dataDir, 'keys', 'author', `${name}.key.json`), 'utf8'));
    const { body: root } = await call(server, 'GET', '/api/v1/trust/root.json');
    const publisher = { ...org, key: open('one'), registry: root.id as string };
    const alone = await makePackage(publisher);
    expect(await publish(server, org.token, alone)).toMatchObject({
      status: 403,
      body: { code: 'signature-missing' },
    });
    const value = open('two').signManifest(digestOf(alone.archive), digestOf(signedView(alone.manifest)));
    const additional = [
      { key_fingerprint: fingerprintOf(open('two').publicKey), value: encodeBase64(value) },
    ];
    const signature = { ...alone.manifest.signature!, additional };
    const both = { ...alone, manifestBytes: canonicalBytes({ ...alone.manifest, signature }) };
    expect((await publish(server, org.token, both)).status).toBe(201);
    expect((await iceJson(desk, ['verify', `${org.id}/sample@1.0.0`])).code).toBe(0);
  },
  MINUTES,
);

describe('private keys', () => {
  const sealed = { ICE_KEY_PASSPHRASE: 'correct horse' };

  it(
    'with a passphrase are made, used, given another one and rotated, and never without it',
    async () => {
      const locked = { ...desk, env: sealed };
      expect((await iceJson(locked, ['keys', 'create', '--passphrase'])).code).toBe(0);
      expect(await iceJson(desk, ['keys', 'rotate'])).toMatchObject({ code: 2 });
      const wrong = { ...desk, env: { ICE_KEY_PASSPHRASE: 'wrong horse' } };
      expect(await iceJson(wrong, ['keys', 'rotate', 'publisher'])).toMatchObject({
        code: 4,
        data: { error: { code: 'key-passphrase-wrong' } },
      });
      const changing = { ...desk, env: { ...sealed, ICE_KEY_NEW_PASSPHRASE: 'battery staple' } };
      expect(await iceJson(changing, ['keys', 'passphrase', 'publisher'])).toMatchObject({
        code: 0,
        data: { sealed: true },
      });
      expect((await iceJson(locked, ['keys', 'enroll', 'publisher'])).code).toBe(4);
      const changed = { ...desk, env: { ICE_KEY_PASSPHRASE: 'battery staple' } };
      expect((await iceJson(changed, ['keys', 'enroll', 'publisher'])).code).toBe(0);
    },
    MINUTES,
  );

  it(
    'that others may open are refused, with the command that closes them',
    async () => {
      const { data } = await iceJson(desk, ['keys', 'create']);
      chmodSync(data.file, 0o644);
      expect(await iceJson(desk, ['keys', 'rotate'])).toMatchObject({
        code: 7,
        data: {
          error: { code: 'key-file-exposed', hint: expect.stringContaining(`chmod 600 ${data.file}`) },
        },
      });
    },
    MINUTES,
  );

  it(
    'are told nowhere',
    async () => {
      const outputs = [];
      for (const args of [
        ['keys', 'create'],
        ['keys', 'list', '--verbose'],
        ['keys', 'public'],
        ['keys', 'rotate', '--verbose'],
      ])
        outputs.push(await ice(desk, args));
      const said = outputs.map(({ stdout, stderr }) => stdout + stderr).join('') + server.logs();
      const author = join(desk.dataDir, 'keys', 'author');
      const files = [
        ...readdirSync(author)
          .filter((name) => name.endsWith('.json'))
          .map((name) => join(author, name)),
        ...readdirSync(join(author, 'ended')).map((name) => join(author, 'ended', name)),
        ...readdirSync(join(server.dataDir, 'keys'))
          .filter((name) => name.endsWith('.key'))
          .map((name) => join(server.dataDir, 'keys', name)),
      ];
      expect(files.length).toBeGreaterThanOrEqual(4);
      for (const file of files) {
        const { private_key: text } = JSON.parse(readFileSync(file, 'utf8')) as { private_key: string };
        // The seed is the end of the PKCS #8 document.
        const seed = Buffer.from(text, 'base64').subarray(-32);
        for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const)
          expect(said).not.toContain(seed.toString(form));
        expect(said).not.toContain(text.slice(-40, -4));
      }
    },
    MINUTES,
  );
});
