import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { peekCheckpoint } from '@iceos/core/checkpoint';
import { call, newOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { NODE } from '../harness/root.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';
import { serveFiles, type FileServer } from '../log/file-server.js';
import { forgedLog } from '../log/forged-log.js';
import { faultsIn, publicHead } from '../log/public-files.js';
import { ICE, iceJson, type Desk } from './ice.js';

const MINUTES = 300_000;

const folders: string[] = [];
let dataDir: string;
let server: TestServer;
let acme: Publisher;
/** What is mirrored, and the mirror that the first test makes. */
let upstream: FileServer;
let desk: Desk;
let mirror: string;

beforeAll(async () => {
  dataDir = await copyTemplate();
  server = await startServer({ dataDir });
  acme = await publisherOf(server, await newOrg(server));
  await published('open', '1.0.0', 'public');
  await published('hidden', '1.0.0', 'private');
  const deprecate = `/api/v1/packages/${acme.id}/open/1.0.0/deprecate`;
  await call(server, 'POST', deprecate, { token: acme.token, body: { reason: 'old' } });
  upstream = await serveFiles(join(dataDir, 'public'));
  desk = newDesk();
  mirror = join(desk.cwd, 'public');
  expect(await mirrored()).toMatchObject({ code: 0, data: { skipped: [] } });
}, MINUTES);

afterEach(() => {
  upstream.instead.clear();
  upstream.before = () => undefined;
});

afterAll(async () => {
  upstream?.close();
  await server?.stop();
  await removeDataDir(dataDir);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newDesk(env: Readonly<Record<string, string>> = {}): Desk {
  const cwd = mkdtempSync(join(tmpdir(), 'iceos-mirror-'));
  folders.push(cwd);
  // No API: whatever asks for it fails.
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: 'http://127.0.0.1:9', env };
}

const mirrored = (into = mirror, by = desk) => {
  upstream.asked = [];
  return iceJson(by, ['mirror', into, '--from', upstream.url]);
};

async function published(name: string, version: string, visibility: 'public' | 'private') {
  const signed = await makePackage(acme, {
    name,
    version,
    components: [{ name }],
    files: { 'note.txt': new TextEncoder().encode(`${name} ${version}`) },
  });
  const { status, body } = await publish(server, acme.token, signed, { query: `?visibility=${visibility}` });
  expect([status, body.code]).toEqual([201, undefined]);
  return body as { manifest_digest: string; archive_digest: string; sequence: number };
}

/** Mirrors, and kills that when it asks for a path that `where` knows. */
async function killedAt(where: (path: string) => boolean): Promise<void> {
  const env = { PATH: process.env['PATH'], HOME: desk.dataDir, ICEOS_DATA_DIR: desk.dataDir };
  const args = [ICE, 'mirror', mirror, '--from', upstream.url];
  const child = spawn(NODE, args, { cwd: desk.cwd, env, stdio: 'ignore' });
  upstream.asked = [];
  upstream.before = () => {
    if (upstream.asked.some(where)) child.kill('SIGKILL');
  };
  const [, signal] = await once(child, 'exit');
  upstream.before = () => undefined;
  expect(signal).toBe('SIGKILL');
}

/** Names of the public pages of the map that the checkpoint of a folder of public files stands for. */
function reachedPages(folder: string): string[] {
  const { size } = peekCheckpoint(readFileSync(join(folder, 'log', 'checkpoint'), 'utf8'))!;
  const records = [...contents(join(folder, 'records')).values()].map((text) => JSON.parse(text));
  const { map_root } = records.find(({ type, index }) => type === 'snapshot' && index === size - 1);
  const pages: string[] = [];
  const walk = (page: string) => {
    // The leaf of a private package is not there.
    if (!existsSync(join(folder, 'map', page))) return;
    pages.push(page);
    const { branch = {} } = JSON.parse(readFileSync(join(folder, 'map', page), 'utf8'));
    for (const below of Object.values<string>(branch)) walk(below);
  };
  walk(map_root);
  return pages.toSorted();
}

/** Paths of the files below a folder, with what is in them. */
function contents(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), readFileSync(path, 'latin1')]),
  );
}

describe('a mirror', () => {
  it(
    'has every public file that its checkpoint stands for, byte for byte, and nothing else',
    async () => {
      const [theirs, ours] = [contents(upstream.folder), contents(mirror)];
      for (const path of ours.keys()) {
        if (path.startsWith('.mirror/')) ours.delete(path);
        else expect([path, ours.get(path) === theirs.get(path)]).toEqual([path, true]);
      }
      // What the log has grown out of is not there.
      const missing = [...theirs.keys()].filter((path) => !ours.has(path));
      expect(missing.filter((path) => !/^map\/|\.p\//.test(path))).toEqual([]);
      expect(await faultsIn(desk.cwd)).toEqual([]);
      expect(publicHead(desk.cwd)).toEqual(publicHead(dataDir));
      expect([...ours.values()].filter((text) => text.includes(`${acme.id}/hidden`))).toEqual([]);
      expect(JSON.parse(ours.get('advisories.json') as string).advisories).toMatchObject([
        { package: `${acme.id}/open`, status: 'deprecated', reason: 'old' },
      ]);
    },
    MINUTES,
  );

  it(
    'is enough to install and to run, on a plain file server with the API off',
    async () => {
      const plain = await serveFiles(mirror);
      const user = newDesk({ ICE_REGISTRY_URL: plain.url });
      expect(await iceJson(user, ['install', 'iceos/echo_tool', `${acme.id}/open`])).toMatchObject({
        code: 0,
      });
      expect(await iceJson(user, ['install', '--frozen'])).toMatchObject({ code: 0 });
      const nodes = [{ id: 'n', type: 'tool', tool_name: 'echo_tool', tool_args: { text: 'hi' } }];
      writeFileSync(join(user.cwd, 'run.json'), JSON.stringify({ schema_version: '1.2.0', nodes }));
      expect(await iceJson(user, ['run-blueprint', 'run.json', '--no-dynamic'])).toMatchObject({
        code: 0,
        data: { success: true },
      });
      plain.close();
    },
    MINUTES,
  );

  it(
    'is brought up to date by what is new, and by nothing else',
    async () => {
      expect(await mirrored()).toMatchObject({ code: 0, data: { files: 0, removed: 0 } });
      expect(
        upstream.asked.filter((path) => /^(?:records|manifests|blobs|map|statements)\//.test(path)),
      ).toEqual([]);
      const before = contents(mirror);
      const { manifest_digest } = await published('open', '1.1.0', 'public');
      const size = publicHead(desk.cwd).size;
      expect(await mirrored()).toMatchObject({ code: 0, data: { previous_size: size } });
      expect(upstream.asked).toContain(`manifests/${manifest_digest}.json`);
      const immutable = /^(?:records|manifests|blobs|map|statements)\/|^log\/tile/;
      expect(upstream.asked.filter((path) => immutable.test(path) && before.has(path))).toEqual([]);
      expect(await faultsIn(desk.cwd)).toEqual([]);
      expect(publicHead(desk.cwd)).toEqual(publicHead(dataDir));
    },
    MINUTES,
  );

  it(
    'takes up a package that becomes public, and lets one go that becomes private or is retired',
    async () => {
      const trace = `${acme.id}/turning`;
      const holds = () => [...contents(mirror).values()].some((text) => text.includes(trace));
      const first = await published('turning', '1.0.0', 'private');
      await mirrored();
      expect(holds()).toBe(false);
      const second = await published('turning', '1.1.0', 'public');
      expect((await mirrored()).code).toBe(0);
      for (const { manifest_digest, archive_digest } of [first, second])
        for (const path of [`manifests/${manifest_digest}.json`, `blobs/${archive_digest}`])
          expect([path, existsSync(join(mirror, path))]).toEqual([path, true]);
      await published('turning', '1.2.0', 'private');
      expect(await mirrored()).toMatchObject({ code: 0, data: { removed: expect.any(Number) } });
      expect(holds()).toBe(false);
      expect(existsSync(join(mirror, 'blobs', first.archive_digest))).toBe(false);

      const gone = await published('leaving', '1.0.0', 'public');
      await mirrored();
      const retire = `/api/v1/packages/${acme.id}/leaving/1.0.0/retire`;
      await call(server, 'POST', retire, { token: acme.token, body: { reason: 'wrong' } });
      expect((await mirrored()).code).toBe(0);
      expect(existsSync(join(mirror, 'manifests', `${gone.manifest_digest}.json`))).toBe(false);
      expect(existsSync(join(mirror, 'blobs', gone.archive_digest))).toBe(false);
      expect(readFileSync(join(mirror, 'revocations.json'), 'utf8')).toContain(gone.manifest_digest);
      expect(await faultsIn(desk.cwd)).toEqual([]);
    },
    MINUTES,
  );

  it(
    'lets the pages of older maps go when it has a newer one, also after a run that was cut off',
    async () => {
      const pages = () => readdirSync(join(mirror, 'map')).toSorted();
      await mirrored();
      expect(pages()).toEqual(reachedPages(mirror));
      const before = pages();

      await published('open', '1.2.0', 'public');
      expect(await mirrored()).toMatchObject({ code: 0, data: { removed: expect.any(Number) } });
      expect(pages()).toEqual(reachedPages(mirror));
      const after = pages();
      const gone = before.filter((page) => !after.includes(page));
      // The root, and the leaf of the package that there is a newer version of.
      expect(gone.length).toBeGreaterThanOrEqual(2);
      expect(after.some((page) => before.includes(page))).toBe(true);

      // Killed while it copies: all that the checkpoint names which is there is there still.
      await published('open', '1.3.0', 'public');
      await killedAt((path) => path.startsWith('packages/'));
      expect(pages()).toEqual(expect.arrayContaining(reachedPages(mirror)));
      expect(pages().length).toBeGreaterThan(reachedPages(mirror).length);
      // And one that ended before it took anything away: pages of another map are left.
      for (const page of gone) cpSync(join(upstream.folder, 'map', page), join(mirror, 'map', page));
      const { data } = await mirrored();
      expect(pages()).toEqual(reachedPages(mirror));
      expect(data.removed).toBeGreaterThanOrEqual(gone.length);
      expect(await mirrored()).toMatchObject({ code: 0, data: { files: 0, removed: 0 } });
      expect(await faultsIn(desk.cwd)).toEqual([]);
    },
    MINUTES,
  );

  it(
    'that was killed while it was copied is completed by the next run',
    async () => {
      const other = newDesk();
      const into = join(other.cwd, 'public');
      const args = [ICE, 'mirror', into, '--from', upstream.url];
      const env = { PATH: process.env['PATH'], HOME: other.dataDir, ICEOS_DATA_DIR: other.dataDir };
      for (const requests of [12, 60, 120]) {
        const child = spawn(NODE, args, { cwd: other.cwd, env, stdio: 'ignore' });
        let answers = 0;
        upstream.before = () => {
          answers += 1;
          if (answers === requests) child.kill('SIGKILL');
        };
        await once(child, 'exit');
        expect(existsSync(join(into, 'log', 'checkpoint'))).toBe(false);
      }
      upstream.before = () => undefined;
      expect((await mirrored(into, other)).code).toBe(0);
      expect(await faultsIn(other.cwd)).toEqual([]);
      expect(publicHead(other.cwd)).toEqual(publicHead(dataDir));
    },
    MINUTES,
  );
});

describe('a wrong file is refused, and nothing of it is kept', () => {
  const first = (folder: string) => readdirSync(join(upstream.folder, folder))[0] as string;
  const openManifest = () => {
    const index = JSON.parse(readFileSync(join(upstream.folder, 'packages', acme.id, 'open.json'), 'utf8'));
    return index.versions[0].manifest_digest as string;
  };
  const flipped = (path: string) => {
    const bytes = Buffer.from(readFileSync(join(upstream.folder, path)));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return new Uint8Array(bytes);
  };
  const size = () => publicHead(dataDir).size;

  it.each<
    [kind: string, code: string, path: () => string, change?: (path: string) => Uint8Array | undefined]
  >([
    ['root', 'trust-invalid', () => 'trust/root/1.json'],
    ['list of keys', 'trust-invalid', () => 'trust/keys.json'],
    ['checkpoint', 'evidence-invalid', () => 'log/checkpoint'],
    ['bundle of entries', 'evidence-invalid', () => `log/tile/entries/000.p/${size()}`],
    ['record', 'digest-mismatch', () => `records/${first('records')}`],
    ['missing record', 'evidence-missing', () => `records/${versionRecord()}.json`, () => undefined],
    ['page of the map', 'digest-mismatch', () => `map/${mapRoot()}`],
    ['index of a package', 'evidence-invalid', () => `packages/${acme.id}/open.json`],
    [
      'index of another package',
      'evidence-invalid',
      () => 'packages/iceos/echo_tool.json',
      () => index('lookup_tool'),
    ],
    ['manifest', 'digest-mismatch', () => `manifests/${openManifest()}.json`],
    ['missing manifest', 'evidence-missing', () => `manifests/${openManifest()}.json`, () => undefined],
    ['statement', 'evidence-invalid', () => `statements/${openManifest()}.json`],
    ['blob', 'digest-mismatch', () => `blobs/${archive()}`],
    ['list of revocations', 'evidence-invalid', () => 'revocations.json'],
    ['list of advisories', 'evidence-invalid', () => 'advisories.json'],
    [
      'list that leaves something out',
      'evidence-invalid',
      () => 'advisories.json',
      () => new TextEncoder().encode('{"advisories":[],"schema_version":"advisories.v0"}'),
    ],
  ])(
    '%s: %s',
    async (_kind, code, pathOf, change = flipped) => {
      // A mirror that has everything but this one file and the checkpoint, and so begins from the first entry.
      const other = newDesk();
      const into = join(other.cwd, 'public');
      cpSync(mirror, into, { recursive: true });
      const path = pathOf();
      const bytes = change(path);
      for (const gone of [
        path,
        'log/checkpoint',
        'log/tile',
        '.mirror',
        'trust',
        'advisories.json',
        'revocations.json',
      ])
        rmSync(join(into, gone), { recursive: true, force: true });
      if (/^(?:blobs|statements)\//.test(path)) rmSync(join(into, 'manifests', `${openManifest()}.json`));
      upstream.instead.set(path, bytes);
      const said = await mirrored(into, other);
      expect([said.code, said.data.error?.code]).toEqual([7, code]);
      expect(existsSync(join(into, path))).toBe(false);
      expect(existsSync(join(into, 'log', 'checkpoint'))).toBe(false);
      upstream.instead.clear();
      expect((await mirrored(into, other)).code).toBe(0);
    },
    MINUTES,
  );

  function index(name: string): Uint8Array {
    return readFileSync(join(upstream.folder, 'packages', 'iceos', `${name}.json`));
  }
  function openVersion(): { record: string; archive_digest: string } {
    return JSON.parse(readFileSync(join(upstream.folder, 'packages', acme.id, 'open.json'), 'utf8'))
      .versions[0];
  }
  const versionRecord = () => openVersion().record;
  const archive = () => openVersion().archive_digest;
  function mapRoot(): string {
    const snapshots = [...contents(join(upstream.folder, 'records')).values()]
      .map((text) => JSON.parse(text))
      .filter(({ type, index: at }) => type === 'snapshot' && at === size() - 1);
    return snapshots[0].map_root as string;
  }
});

describe('a log', () => {
  it(
    'that goes back is refused, and one that forks is, with both checkpoints kept',
    async () => {
      const other = newDesk();
      const into = join(other.cwd, 'public');
      const older = readFileSync(join(upstream.folder, 'log', 'checkpoint'));
      await published('open', '2.0.0', 'public');
      expect((await mirrored(into, other)).code).toBe(0);
      const accepted = readFileSync(join(into, 'log', 'checkpoint'), 'utf8');
      const refused = async (files: ReadonlyMap<string, Uint8Array>) => {
        for (const [path, bytes] of files) upstream.instead.set(path, bytes);
        const { code, data } = await mirrored(into, other);
        expect(readFileSync(join(into, 'log', 'checkpoint'), 'utf8')).toBe(accepted);
        upstream.instead.clear();
        return [code, data.error?.code];
      };
      expect(await refused(new Map([['log/checkpoint', older]]))).toEqual([7, 'rollback']);

      const another = new Uint8Array(32).fill(7);
      const forks = [
        forgedLog(dataDir, (entries) => [...entries.slice(0, -1), another]),
        forgedLog(dataDir, (entries) => [another, ...entries]),
        forgedLog(dataDir, ([first, ...rest]) => [first!, ...rest.slice(1), another, another]),
      ];
      for (const files of forks) expect(await refused(files)).toEqual([7, 'evidence-invalid']);
      const kept = readdirSync(join(into, '.mirror', 'forks')).map((name) =>
        JSON.parse(readFileSync(join(into, '.mirror', 'forks', name), 'utf8')),
      );
      expect(new Set(kept.map((fork) => fork.accepted))).toEqual(new Set([accepted]));
      const found = forks.map((files) => new TextDecoder().decode(files.get('log/checkpoint')));
      expect(kept.map((fork) => fork.found).toSorted()).toEqual(found.toSorted());
      // It signed none of these.
      const unsigned = forgedLog(dataDir, (entries) => [...entries, another]);
      unsigned.set('log/checkpoint', new TextEncoder().encode(accepted.replace('\n—', '\n\n—')));
      expect((await refused(unsigned))[1]).toBe('evidence-invalid');
      expect((await mirrored(into, other)).code).toBe(0);
    },
    MINUTES,
  );
});
