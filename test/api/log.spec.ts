import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { call, newOrg } from '../harness/api.js';
import {
  makePackage,
  publish,
  publisherOf,
  type Publisher,
  type SignedPackage,
} from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';
import { proveVersion } from '../log/evidence.js';

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

const post = (path: string, body: object = {}) => call(server, 'POST', path, { token: acme.token, body });
const file = (path: string) => call(server, 'GET', `/static/v0/${path}`);
const addressOf = ({ manifest: { namespace, name, version } }: SignedPackage) =>
  `/api/v1/packages/${namespace}/${name}/${version}`;

async function published(name: string, version: string, visibility: 'public' | 'private' | undefined) {
  const signed = await makePackage(acme, {
    name,
    version,
    components: [{ name }],
    files: { 'note.txt': new TextEncoder().encode(`${name} ${version}`) },
  });
  const query = visibility === undefined ? '' : `?visibility=${visibility}`;
  const { status, body } = await publish(server, acme.token, signed, { query });
  expect([status, body.code]).toEqual([201, undefined]);
  return { signed, receipt: body };
}

/** Every public file, as text. */
function publicTexts(): string[] {
  const folder = join(dataDir, 'public');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        `${join(entry.parentPath, entry.name)}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`,
    );
}

describe('the log', () => {
  it('has every publish that was acknowledged, with the record of its very bytes and a statement', async () => {
    const { receipt } = await published('proved', '1.0.0', 'private');
    const proved = await proveVersion(server, acme.token, receipt.manifest_digest);
    expect(proved.record).toMatchObject({
      index: receipt.sequence,
      name: 'proved',
      archive_digest: receipt.archive_digest,
      key_fingerprint: receipt.key_fingerprint,
    });
    expect(proved.leaf).toMatchObject({ package: `${acme.id}/proved`, latest: '1.0.0', status: 'active' });
    const other = await newOrg(server);
    const foreign = await call(server, 'GET', `/api/v1/evidence/${receipt.manifest_digest}`, {
      token: other.token,
    });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'version-not-found' } });
  });

  it('says how the newest version stands, and which record is the newest of the package', async () => {
    const first = await published('stands', '1.0.0', undefined);
    const second = await published('stands', '1.1.0', undefined);
    const state = async () => {
      const { leaf } = await proveVersion(server, acme.token, first.receipt.manifest_digest);
      return [leaf?.latest, leaf?.status];
    };
    expect(await state()).toEqual(['1.1.0', 'active']);
    await post(`${addressOf(second.signed)}/deprecate`, { reason: 'old' });
    expect(await state()).toEqual(['1.1.0', 'deprecated']);
    await post(`${addressOf(second.signed)}/yank`, { reason: 'broken' });
    expect(await state()).toEqual(['1.0.0', 'active']);
    await call(server, 'DELETE', `${addressOf(second.signed)}/yank`, { token: acme.token });
    expect(await state()).toEqual(['1.1.0', 'deprecated']);
    await post(`${addressOf(second.signed)}/retire`, { reason: 'wrong' });
    expect(await state()).toEqual(['1.0.0', 'active']);
  });

  it('takes many publishes at once into few batches', async () => {
    const before = Number((await file('log/checkpoint')).body.split('\n')[1]);
    const packages = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        makePackage(acme, { name: `many${at}`, components: [{ name: `many${at}` }] }),
      ),
    );
    const answers = await Promise.all(packages.map((signed) => publish(server, acme.token, signed)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    for (const { body } of answers) await proveVersion(server, acme.token, body.manifest_digest);
    const after = Number((await file('log/checkpoint')).body.split('\n')[1]);
    expect(after - before).toBeLessThanOrEqual(24);
  });
});

describe('public files', () => {
  it('hold everything of a public package, cacheable for ever where it never changes', async () => {
    const { signed, receipt } = await published('open', '1.0.0', 'public');
    const manifest = await file(`manifests/${receipt.manifest_digest}.json`);
    expect(Buffer.from(canonicalBytes(manifest.body)).equals(Buffer.from(signed.manifestBytes))).toBe(true);
    expect(manifest.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const index = await file(`packages/${acme.id}/open.json`);
    expect(index.headers.get('cache-control')).toBe('public, max-age=5');
    const [version] = index.body.versions;
    expect(version).toMatchObject({
      version: '1.0.0',
      index: receipt.sequence,
      manifest_digest: receipt.manifest_digest,
    });
    const record = await file(`records/${version.record}.json`);
    expect(digestOf(canonicalBytes(record.body))).toBe(version.record);
    expect((await file(`statements/${receipt.manifest_digest}.json`)).body).toHaveLength(1);
    for (const { sha256 } of [...signed.manifest.files!, signed.manifest.artifact!]) {
      const bytes = await (await fetch(`${server.url}/static/v0/blobs/${sha256}`)).arrayBuffer();
      expect(digestOf(new Uint8Array(bytes))).toBe(sha256);
    }
    const { body } = await file('log/checkpoint');
    const size = Number(body.split('\n')[1]);
    expect(size).toBeGreaterThan(receipt.sequence);
    const tile = await fetch(`${server.url}/static/v0/log/tile/0/000.p/${size}`);
    expect((await tile.arrayBuffer()).byteLength).toBe(32 * size);
  });

  it('hold nothing of a private package, also when it was public before, and all when it becomes public', async () => {
    const first = await published('hidden', '1.0.0', 'private');
    const traces = [
      first.receipt.manifest_digest,
      first.receipt.archive_digest,
      `${acme.id}/hidden`,
      'hidden 1.0.0',
    ];
    const found = () => traces.filter((trace) => publicTexts().some((text) => text.includes(trace)));
    expect(found()).toEqual([]);
    const second = await published('hidden', '1.1.0', 'public');
    expect(found()).toEqual(traces);
    await proveVersion(server, acme.token, second.receipt.manifest_digest);
    await published('hidden', '1.2.0', 'private');
    expect(found()).toEqual([]);
  });

  it('follow a yank and a retirement', async () => {
    const { signed, receipt } = await published('leaving', '1.0.0', 'public');
    const index = async () => (await file(`packages/${acme.id}/leaving.json`)).body.versions[0];
    await post(`${addressOf(signed)}/yank`, { reason: 'broken' });
    expect(await index()).toMatchObject({ yanked_reason: 'broken' });
    expect((await file(`manifests/${receipt.manifest_digest}.json`)).status).toBe(200);
    await post(`${addressOf(signed)}/retire`, { reason: 'gone' });
    expect(await index()).toMatchObject({ retired_reason: 'gone' });
    const { sha256 } = signed.manifest.files!.find(({ path }) => path === 'note.txt')!;
    for (const path of [
      `manifests/${receipt.manifest_digest}.json`,
      `statements/${receipt.manifest_digest}.json`,
      `blobs/${sha256}`,
    ])
      expect([path, (await file(path)).status]).toEqual([path, 404]);
  });

  it('are named exactly; nothing else of the data directory is among them', async () => {
    for (const path of [
      '',
      'log',
      'log/tile/0/000.p/0',
      '../keys/instance-log.key',
      '..%2fowner.token',
      'map/..',
    ])
      expect([path, (await file(path)).status]).toEqual([path, 404]);
  });
});
