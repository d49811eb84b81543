import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '@iceos/core/keys';
import { call, newOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';
import { serveFiles, type FileServer } from '../log/file-server.js';
import { forgedLog } from '../log/forged-log.js';
import { faultsIn, publicHead } from '../log/public-files.js';
import { ice, iceJson, type Desk } from './ice.js';

const MINUTES = 300_000;
const folders: string[] = [];
let dataDir: string;
let server: TestServer;
let acme: Publisher;
let registry: FileServer;

beforeAll(async () => {
  dataDir = await copyTemplate();
  server = await startServer({ dataDir });
  acme = await publisherOf(server, await newOrg(server));
  registry = await serveFiles(join(dataDir, 'public'));
}, MINUTES);
afterEach(() => registry.instead.clear());
afterAll(async () => {
  registry?.close();
  await server?.stop();
  await removeDataDir(dataDir);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newDesk(): Desk & { readonly state: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'iceos-monitor-'));
  folders.push(cwd);
  // No API: whatever asks for it fails.
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: 'http://127.0.0.1:9', state: join(cwd, 'public') };
}

/** Looks once: the exit code, the error's code, and the lines that were told. */
async function looked(desk: ReturnType<typeof newDesk>, ...more: string[]) {
  const args = ['log', 'monitor', '--once', '--json', '--from', registry.url, '--state', desk.state, ...more];
  const { code, stdout, stderr } = await ice(desk, args);
  const lines =
    stdout === ''
      ? []
      : stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  const [error] = stderr.split('\n').filter((line) => line.startsWith('{'));
  const checkpoint = lines.pop();
  return { code, error: error === undefined ? null : JSON.parse(error).error.code, lines, checkpoint };
}

async function published(name: string, visibility: 'public' | 'private', by = acme) {
  const signed = await makePackage(by, { name, components: [{ name }] });
  expect((await publish(server, by.token, signed, { query: `?visibility=${visibility}` })).status).toBe(201);
}
const namespace = () => ['--namespace', acme.id];
const expecting = (...publishers: Publisher[]) =>
  publishers.flatMap(({ key }) => ['--expect-key', fingerprintOf(key.publicKey)]);

describe('ice log monitor', () => {
  it(
    'tells every public record once, and how many others there are',
    async () => {
      const desk = newDesk();
      const first = await looked(desk);
      const { size } = publicHead(dataDir);
      expect(first).toMatchObject({ code: 0, checkpoint: { from: 0, size, private: 0, unexpected: 0 } });
      expect(first.lines[0]).toMatchObject({ index: 0, type: 'root' });
      expect(first.lines.map(({ type }) => type)).toEqual(expect.arrayContaining(['key', 'version']));
      expect(await looked(desk)).toMatchObject({ code: 0, lines: [], checkpoint: { from: size, size } });
      await published('seen', 'public');
      await published('unseen', 'private');
      const { lines, checkpoint } = await looked(desk);
      expect(lines).toMatchObject([{ type: 'version', namespace: acme.id, unexpected: false }]);
      expect(lines[0].text).toContain(`${acme.id}/seen@1.0.0 by ${fingerprintOf(acme.key.publicKey)}`);
      expect(checkpoint).toMatchObject({ from: size, private: 1, events: 1 });
    },
    MINUTES,
  );

  it(
    'ends with 8 on a key that nobody expected in the name spaces it watches, and on nothing else',
    async () => {
      const desk = newDesk();
      expect((await looked(desk, ...namespace(), ...expecting(acme))).code).toBe(0);
      const stranger = await publisherOf(server, await newOrg(server));
      await published('elsewhere', 'public', stranger);
      await published('expected', 'public');
      const quiet = await looked(desk, ...namespace(), ...expecting(acme));
      expect(quiet).toMatchObject({ code: 0, lines: [{ namespace: acme.id, unexpected: false }] });

      const second = await publisherOf(server, acme, 'second');
      const enrolled = await looked(desk, ...namespace(), ...expecting(acme));
      expect(enrolled).toMatchObject({ code: 8, lines: [{ type: 'key', unexpected: true }] });
      await published('by_second', 'public', second);
      expect((await looked(desk, ...namespace(), ...expecting(acme))).code).toBe(8);
      await published('by_second_too', 'public', second);
      expect((await looked(desk, ...namespace(), ...expecting(acme, second))).code).toBe(0);
      const fingerprint = fingerprintOf(second.key.publicKey);
      await call(server, 'POST', `/api/v1/keys/${fingerprint}/revoke`, {
        token: acme.token,
        body: { reason: 'test' },
      });
      expect(await looked(desk, ...expecting(acme, second))).toMatchObject({
        code: 8,
        lines: [{ type: 'revocation', unexpected: true }],
      });
      expect(await looked(desk, '--expect-key', 'x')).toMatchObject({ code: 2, error: 'usage' });
    },
    MINUTES,
  );

  it(
    'refuses files that are not what was signed, and looks at the same again',
    async () => {
      const desk = newDesk();
      const { size } = publicHead(dataDir);
      const bundle = `log/tile/entries/000.p/${size}`;
      const record = `records/${readdirSync(join(dataDir, 'public', 'records'))[0]}`;
      for (const [path, code] of [
        [bundle, 'evidence-invalid'],
        [record, 'digest-mismatch'],
        ['log/checkpoint', 'evidence-invalid'],
      ] as const) {
        const bytes = new Uint8Array(readFileSync(join(dataDir, 'public', path)));
        bytes[10] = (bytes[10] as number) ^ 1;
        registry.instead.set(path, bytes);
        expect([path, await looked(desk)]).toMatchObject([path, { code: 7, error: code, lines: [] }]);
        registry.instead.clear();
      }
      expect((await looked(desk)).checkpoint).toMatchObject({ from: 0, size });
    },
    MINUTES,
  );

  it(
    'refuses a log that went back or forked, and keeps both checkpoints',
    async () => {
      const desk = newDesk();
      const checkpoint = () => readFileSync(join(dataDir, 'public', 'log', 'checkpoint'), 'utf8');
      const older = checkpoint();
      await published('later', 'public');
      expect((await looked(desk)).code).toBe(0);
      const accepted = checkpoint();
      const kept = (folder: string) =>
        readdirSync(join(desk.state, folder)).map((name) =>
          JSON.parse(readFileSync(join(desk.state, folder, name), 'utf8')),
        );
      registry.instead.set('log/checkpoint', new TextEncoder().encode(older));
      expect(await looked(desk)).toMatchObject({ code: 7, error: 'rollback' });
      expect(kept('rollbacks')).toMatchObject([{ accepted, found: older }]);

      const another = new Uint8Array(32).fill(7);
      const forged = forgedLog(dataDir, (entries) => [...entries.slice(0, -1), another, another]);
      for (const [path, bytes] of forged) registry.instead.set(path, bytes);
      expect(await looked(desk)).toMatchObject({ code: 7, error: 'evidence-invalid' });
      const found = new TextDecoder().decode(forged.get('log/checkpoint'));
      expect(kept('forks')).toMatchObject([{ accepted, found }]);
      registry.instead.clear();
      expect((await looked(desk)).code).toBe(0);
    },
    MINUTES,
  );

  it(
    'follows a log through tiles that fill up, out of partial and of full bundles',
    async () => {
      const desk = newDesk();
      const more = (size: number) =>
        forgedLog(dataDir, (entries) => [
          ...entries,
          ...Array.from({ length: size - entries.length }, (_, at) => new Uint8Array(32).fill(at)),
        ]);
      for (const size of [250, 256, 257, 515, 1030]) {
        registry.instead.clear();
        for (const [path, bytes] of more(size)) registry.instead.set(path, bytes);
        // Since its checkpoint was fetched, the log may have filled the tile.
        const full = more(256).get('log/tile/entries/000');
        if (size === 250) registry.instead.set('log/tile/entries/000.p/250', undefined);
        if (size === 250) registry.instead.set('log/tile/entries/000', full);
        expect(await looked(desk)).toMatchObject({ code: 0, checkpoint: { size } });
        expect(await faultsIn(desk.cwd)).toEqual([]);
      }
      const names = readdirSync(join(desk.state, 'log', 'tile', '0')).toSorted();
      expect(names).toEqual(['000', '001', '002', '003', '004.p']);
    },
    MINUTES,
  );

  it(
    'looks again and again, also after a registry that was away, until something comes that nobody expected',
    async () => {
      const desk = newDesk();
      const args = [
        'log',
        'monitor',
        '--every',
        '1s',
        '--json',
        '--from',
        registry.url,
        '--state',
        desk.state,
      ];
      const other = await publisherOf(server, await newOrg(server));
      const watching = ice(desk, [...args, '--namespace', other.id, ...expecting(other)]);
      while (!existsSync(join(desk.state, 'log', 'checkpoint'))) await sleep(200);
      registry.failing = true;
      const asked = registry.asked.length;
      while (registry.asked.length < asked + 2) await sleep(200);
      registry.failing = false;
      const third = await publisherOf(server, other, 'third');
      const { code, stdout, stderr } = await watching;
      expect(code).toBe(8);
      expect(stdout).toContain(fingerprintOf(third.key.publicKey));
      expect(stderr).toContain('It is asked again');
    },
    MINUTES,
  );

  it('wants a time that it understands', async () => {
    expect(await iceJson(newDesk(), ['log', 'monitor', '--every', 'soon'])).toMatchObject({
      code: 2,
      data: { error: { code: 'usage' } },
    });
  });
});
