import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ManifestComponent } from '@iceos/core/manifest';
import { call, newOrg } from '../harness/api.js';
import {
  makePackage,
  publish,
  publisherOf,
  type PackageOptions,
  type Publisher,
} from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import { ice, iceJson, type Desk } from './ice.js';

let server: SharedServer;
let publisher: Publisher;
const folders: string[] = [];
let desk: Desk;
let counter = 0;

beforeAll(async () => {
  server = await sharedServer();
  publisher = await publisherOf(server, await newOrg(server));
});

beforeEach(() => {
  desk = newDesk();
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newDesk(env: Readonly<Record<string, string>> = {}): Desk {
  const cwd = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  folders.push(cwd);
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: server.url, token: publisher.token, env };
}

/** Publishes a kit of one tool; its sequence in the registry. */
async function release(
  name: string,
  version: string,
  change: Partial<ManifestComponent> = {},
  manifest: PackageOptions['manifest'] = {},
): Promise<number> {
  const components = [{ name: `${name}_tool`, ...change }];
  const made = await makePackage(publisher, { name, version, components, manifest });
  const { status, body } = await publish(server, publisher.token, made);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.sequence as number;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** A package name that no other test has, and that looks like none. */
const newName = () => `kit_${[...String((counter += 1))].map((digit) => LETTERS[Number(digit)]).join('')}q`;
const full = (name: string) => `${publisher.id}/${name}`;
const lockOf = ({ cwd }: Desk) => readFileSync(join(cwd, 'ice.lock'), 'utf8');
const historyOf = ({ cwd }: Desk) =>
  readFileSync(join(cwd, 'ice.lock.history.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as { from: string | null; to: string; accepted: boolean; changes: unknown[] },
    );

const KV = { interface: 'iceos:host/kv', version: '0.1.0', max_calls: 5 };

describe('what is outdated', () => {
  it('is nothing, and exit code 0, while everything locked is the newest', async () => {
    const name = newName();
    await release(name, '1.0.0');
    await ice(desk, ['install', full(name)]);
    expect(await iceJson(desk, ['outdated'])).toEqual({ code: 0, data: { items: [] } });
  });

  it('is listed with what would be taken, what is newest, and how the locked version stands', async () => {
    const name = newName();
    await release(name, '1.0.0');
    await ice(desk, ['install', full(name)]);
    await release(name, '1.1.0');
    await release(name, '2.0.0');
    const path = `/api/v1/packages/${full(name)}/1.0.0/yank`;
    const yanked = await call(server, 'POST', path, { token: publisher.token, body: { reason: 'old' } });
    expect(yanked.status).toBeLessThan(300);
    expect(await iceJson(desk, ['outdated'])).toEqual({
      code: 8,
      data: {
        items: [
          {
            name: full(name),
            locked: '1.0.0',
            wanted: '1.1.0',
            latest: '2.0.0',
            first_seen: expect.stringMatching(/^\d{4}-.*Z$/),
            age: '0m',
            standing: 'yanked',
          },
        ],
      },
    });
    const table = await ice(desk, ['outdated']);
    expect(table.stdout).toMatch(
      /package +locked +wanted +latest +age +standing\n.*1\.0\.0 +1\.1\.0 +2\.0\.0 +0m +yanked/,
    );
  });

  it('leaves out of what is wanted whatever is younger than the policy asks for', async () => {
    const name = newName();
    await release(name, '1.0.0');
    await ice(desk, ['install', full(name)]);
    await release(name, '1.1.0');
    const { data } = await iceJson({ ...desk, env: { ICE_MIN_RELEASE_AGE: '3d' } }, ['outdated']);
    expect(data.items).toMatchObject([{ locked: '1.0.0', wanted: '1.0.0', latest: '1.1.0' }]);
  });
});

describe('an upgrade', () => {
  it('that narrows is taken, and what it changes is printed and kept beside the lock', async () => {
    const name = newName();
    await release(name, '1.0.0', { permissions: [KV], limits: { memory_mb: 64 } });
    await ice(desk, ['install', full(name)]);
    await release(name, '1.1.0', { description: 'Answers in another way.', limits: { memory_mb: 32 } });
    const upgraded = await iceJson(desk, ['upgrade']);
    expect(upgraded).toMatchObject({ code: 0, data: { written: true } });
    const aspects = upgraded.data.changes.map(({ aspect }: { aspect: string }) => aspect);
    expect(aspects).toEqual(['version', 'description', 'permissions', 'limits']);
    expect(lockOf(desk)).toContain('"version": "1.1.0"');
    const [first, second, ...more] = historyOf(desk);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ from: null, accepted: false });
    expect(second).toMatchObject({ from: first?.to, accepted: false, changes: upgraded.data.changes });
    expect((await iceJson(desk, ['install', '--frozen'])).code).toBe(0);
  });

  const WIDER: [string, Partial<ManifestComponent>, PackageOptions['manifest'], string][] = [
    ['a permission', { permissions: [KV] }, {}, 'asks for iceos:host/kv@0.1.0.'],
    [
      'a host',
      { permissions: [{ interface: 'iceos:host/http', version: '0.1.0', hosts: ['*.example.org'] }] },
      {},
      'may reach *.example.org.',
    ],
    ['a higher limit', { limits: { memory_mb: 128 } }, {}, 'memory_mb is 128.'],
    ['a cost', { cost_estimate: { base: 0.01 } }, {}, 'base costs 0.01 instead of 0 USD.'],
    ['a price', {}, { pricing: { model: 'per_call', amount_usd: '0.05' } }, 'is priced per_call.'],
    ['a dependency', {}, { dependencies: { 'iceos/echo_tool': '^1.0.0' } }, 'needs iceos/echo_tool.'],
  ];

  it.each(WIDER)(
    'that widens by %s writes nothing until it is accepted',
    async (_, change, manifest, said) => {
      const name = newName();
      await release(name, '1.0.0', { limits: { memory_mb: 64 } });
      await ice(desk, ['install', full(name)]);
      await release(name, '1.1.0', { limits: { memory_mb: 64 }, ...change }, manifest);
      const before = [lockOf(desk), historyOf(desk)];
      for (const args of [
        ['upgrade'],
        ['lock'],
        ['upgrade', full(name)],
        ['install', `${full(name)}@^1.1.0`],
      ]) {
        const refused = await iceJson(desk, args);
        expect(refused).toMatchObject({
          code: 7,
          data: { error: { code: 'upgrade-widens', hint: expect.stringContaining('--accept') } },
        });
        expect(refused.data.error.errors.map(({ detail }: { detail: string }) => detail)).toContain(said);
        expect([lockOf(desk), historyOf(desk)]).toEqual(before);
      }
      expect(await iceJson(desk, ['upgrade', '--dry-run'])).toMatchObject({
        code: 0,
        data: { written: false },
      });
      expect([lockOf(desk), historyOf(desk)]).toEqual(before);
      expect((await iceJson(desk, ['upgrade', '--accept'])).code).toBe(0);
      expect(historyOf(desk).at(-1)).toMatchObject({ accepted: true });
      expect(lockOf(desk)).toContain('"version": "1.1.0"');
    },
  );

  it('that is signed by another key must be accepted', async () => {
    const name = newName();
    await release(name, '1.0.0');
    await ice(desk, ['install', full(name)]);
    const other = await publisherOf(server, publisher, `other-${name}`);
    const made = await makePackage(other, { name, version: '1.1.0', components: [{ name: `${name}_tool` }] });
    expect((await publish(server, publisher.token, made)).status).toBe(201);
    expect(await iceJson(desk, ['upgrade'])).toMatchObject({
      code: 7,
      data: { error: { errors: [{ code: 'widens-key', pointer: full(name) }] } },
    });
  });

  it('moves what was named, and leaves the rest where it is', async () => {
    const [one, two] = [newName(), newName()];
    for (const name of [one, two]) await release(name, '1.0.0');
    await ice(desk, ['install', full(one), full(two)]);
    for (const name of [one, two]) await release(name, '1.0.1');
    await ice(desk, ['upgrade', full(two)]);
    const versions = JSON.parse(lockOf(desk)).packages.map(
      ({ name, version }: { name: string; version: string }) => [name, version],
    );
    expect(Object.fromEntries(versions)).toEqual({ [one]: '1.0.0', [two]: '1.0.1' });
    expect(await iceJson(desk, ['upgrade', full('never')])).toMatchObject({
      code: 3,
      data: { error: { code: 'package-not-locked' } },
    });
  });
});

describe('the age of a release', () => {
  it('that the policy asks for is asked of every way to get a version, and names when it was first seen', async () => {
    const name = newName();
    await release(name, '1.0.0');
    const careful = newDesk({ ICE_MIN_RELEASE_AGE: '3d' });
    const refused = await iceJson(careful, ['install', full(name)]);
    expect(refused).toMatchObject({
      code: 7,
      data: {
        error: { code: 'policy-refused', subject: `${full(name)}@1.0.0`, found: expect.stringMatching(/Z$/) },
      },
    });
    expect(existsSync(join(careful.cwd, 'ice.lock'))).toBe(false);
    // A lock that somebody without the policy wrote.
    await ice(desk, ['install', full(name)]);
    writeFileSync(join(careful.cwd, 'ice.lock'), lockOf(desk));
    expect(await iceJson(careful, ['install', '--frozen'])).toMatchObject({
      code: 7,
      data: { error: { code: 'policy-refused' } },
    });
    // What is installed stays.
    const installed = { ...desk, env: { ICE_MIN_RELEASE_AGE: '3d' } };
    expect((await iceJson(installed, ['install', '--frozen'])).code).toBe(0);
    expect(await iceJson({ ...desk, env: { ICE_MIN_RELEASE_AGE: 'soon' } }, ['outdated'])).toMatchObject({
      code: 2,
      data: { error: { code: 'setting-invalid' } },
    });
  });
});

describe('a lock', () => {
  it('that goes back is refused, to install and to run, unless the older version is asked for', async () => {
    const name = newName();
    await release(name, '1.0.0');
    await ice(desk, ['install', full(name)]);
    const older = lockOf(desk);
    await release(name, '1.0.1');
    expect((await iceJson(desk, ['upgrade'])).code).toBe(0);
    writeFileSync(join(desk.cwd, 'ice.lock'), older);
    const nodes = [{ id: 'n', type: 'tool', tool_name: `${name}_tool` }];
    writeFileSync(join(desk.cwd, 'run.json'), JSON.stringify({ schema_version: '1.2.0', nodes }));
    for (const args of [
      ['install', '--frozen'],
      ['install'],
      ['run-blueprint', 'run.json', '--no-dynamic'],
    ]) {
      expect(await iceJson(desk, args)).toMatchObject({
        code: 7,
        data: {
          error: {
            code: 'rollback',
            subject: `${full(name)}@1.0.0`,
            expected: expect.stringContaining('1.0.1'),
          },
        },
      });
    }
    expect((await iceJson(desk, ['install', `${full(name)}@1.0.0`])).code).toBe(0);
    expect((await iceJson(desk, ['install', '--frozen'])).code).toBe(0);
    expect(await iceJson(desk, ['run-blueprint', 'run.json', '--no-dynamic'])).toMatchObject({ code: 0 });
  });

  it('whose words about an installed package were changed is refused before anything is compared with it', async () => {
    const name = newName();
    await release(name, '1.0.0');
    await ice(desk, ['install', full(name)]);
    await release(name, '1.1.0', { permissions: [KV] });
    const claim = lockOf(desk).replace('"permissions": []', `"permissions": [${JSON.stringify(KV)}]`);
    writeFileSync(join(desk.cwd, 'ice.lock'), claim);
    expect(await iceJson(desk, ['upgrade'])).toMatchObject({
      code: 7,
      data: { error: { code: 'lock-mismatch' } },
    });
    expect(lockOf(desk)).toBe(claim);
  });
});
