import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import { call, newOrg } from '../harness/api.js';
import { constantTool, makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import {
  copyTemplate,
  newDataDir,
  removeDataDir,
  startServer,
  type TestServer,
} from '../harness/start-server.js';
import { iceJson, type Desk } from './ice.js';

/** What `ice bundle import` brings reaches a cluster that runs (docs/spec/trust.md 3.4, 4.7). */

const MINUTES = 300_000;

let source: SharedServer;
let acme: Publisher;
let author: Desk;
let cluster: TestServer;
let dataDir: string;
let operator: Desk;
const folders: string[] = [];

beforeAll(async () => {
  source = await sharedServer();
  acme = await publisherOf(source, await newOrg(source));
  // Its public files are of one checkpoint, whoever else publishes meanwhile.
  author = { ...newDesk(), env: { ICE_REGISTRY_URL: `${source.url}/static/v0` } };
  dataDir = await copyTemplate();
  cluster = await startServer({ dataDir, env: { ICEOS_NO_DYNAMIC: '1' } });
  operator = { ...newDesk(), dataDir };
}, MINUTES);

afterAll(async () => {
  await cluster.stop();
  await removeDataDir(dataDir);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newDesk(): Desk {
  const cwd = newDataDir();
  folders.push(cwd);
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: 'http://127.0.0.1:9' };
}

async function done(desk: Desk, args: readonly string[]) {
  const { code, data } = await iceJson(desk, args);
  expect([args, code, data.error ?? null]).toEqual([args, 0, null]);
  return data;
}

async function release(name: string, version: string): Promise<void> {
  const wasm = await constantTool(JSON.stringify({ name, version }));
  const made = await makePackage(acme, { name, version, wasm, components: [{ name: `${name}_tool` }] });
  const { status, body } = await publish(source, acme.token, made, { query: '?visibility=public' });
  if (status !== 201) throw new Error(JSON.stringify(body));
}

/** Carries a package of the source over to the cluster. */
async function carry(name: string): Promise<void> {
  await done(author, ['bundle', 'export', name, '-o', 'carried.tar']);
  await done(operator, ['bundle', 'import', join(author.cwd, 'carried.tar')]);
}

async function run(name: string): Promise<string> {
  const body = { tool: `${name}_tool`, inputs: {} };
  const said = await call(cluster, 'POST', '/api/v1/executions/?wait_seconds=60', {
    token: cluster.ownerToken,
    body,
  });
  return JSON.stringify(said.body);
}

/** Runs until the answer contains `text`: a cluster looks for what was imported once a second. */
async function runUntil(name: string, text: string): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    if ((await run(name)).includes(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(await run(name)).toContain(text);
}

/** Lets the cluster look at its files: until it says that it keeps to what it had. */
async function lookAgain(): Promise<void> {
  for (let turn = 0; turn < 100 && !/stays in force/.test(cluster.logs()); turn++) {
    await run('carried');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('a cluster that runs', () => {
  it(
    'loads what is imported, refuses what was revoked since, and never goes back to older keys',
    async () => {
      expect(await run('carried')).toContain("'carried_tool' is not registered");
      await release('carried', '1.0.0');
      await carry(`${acme.id}/carried`);
      await runUntil('carried', '"version":"1.0.0"');
      const keys = join(dataDir, 'roots', acme.registry, 'keys.json');
      const before = readFileSync(keys);

      const retire = `/api/v1/packages/${acme.id}/carried/1.0.0/retire`;
      const { status } = await call(source, 'POST', retire, { token: acme.token, body: { reason: 'wrong' } });
      expect(status).toBe(200);
      // Any newer export brings the revocation, whichever packages are in it.
      await carry('iceos/echo_tool');
      await runUntil('carried', 'version-revoked');

      const newer = readFileSync(keys);
      writeFileSync(keys, before);
      await lookAgain();
      expect(await run('carried')).toContain('version-revoked');
      expect(cluster.logs()).toMatch(/what was trusted of it stays in force/);
      writeFileSync(keys, newer);

      // One that is started now says so too, of what it did not load.
      await cluster.stop();
      cluster = await startServer({ dataDir, env: { ICEOS_NO_DYNAMIC: '1' } });
      expect(await run('carried')).toContain('version-revoked');
      expect(await run('never')).toContain("'never_tool' is not registered");

      await release('carried', '1.1.0');
      await carry(`${acme.id}/carried`);
      await runUntil('carried', '"version":"1.1.0"');
    },
    MINUTES,
  );
});
