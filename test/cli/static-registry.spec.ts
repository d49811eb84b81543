import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, describe } from '@jest/globals';
import { NODE } from '../harness/root.js';
import { newDataDir, removeDataDir, startServer, copyTemplate } from '../harness/start-server.js';
import { ice, iceJson, type Desk } from './ice.js';

/** A plain file server: files of the current folder, and nothing else. */
const FILE_SERVER = `
const { createServer } = require('node:http');
const { readFile } = require('node:fs');
createServer((request, response) => readFile('.' + decodeURIComponent(request.url), (error, bytes) => {
  response.writeHead(error ? 404 : 200).end(bytes);
})).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

let files: string;
let child: ChildProcess;
let url: string;
let desk: Desk;
const folders: string[] = [];

beforeAll(async () => {
  const dataDir = await copyTemplate();
  const server = await startServer({ dataDir });
  await server.stop();
  files = mkdtempSync(join(tmpdir(), 'iceos-files-'));
  folders.push(files);
  cpSync(join(dataDir, 'public'), join(files, 'v0'), { recursive: true });
  await removeDataDir(dataDir);
  child = spawn(NODE, ['-e', FILE_SERVER], { cwd: files, stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  url = `http://127.0.0.1:${String(port).trim()}/v0`;
}, 300_000);

beforeEach(() => {
  const cwd = newDataDir();
  folders.push(cwd);
  // No API: whatever asks for it fails.
  desk = { cwd, dataDir: join(cwd, 'data'), apiUrl: 'http://127.0.0.1:9', env: { ICE_REGISTRY_URL: url } };
});

afterAll(() => {
  child?.kill();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Puts other bytes in the place of a file until `work` is done. */
async function replaced(path: string, bytes: Uint8Array, work: () => Promise<void>): Promise<void> {
  const whole = join(files, 'v0', path);
  const before = readFileSync(whole);
  writeFileSync(whole, bytes);
  try {
    await work();
  } finally {
    writeFileSync(whole, before);
  }
}

describe('plain files of a registry', () => {
  it('are enough to install, to look for newer versions and to run, with the API off', async () => {
    expect(await iceJson(desk, ['install', 'iceos/echo_tool'])).toMatchObject({ code: 0 });
    expect(await iceJson(desk, ['install', '--frozen'])).toMatchObject({ code: 0 });
    expect(await iceJson(desk, ['outdated'])).toEqual({ code: 0, data: { items: [] } });
    const nodes = [{ id: 'n', type: 'tool', tool_name: 'echo_tool', tool_args: { text: 'hi' } }];
    writeFileSync(join(desk.cwd, 'run.json'), JSON.stringify({ schema_version: '1.2.0', nodes }));
    expect(await iceJson(desk, ['run-blueprint', 'run.json', '--no-dynamic'])).toMatchObject({
      code: 0,
      data: { success: true },
    });
  });

  it('are refused under a wrong name, and write no lock', async () => {
    const index = (name: string) => readFileSync(join(files, 'v0', 'packages', 'iceos', `${name}.json`));
    const [echo, lookup] = ['echo_tool', 'lookup_tool'].map(
      (name) => JSON.parse(index(name).toString()).versions[0] as { manifest_digest: string },
    );
    const refused = async (code: string) => {
      const said = await iceJson(desk, ['install', 'iceos/echo_tool']);
      expect([said.code, said.data.error.code]).toEqual([7, code]);
      expect(existsSync(join(desk.cwd, 'ice.lock'))).toBe(false);
    };
    await replaced('packages/iceos/echo_tool.json', index('lookup_tool'), () => refused('evidence-invalid'));
    const other = readFileSync(join(files, 'v0', 'manifests', `${lookup?.manifest_digest}.json`));
    const path = `manifests/${echo?.manifest_digest}.json`;
    await replaced(path, other, () => refused('digest-mismatch'));
    const { files: listed } = JSON.parse(readFileSync(join(files, 'v0', path)).toString()) as {
      files: { sha256: string }[];
    };
    await replaced(`blobs/${listed[0]?.sha256}`, Buffer.from('other'), () => refused('digest-mismatch'));
  });

  it('are fetched again where what is installed was changed or cut off, and missed where nobody serves them', async () => {
    expect(await ice(desk, ['install', 'iceos/echo_tool'])).toMatchObject({ code: 0 });
    const nodes = [{ id: 'n', type: 'tool', tool_name: 'echo_tool', tool_args: { text: 'hi' } }];
    writeFileSync(join(desk.cwd, 'run.json'), JSON.stringify({ schema_version: '1.2.0', nodes }));
    const runs = () => iceJson(desk, ['run-blueprint', 'run.json', '--no-dynamic']);
    const blobs = join(desk.cwd, '.ice', 'blobs');
    const paths = readdirSync(blobs, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const whole = new Map(paths.map((path) => [path, readFileSync(path)]));
    const damage = {
      changed: (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from('?')]),
      truncated: (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
      emptied: () => Buffer.alloc(0),
    };
    for (const change of Object.values(damage))
      for (const args of [['install'], ['install', '--frozen'], ['install', 'iceos/echo_tool']]) {
        for (const [path, bytes] of whole) writeFileSync(path, change(bytes));
        expect(await runs()).toMatchObject({ code: 7, data: { error: { code: 'digest-mismatch' } } });
        const away = { ...desk, env: { ICE_REGISTRY_URL: 'http://127.0.0.1:9' } };
        if (args.length === 1)
          expect(await iceJson(away, args)).toMatchObject({
            code: 7,
            data: { error: { code: 'digest-mismatch', detail: expect.stringContaining('no registry') } },
          });
        const { code, stderr } = await ice(desk, args);
        expect([code, stderr]).toEqual([0, expect.stringMatching(/iceos\/echo_tool@.* was fetched again/)]);
        for (const [path, bytes] of whole) expect(readFileSync(path).equals(bytes)).toBe(true);
      }
    expect((await ice(desk, ['install'])).stderr).not.toContain('fetched again');
    expect(await runs()).toMatchObject({ code: 0 });
  });

  it('are missed with a code when there is no server of them', async () => {
    const away = { ...desk, env: { ICE_REGISTRY_URL: 'http://127.0.0.1:9' } };
    expect(await ice(away, ['install', 'iceos/echo_tool'])).toMatchObject({ code: 75 });
  });
});
