import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { scaffoldKit } from '@iceos/sdk/scaffold';
import { newOrg } from '../harness/api.js';
import { constantTool, makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import { newDataDir } from '../harness/start-server.js';
import { ICE, iceJson, type Desk } from './ice.js';

/**
 * Ways round `--no-dynamic` for somebody who may write into the project, its installed packages, the caches or the
 * environment of `ice`. Each is refused with its code, or what runs is what was signed.
 */

let server: SharedServer;
let publisher: Publisher;
/** A folder with two packages installed, which every row copies. */
let prepared: Desk;
const digests: Record<string, string> = {};
const folders: string[] = [];

const SIGNED = '{"from":"the signed one"}';
const KV = { interface: 'iceos:host/kv', version: '0.1.0', max_calls: 5 };
const OTHER = '{"from":"another one"}';

beforeAll(async () => {
  server = await sharedServer();
  publisher = await publisherOf(server, await newOrg(server));
  await release('wanted', SIGNED);
  await release('another', OTHER);
  await release('newer_system', SIGNED, { iceos_min: '99.0.0' });
  await release('storing', SIGNED, {
    permissions: [KV],
  });
  prepared = newDesk();
  await install(prepared, 'wanted', 'another');
  for (const name of ['wanted', 'another', 'newer_system', 'storing'])
    writeJson(prepared, `${name}.json`, blueprintOf({ type: 'tool', tool_name: `${name}_tool` }));
  // The compiled form of what is wanted is in the cache.
  expect(await run(prepared, 'wanted.json')).toMatchObject({ code: 0 });
}, 300_000);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function install(desk: Desk, ...names: readonly string[]): Promise<void> {
  const wanted = names.map((name) => `${publisher.id}/${name}`);
  expect(await iceJson(desk, ['install', ...wanted])).toMatchObject({ code: 0 });
}

function newDesk(): Desk {
  const cwd = newDataDir();
  folders.push(cwd);
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: server.url, token: publisher.token };
}

async function release(name: string, answer: string, change: object = {}, version = '1.0.0'): Promise<void> {
  const components = [{ name: `${name}_tool`, ...change }];
  const made = await makePackage(publisher, { name, version, components, wasm: await constantTool(answer) });
  const { status, body } = await publish(server, publisher.token, made);
  if (status !== 201) throw new Error(JSON.stringify(body));
  digests[name] ??= body.manifest_digest as string;
}

const blueprintOf = (node: object) => ({ schema_version: '1.2.0', nodes: [{ id: 'n', ...node }] });
const writeJson = ({ cwd }: Desk, name: string, value: unknown) =>
  writeFileSync(join(cwd, name), JSON.stringify(value));
const run = (desk: Desk, file: string, ...more: readonly string[]) =>
  iceJson(desk, ['run-blueprint', file, '--no-dynamic', ...more]);

type Kind = 'manifests' | 'evidence';
const stored = ({ cwd }: Desk, kind: Kind, name: string) => join(cwd, '.ice', kind, `${digests[name]}.json`);
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, Json>;

/** Changes a stored document, and keeps it canonical. */
function edit(path: string, change: (document: Record<string, Json>) => void): void {
  const document = read(path);
  change(document);
  writeFileSync(path, canonicalBytes(document));
}

function blobOf(desk: Desk, name: string): string {
  const { files } = read(stored(desk, 'manifests', name)) as unknown as { files: { sha256: string }[] };
  const digest = files[0]?.sha256 ?? '';
  return join(desk.cwd, '.ice', 'blobs', digest.slice(0, 2), digest);
}

function replaceByLink(path: string, target: string): void {
  rmSync(path);
  symlinkSync(target, path);
}

function editLock({ cwd }: Desk, change: (text: string) => string): void {
  const path = join(cwd, 'ice.lock');
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

/** A kit of sources, which nobody signed. */
function kitIn(desk: Desk): void {
  for (const [path, text] of scaffoldKit('weather_kit', {
    namespace: 'local',
    created: '2026-01-01T00:00:00Z',
  })) {
    const target = join(desk.cwd, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  writeJson(desk, 'weather.json', blueprintOf({ type: 'tool', tool_name: 'weather_tool' }));
}

interface Row {
  readonly name: string;
  /** The code that it is refused with. */
  readonly code: string;
  readonly attack: (desk: Desk) => void | Promise<void>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

const RUN = ['run-blueprint', 'wanted.json', '--no-dynamic'];
const nothing = () => undefined;

const ROWS: readonly Row[] = [
  {
    name: 'a kit of sources in the folder',
    code: 'component-dynamic',
    attack: kitIn,
    args: ['run-blueprint', 'weather.json', '--no-dynamic'],
  },
  {
    name: 'ICEOS_NO_DYNAMIC=0 beside the flag',
    code: 'component-dynamic',
    attack: kitIn,
    env: { ICEOS_NO_DYNAMIC: '0' },
    args: ['run-blueprint', 'weather.json', '--no-dynamic'],
  },
  {
    name: 'ICEOS_NO_DYNAMIC with a word that is none',
    code: 'setting-invalid',
    attack: kitIn,
    env: { ICEOS_NO_DYNAMIC: 'strict' },
    args: ['run-blueprint', 'weather.json'],
  },
  {
    name: 'code in the blueprint',
    code: 'blueprint-invalid',
    attack: (desk) =>
      writeJson(
        desk,
        'code.json',
        blueprintOf({ type: 'code', language: 'javascript', code: 'return 1', output_schema: {} }),
      ),
    args: ['run-blueprint', 'code.json', '--no-dynamic'],
  },
  {
    name: 'a bundle of sources',
    code: 'component-dynamic',
    attack: ({ cwd }) =>
      cpSync(join(import.meta.dirname, '../../bundles/getting_started'), join(cwd, 'getting_started'), {
        recursive: true,
      }),
    args: ['bundle', 'run', 'getting_started', '--local', '--no-dynamic'],
  },
  {
    name: 'a file changed after it was installed',
    code: 'digest-mismatch',
    attack: (desk) => writeFileSync(blobOf(desk, 'wanted'), readFileSync(blobOf(desk, 'another'))),
  },
  {
    name: 'a file that is a link to another one',
    code: 'digest-mismatch',
    attack: (desk) => replaceByLink(blobOf(desk, 'wanted'), blobOf(desk, 'another')),
  },
  {
    name: 'a whole store that is a link to a changed one',
    code: 'digest-mismatch',
    attack: (desk) => {
      renameSync(join(desk.cwd, '.ice'), join(desk.cwd, 'elsewhere'));
      symlinkSync('elsewhere', join(desk.cwd, '.ice'));
      writeFileSync(blobOf(desk, 'wanted'), 'changed');
    },
  },
  {
    name: 'another signed manifest under the name of the wanted one',
    code: 'digest-mismatch',
    attack: (desk) => cpSync(stored(desk, 'manifests', 'another'), stored(desk, 'manifests', 'wanted')),
  },
  {
    name: 'a manifest that is a link to another signed one',
    code: 'digest-mismatch',
    attack: (desk) =>
      replaceByLink(stored(desk, 'manifests', 'wanted'), stored(desk, 'manifests', 'another')),
  },
  {
    name: 'a manifest that is changed',
    code: 'digest-mismatch',
    attack: (desk) => edit(stored(desk, 'manifests', 'wanted'), (manifest) => (manifest['license'] = 'MIT')),
  },
  {
    name: 'a manifest in another form',
    code: 'manifest-not-canonical',
    attack: (desk) => {
      const path = stored(desk, 'manifests', 'wanted');
      writeFileSync(path, JSON.stringify(read(path), null, 2));
    },
  },
  {
    name: 'the signature of another package',
    code: 'signature-invalid',
    attack: (desk) => {
      const other = read(stored(desk, 'manifests', 'another'));
      edit(
        stored(desk, 'manifests', 'wanted'),
        (manifest) => (manifest['signature'] = other['signature'] as Json),
      );
    },
  },
  {
    name: 'no signature',
    code: 'signature-missing',
    attack: (desk) => edit(stored(desk, 'manifests', 'wanted'), (manifest) => delete manifest['signature']),
  },
  {
    name: 'a signature that names another key',
    code: 'signature-invalid',
    attack: (desk) =>
      edit(stored(desk, 'manifests', 'wanted'), (manifest) => {
        manifest['signature'] = { ...(manifest['signature'] as object), public_key_id: 'somebody' } as Json;
      }),
  },
  {
    name: 'evidence taken away',
    code: 'evidence-missing',
    attack: (desk) => rmSync(stored(desk, 'evidence', 'wanted')),
  },
  {
    name: 'evidence without the snapshot',
    code: 'evidence-missing',
    attack: (desk) => edit(stored(desk, 'evidence', 'wanted'), (evidence) => delete evidence['snapshot']),
  },
  {
    name: 'evidence without the acceptance',
    code: 'evidence-missing',
    attack: (desk) => edit(stored(desk, 'evidence', 'wanted'), (evidence) => (evidence['statements'] = [])),
  },
  {
    name: 'evidence of another package',
    code: 'evidence-invalid',
    attack: (desk) => cpSync(stored(desk, 'evidence', 'another'), stored(desk, 'evidence', 'wanted')),
  },
  {
    name: 'evidence under another root',
    code: 'evidence-invalid',
    attack: (desk) =>
      edit(stored(desk, 'evidence', 'wanted'), (evidence) => (evidence['registry'] = 'iceos-elsewhere')),
  },
  {
    name: 'evidence that asks for more than there is',
    code: 'evidence-missing',
    attack: nothing,
    env: { ICE_REQUIRE_EVIDENCE: 'witness' },
  },
  {
    name: 'a lock that names another manifest',
    code: 'lock-mismatch',
    attack: (desk) => editLock(desk, (text) => text.replace(digests['wanted']!, digests['another']!)),
  },
  {
    name: 'a lock that claims other permissions',
    code: 'lock-mismatch',
    attack: (desk) =>
      editLock(desk, (text) => text.replace('"permissions": []', `"permissions": [${JSON.stringify(KV)}]`)),
  },
  {
    name: 'a lock of another log',
    code: 'evidence-invalid',
    attack: (desk) =>
      editLock(desk, (text) => text.replace(/("root": ")[^"]+/, `$1${Buffer.alloc(32).toString('base64')}`)),
  },
  {
    name: 'a lock of a log that nobody showed',
    code: 'rollback',
    attack: (desk) => editLock(desk, (text) => text.replace(/("size": )\d+/, '$1999999999')),
  },
  {
    name: 'a lock of another registry',
    code: 'registry-mixed',
    attack: (desk) => editLock(desk, (text) => text.replace(/("registry": ")[^"]+/, '$1iceos-elsewhere')),
  },
  {
    name: 'a key added to the trusted ones',
    code: 'trust-invalid',
    attack: ({ dataDir }) => {
      const [id = ''] = readdirSync(join(dataDir, 'roots')).filter((name) => name !== 'addresses.json');
      edit(join(dataDir, 'roots', id, 'keys.json'), (keys) => (keys['sequence'] = 999_999_999));
    },
  },
  {
    name: 'a memory of the log that says something else',
    code: 'log-memory-unreadable',
    attack: ({ dataDir }) => {
      const [id = ''] = readdirSync(join(dataDir, 'roots')).filter((name) => name !== 'addresses.json');
      writeFileSync(join(dataDir, 'roots', id, 'log-head.json'), '{}');
    },
  },
  {
    name: 'a root that ICE_TRUST_ROOTS does not name',
    code: 'policy-refused',
    attack: nothing,
    env: { ICE_TRUST_ROOTS: 'somebody-else' },
  },
  {
    name: 'an interface that ICE_GRANT_INTERFACES does not grant',
    code: 'permission-not-granted',
    attack: (desk) => install(desk, 'storing'),
    env: { ICE_GRANT_INTERFACES: 'none' },
    args: ['run-blueprint', 'storing.json', '--no-dynamic'],
  },
  {
    name: 'a component for a newer iceOS',
    code: 'iceos-too-old',
    attack: (desk) => install(desk, 'newer_system'),
    args: ['run-blueprint', 'newer_system.json', '--no-dynamic'],
  },
];

describe('ice --no-dynamic refuses', () => {
  it.each(ROWS)('$name: $code', async ({ code, attack, env = {}, args = RUN }) => {
    const cwd = newDataDir();
    folders.push(cwd);
    cpSync(prepared.cwd, cwd, { recursive: true });
    const desk = { ...prepared, cwd, dataDir: join(cwd, 'data') };
    await attack(desk);
    const ended = await iceJson({ ...desk, env }, args);
    expect({ code: ended.data.error?.code, said: ended.data }).toEqual({ code, said: ended.data });
  });
});

describe('ice --no-dynamic runs what was signed', () => {
  let desk: Desk;

  beforeEach(() => {
    const cwd = newDataDir();
    folders.push(cwd);
    cpSync(prepared.cwd, cwd, { recursive: true });
    desk = { ...prepared, cwd, dataDir: join(cwd, 'data') };
  });

  it('whatever the compiled form in the cache says, under a seal that anybody can make', async () => {
    const cache = join(desk.dataDir, 'cache', 'local-components');
    const [name = ''] = readdirSync(cache);
    const content = readFileSync(join(cache, name)).subarray(32);
    const forged = Buffer.from(content.toString('latin1').replace('signed one', 'forged one'), 'latin1');
    expect(forged.equals(content)).toBe(false);
    const seal = createHash('sha256').update(forged).digest();
    writeFileSync(join(cache, name), Buffer.concat([seal, forged]));
    const { data } = await run(desk, 'wanted.json');
    expect(JSON.stringify(data)).toContain('the signed one');
  });

  it('where a kit of sources in the folder has a component of the same name', async () => {
    kitIn(desk);
    const path = join(desk.cwd, 'weather_kit', 'kit.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('weather_tool', 'wanted_tool'));
    const { code, data } = await run(desk, 'wanted.json');
    expect([code, JSON.stringify(data)]).toEqual([0, expect.stringContaining('the signed one')]);
  });

  it('and hands nothing of its environment to the sandbox', async () => {
    // Who owns the environment of `ice` owns `ice`: what is loaded into it is out of reach. It goes no further.
    const loaded = join(desk.cwd, 'loaded');
    const preload = join(desk.cwd, 'preload.mjs');
    writeFileSync(
      preload,
      `import { appendFileSync } from 'node:fs';
       appendFileSync(${JSON.stringify(loaded)}, \`\${process.argv[1]}\\n\`);`,
    );
    const env = { NODE_OPTIONS: `--import=${preload}`, NODE_PATH: desk.cwd };
    rmSync(join(desk.dataDir, 'cache'), { recursive: true });
    const { data } = await run({ ...desk, env }, 'wanted.json');
    expect(JSON.stringify(data)).toContain('the signed one');
    expect(readFileSync(loaded, 'utf8').trim().split('\n')).toEqual([ICE]);
  });

  it('by evidence that is fresh enough, by a clock that nobody turned', async () => {
    const clock = async (days: number, freshness: string) => {
      const preload = join(desk.cwd, 'clock.mjs');
      writeFileSync(
        preload,
        `const real = Date.now; const by = ${days} * 86_400_000;
         const Real = Date;
         globalThis.Date = class extends Real {
           constructor(...given) { given.length === 0 ? super(real() + by) : super(...given); }
           static now() { return real() + by; }
         };`,
      );
      // No registry answers, so that nothing newer comes.
      const env = { NODE_OPTIONS: `--import=${preload}`, ICE_EVIDENCE_FRESHNESS: freshness };
      const ended = await run({ ...desk, env }, 'wanted.json');
      return ended.data.error?.code ?? 'runs';
    };
    expect([await clock(0, 'live'), await clock(2, 'live'), await clock(2, 'aged')]).toEqual([
      'runs',
      'stale',
      'runs',
    ]);
    expect([await clock(40, 'aged'), await clock(-2, 'aged')]).toEqual(['stale', 'stale']);
  });

  it('and never what is older than it had before', async () => {
    const lock = readFileSync(join(desk.cwd, 'ice.lock'));
    await install(desk, 'wanted');
    await release('wanted', SIGNED, {}, '1.1.0');
    expect(await iceJson(desk, ['upgrade'])).toMatchObject({ code: 0 });
    writeFileSync(join(desk.cwd, 'ice.lock'), lock);
    expect((await run(desk, 'wanted.json')).data.error.code).toBe('rollback');
  });
});
