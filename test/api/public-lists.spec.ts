import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeHex } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { entriesPath, readEntryBundle } from '@iceos/core/log';
import { readLogRecord } from '@iceos/core/log-record';
import { call, newOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';

let dataDir: string;
let server: TestServer;
let acme: Publisher;
beforeAll(async () => {
  dataDir = await copyTemplate();
  server = await startServer({ dataDir });
  acme = await publisherOf(server, await newOrg(server));
}, 300_000);
afterAll(async () => {
  await server?.stop();
  await removeDataDir(dataDir);
});

const post = (path: string, body: object, token = acme.token) => call(server, 'POST', path, { token, body });
const file = (path: string) => call(server, 'GET', `/static/v0/${path}`);
const list = async (name: 'revocations' | 'advisories') => (await file(`${name}.json`)).body[name];

async function published(name: string, version: string, visibility: 'public' | 'private', by = acme) {
  const signed = await makePackage(by, { name, version, components: [{ name }] });
  const { status, body } = await publish(server, by.token, signed, { query: `?visibility=${visibility}` });
  expect([status, body.code]).toEqual([201, undefined]);
  return body as { manifest_digest: string; sequence: number };
}
const mark = async (name: string, version: string, action: string, reason = `${name} ${action}`) => {
  const path = `/api/v1/packages/${acme.id}/${name}/${version}/${action}`;
  expect((await post(path, { reason })).status).toBe(200);
};

/** The digest that the log has at an index. */
async function entryAt(index: number): Promise<string> {
  const size = Number((await file('log/checkpoint')).body.split('\n')[1]);
  const bundle = await fetch(`${server.url}/static/v0/log/${entriesPath({ index: 0, width: size })}`);
  return encodeHex(readEntryBundle(new Uint8Array(await bundle.arrayBuffer()))![index]!);
}

describe('revocations.json', () => {
  it('names every revocation with its record, and of private packages nothing but digests', async () => {
    const spare = await publisherOf(server, acme, 'spare');
    const fingerprint = fingerprintOf(spare.key.publicKey);
    const { sequence: since } = await published('since', '1.0.0', 'public', spare);
    await post(`/api/v1/keys/${fingerprint}/revoke`, { reason: 'stolen', since });
    const over = await newOrg(server);
    await post(`/api/v1/namespaces/${over.id}/revoke`, { reason: 'over' }, over.token);
    const open = await published('open', '1.0.0', 'public');
    await mark('open', '1.0.0', 'retire');
    const hidden = await published('hidden', '1.0.0', 'private');
    await mark('hidden', '1.0.0', 'retire', 'secret reason');

    const revocations = await list('revocations');
    expect(revocations).toMatchObject([
      { scope: 'key', subject: fingerprint, reason: 'stolen', sequence: since },
      { scope: 'namespace', subject: over.id, reason: 'over' },
      { scope: 'version', subject: open.manifest_digest, reason: 'open retire' },
      { scope: 'version', subject: hidden.manifest_digest, reason: null },
    ]);
    for (const { index, record, reason, scope, sequence } of revocations) {
      expect(await entryAt(index)).toBe(record);
      const { status, body } = await file(`records/${record}.json`);
      expect(status).toBe(reason === null ? 404 : 200);
      if (reason === null) continue;
      expect(digestOf(canonicalBytes(body))).toBe(record);
      expect(readLogRecord(body)).toMatchObject({ scope, reason, index });
      expect(body.since ?? index).toBe(sequence);
      expect(body.since === undefined).toBe(scope !== 'key');
    }
    const { body: keys } = await file('trust/keys.json');
    expect(keys.revoked_versions).toEqual(
      expect.arrayContaining([
        {
          coordinates: `${acme.id}/open@1.0.0`,
          manifest_digest: open.manifest_digest,
          reason: 'open retire',
          sequence: expect.any(Number),
        },
        { manifest_digest: hidden.manifest_digest, sequence: expect.any(Number) },
      ]),
    );
    const folder = join(dataDir, 'public');
    const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    for (const secret of ['secret reason', `${acme.id}/hidden`, '"hidden"'])
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  });
});

describe('advisories.json', () => {
  it('names public versions that are deprecated, yanked or retired, as they stand now', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await published('advised', version, 'public');
    await published('quiet', '1.0.0', 'private');
    await mark('quiet', '1.0.0', 'yank');
    await mark('advised', '1.0.0', 'deprecate');
    await mark('advised', '1.1.0', 'deprecate');
    await mark('advised', '1.1.0', 'yank');
    await mark('advised', '1.2.0', 'yank');
    await call(server, 'DELETE', `/api/v1/packages/${acme.id}/advised/1.2.0/yank`, { token: acme.token });
    await mark('advised', '1.3.0', 'retire');
    const advised = (await list('advisories')).filter(
      (advisory: { package: string }) => advisory.package !== `${acme.id}/open`,
    );
    expect(advised).toMatchObject([
      { package: `${acme.id}/advised`, version: '1.0.0', status: 'deprecated', revocation: null },
      { version: '1.1.0', status: 'yanked', reason: 'advised yank' },
      { version: '1.3.0', status: 'retired', reason: 'advised retire' },
    ]);
    for (const { index, record } of advised) {
      expect(await entryAt(index)).toBe(record);
      const { body } = await file(`records/${record}.json`);
      expect([body.index, digestOf(canonicalBytes(body))]).toEqual([index, record]);
    }
    const revocations = await list('revocations');
    expect(revocations).toContainEqual(expect.objectContaining({ record: advised[2].revocation }));
  });

  it('follows a package that becomes public and private again', async () => {
    const named = async () =>
      (await list('advisories')).some(
        (advisory: { package: string }) => advisory.package === `${acme.id}/quiet`,
      );
    expect(await named()).toBe(false);
    await published('quiet', '1.1.0', 'public');
    expect(await named()).toBe(true);
    await published('quiet', '1.2.0', 'private');
    expect(await named()).toBe(false);
  });
});

it('both lists are written again by a start that does not find them', async () => {
  const names = ['revocations.json', 'advisories.json'];
  const read = () => names.map((name) => readFileSync(join(dataDir, 'public', name), 'utf8'));
  const before = read();
  await server.stop();
  for (const name of names) rmSync(join(dataDir, 'public', name));
  server = await startServer({ dataDir });
  expect(read()).toEqual(before);
}, 300_000);
