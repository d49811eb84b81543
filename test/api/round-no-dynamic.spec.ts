import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalBytes } from '@iceos/core/canonical';
import { SigningKey } from '@iceos/core/signing';
import { call, newOrg } from '../harness/api.js';
import {
  constantTool,
  makePackage,
  publish,
  publisherOf,
  sign,
  type PackageOptions,
  type Publisher,
  type SignedPackage,
} from '../harness/packages.js';
import { spawnServer, type ServerProcess } from '../harness/server-process.js';
import { copyTemplate, environmentFor, removeDataDir, startServer } from '../harness/start-server.js';

/**
 * Ways round a strict cluster, for somebody who may write the manifests of the operator, the caches and the blobs, or who
 * holds a token: each is refused with its code, or what runs is what was signed.
 */

const MINUTES = 300_000;
const SIGNED = '{"from":"the signed one"}';
const OTHER = '{"from":"another one"}';

let dataDir: string;
let folder: string;
let server: ServerProcess;
let acme: Publisher;
let over: Publisher;
/** Manifests of the operator by what is wrong with them. */
const manifests: string[] = [];
let signedTool: Uint8Array;
let otherTool: Uint8Array;
/** What is published and what lies beside the server, by name. */
const published: Record<string, { manifest_digest: string; sequence: number; blob: string }> = {};

/** A signed manifest beside its file, as an operator copies it to a cluster. */
function place(
  name: string,
  { manifestBytes }: SignedPackage,
  tool: Uint8Array | undefined = signedTool,
): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'plugins.json'), manifestBytes);
  if (tool) writeFileSync(join(path, 'tool.wasm'), tool);
  manifests.push(join(path, 'plugins.json'));
  return path;
}

const local = (name: string, by: Publisher, options: PackageOptions = {}) =>
  makePackage(by, {
    name,
    wasm: signedTool,
    ...options,
    components: [{ ...options.components?.[0], name: `${name}_tool` }],
  });

async function release(name: string, by: Publisher, options: PackageOptions = {}) {
  const made = await local(name, by, options);
  const { status, body } = await publish({ url: server.url }, by.token, made);
  if (status !== 201) throw new Error(JSON.stringify(body));
  published[name] = { ...body, blob: made.manifest.files![0]!.sha256 };
}

interface LocalRow {
  readonly name: string;
  readonly what: string;
  readonly code: string;
  readonly make: (name: string) => Promise<unknown>;
}

const stranger = SigningKey.generate('release', 'manifest');
const KV = { interface: 'iceos:host/kv', version: '0.1.0', max_calls: 5 };

/** Manifests of the operator that a strict cluster refuses when it starts. */
const LOCAL: readonly LocalRow[] = [
  {
    name: 'unsigned',
    what: 'one that nobody signed',
    code: 'component-dynamic',
    make: async (name) => {
      const made = await local(name, acme);
      const { signature: _signature, ...manifest } = made.manifest;
      place(name, { ...made, manifestBytes: canonicalBytes(manifest) });
    },
  },
  {
    name: 'strange',
    what: 'one signed by a key that is not enrolled',
    code: 'key-unknown',
    make: async (name) => place(name, await local(name, { ...acme, key: stranger })),
  },
  {
    name: 'foreign',
    what: 'one signed for a namespace of others',
    code: 'key-not-for-namespace',
    make: async (name) => place(name, await local(name, acme, { manifest: { namespace: 'iceos' } })),
  },
  {
    name: 'elsewhere',
    what: 'one of another root',
    code: 'policy-refused',
    make: async (name) => place(name, await local(name, acme, { manifest: { registry: 'iceos-elsewhere' } })),
  },
  {
    name: 'outside',
    what: 'one with a path outside its folder',
    code: 'manifest-invalid',
    make: async (name) => {
      const { manifest, archive } = await local(name, acme);
      const files = manifest.files!.map((file) => ({ ...file, path: '../tool.wasm' }));
      const components = manifest.components.map((one) => ({
        ...one,
        wasm: { ...one.wasm!, path: '../tool.wasm' },
      }));
      place(name, sign(acme.key, { ...manifest, files, components }, archive));
    },
  },
  {
    name: 'undeclared',
    what: 'one whose component names a file that it does not list',
    code: 'manifest-invalid',
    make: async (name) => {
      const wasm = { path: 'other.wasm', world: 'iceos:tool@0.1.0' };
      const path = place(name, await local(name, acme, { components: [{ name, wasm }] }));
      writeFileSync(join(path, 'other.wasm'), signedTool);
    },
  },
  {
    name: 'swapped',
    what: 'one beside another file than was signed',
    code: 'digest-mismatch',
    make: async (name) => place(name, await local(name, acme), otherTool),
  },
  {
    name: 'linked',
    what: 'one beside a link to another file',
    code: 'digest-mismatch',
    make: async (name) => {
      const path = place(name, await local(name, acme));
      writeFileSync(join(folder, 'other.wasm'), otherTool);
      rmSync(join(path, 'tool.wasm'));
      symlinkSync(join(folder, 'other.wasm'), join(path, 'tool.wasm'));
    },
  },
  {
    name: 'borrowed',
    what: 'a link to a signed one, beside another file',
    code: 'digest-mismatch',
    make: async (name) => {
      const signed = place(`${name}-from`, await local(name, acme), otherTool);
      const path = join(folder, name);
      mkdirSync(path);
      symlinkSync(join(signed, 'plugins.json'), join(path, 'plugins.json'));
      writeFileSync(join(path, 'tool.wasm'), otherTool);
      manifests.push(join(path, 'plugins.json'));
    },
  },
  {
    name: 'spaced',
    what: 'one in another form than was signed',
    code: 'manifest-not-canonical',
    make: async (name) => {
      const made = await local(name, acme);
      place(name, { ...made, manifestBytes: Buffer.from(JSON.stringify(made.manifest, null, 2)) });
    },
  },
  {
    name: 'resigned',
    what: 'one with the signature of another',
    code: 'signature-invalid',
    make: async (name) => {
      const [made, other] = [await local(name, acme), await local('whatever', acme)];
      const manifest = { ...made.manifest, signature: other.manifest.signature! };
      place(name, { ...made, manifestBytes: canonicalBytes(manifest) });
    },
  },
  {
    name: 'unproved',
    what: 'one that asks for evidence, without any',
    code: 'evidence-missing',
    make: async (name) => place(name, await local(name, acme, { manifest: { required_evidence: ['log'] } })),
  },
  {
    name: 'misproved',
    what: 'one with the evidence of another',
    code: 'evidence-invalid',
    make: async (name) => {
      const path = place(name, await local(name, acme));
      const digest = published['wanted']?.manifest_digest;
      const { body } = await call(server, 'GET', `/api/v1/evidence/${digest}`, { token: acme.token });
      writeFileSync(join(path, 'plugins.evidence.json'), canonicalBytes(body));
    },
  },
  {
    name: 'newer',
    what: 'one for a newer iceOS',
    code: 'iceos-too-old',
    make: async (name) =>
      place(name, await local(name, acme, { components: [{ name, iceos_min: '99.0.0' }] })),
  },
  {
    name: 'storing',
    what: 'one that asks for what the cluster does not grant',
    code: 'permission-not-granted',
    make: async (name) => place(name, await local(name, acme, { components: [{ name, permissions: [KV] }] })),
  },
];

beforeAll(async () => {
  dataDir = await copyTemplate();
  folder = mkdtempSync(join(tmpdir(), 'iceos-manifests-'));
  [signedTool, otherTool] = [await constantTool(SIGNED), await constantTool(OTHER)];
  const first = await startServer({ dataDir });
  server = first;
  acme = await publisherOf(first, await newOrg(first));
  await release('wanted', acme);
  await release('revoked', acme);
  await release('proving', acme, { manifest: { required_evidence: ['log', 'acceptance', 'snapshot'] } });
  await release('replaced', acme, { wasm: await constantTool('{"from":"a blob"}') });
  const thief = await publisherOf(first, acme, 'thief');
  over = await publisherOf(first, await newOrg(first));
  await release('stolen', thief);
  place('beside', await local('beside', thief));
  place('ended', await local('ended', over));
  for (const { name, make } of LOCAL) await make(name);
  await first.stop();
  tamper();
  await restart();
}, MINUTES);

afterAll(async () => {
  await server?.stop();
  await removeDataDir(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

/** What somebody does who may write the blobs and the caches, while the cluster is away. */
function tamper(): void {
  const { blob } = published['replaced']!;
  writeFileSync(join(dataDir, 'blobs', blob.slice(0, 2), blob), otherTool);
  // Every compiled component says something else, under a digest that fits it.
  const cache = join(dataDir, 'cache', 'components');
  for (const name of readdirSync(cache)) {
    const content = readFileSync(join(cache, name)).subarray(32);
    const changed = Buffer.from(content.toString('latin1').replaceAll('signed one', 'forged one'), 'latin1');
    const seal = createHash('sha256').update(changed).digest();
    writeFileSync(join(cache, name), Buffer.concat([seal, changed]));
  }
}

const loaded = () => join(folder, 'loaded');

/** Starts the cluster as a strict one by its argument; the environment says otherwise, and has Node load something. */
async function restart(): Promise<void> {
  const preload = join(folder, 'preload.mjs');
  writeFileSync(
    preload,
    `import { appendFileSync } from 'node:fs';
     appendFileSync(${JSON.stringify(loaded())}, \`\${process.argv[1]}\\n\`);`,
  );
  const env = await environmentFor(dataDir, {
    ICEOS_NO_DYNAMIC: '0',
    ICEOS_PLUGIN_MANIFESTS: manifests.join(','),
    ICE_GRANT_INTERFACES: 'log,clock',
    NODE_OPTIONS: `--import=${preload}`,
    NODE_PATH: folder,
  });
  const wrapper = ['sh', '-c', 'exec "$0" "$@" --no-dynamic'] as const;
  server = await spawnServer({ dataDir, env, wrapper });
}

async function run(name: string, by: Pick<Publisher, 'token'> = acme): Promise<string> {
  const { body } = await call(server, 'POST', '/api/v1/executions/?wait_seconds=60', {
    token: by.token,
    body: { tool: `${name}_tool`, inputs: {} },
  });
  return JSON.stringify(body);
}

const post = (path: string, body: object) =>
  call(server, 'POST', `/api/v1/${path}`, { token: acme.token, body });

/** A component that reads files, as its own manifest says. */
async function importingTool(): Promise<Uint8Array> {
  const get = (path: string) => fetch(`${server.url}/static/v0/${path}`);
  const { versions } = (await (await get('packages/iceos/csv_loader.json')).json()) as {
    versions: { manifest_digest: string }[];
  };
  const { files } = (await (await get(`manifests/${versions[0]?.manifest_digest}.json`)).json()) as {
    files: { path: string; sha256: string }[];
  };
  const wasm = files.find(({ path }) => path.endsWith('.wasm'));
  return new Uint8Array(await (await get(`blobs/${wasm?.sha256}`)).arrayBuffer());
}

describe('a strict cluster refuses of its operator', () => {
  it.each(LOCAL)('$what: $code', async ({ name, code }) => {
    const path = join(folder, name, 'plugins.json');
    const lines = server
      .logs()
      .split('\n')
      .filter((line) => line.includes(path));
    expect(lines.join('\n')).toContain(`${code}: `);
    expect(await run(name)).toContain(`'${name}_tool' is not registered`);
  });
});

describe('a strict cluster', () => {
  it('refuses code in a blueprint', async () => {
    const nodes = [{ id: 'n', type: 'code', language: 'javascript', code: 'return 1', output_schema: {} }];
    const { status, body } = await post('executions/', { blueprint: { schema_version: '1.2.0', nodes } });
    expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining('/nodes/0')]);
  });

  it('refuses a blob that was replaced', async () => {
    expect(await run('replaced')).toContain('is not what its name says');
  });

  it('compiles again what was changed in its cache, whatever the cache says of it', async () => {
    expect(await run('wanted')).toContain('the signed one');
  });

  it('hands nothing of its environment to the sandbox', async () => {
    await run('wanted');
    const programs = readFileSync(loaded(), 'utf8').trim().split('\n');
    expect(programs.filter((path) => !path.endsWith('/dist/src/main.js'))).toEqual([]);
  });

  it('loads what asks for the evidence that there is, and takes nothing that asks for more', async () => {
    expect(await run('proving')).toContain('the signed one');
    for (const kind of ['witness', 'inclusion-proof']) {
      const made = await local('asking', acme, { manifest: { required_evidence: ['log', kind] } });
      const { body } = await publish({ url: server.url }, acme.token, made);
      expect([kind, body.code]).toEqual([kind, 'evidence-missing']);
    }
  });

  it.each([
    [
      'components whose names differ by case',
      [{ name: 'sum_tool' }, { name: 'Sum_tool' }],
      'manifest-invalid',
    ],
    ['two components of one name', [{ name: 'sum_tool' }, { name: 'sum_tool' }], 'manifest-invalid'],
  ])('takes no package with %s', async (_, components, code) => {
    const made = await makePackage(acme, { name: 'colliding', components });
    expect((await publish({ url: server.url }, acme.token, made)).body.code).toBe(code);
  });

  it('takes no component that imports what its manifest does not declare', async () => {
    const made = await local('importing', acme, { wasm: await importingTool() });
    const { body } = await publish({ url: server.url }, acme.token, made);
    expect(body.code).toBe('component-import-undeclared');
  });
});

describe('a warm strict cluster refuses without a restart', () => {
  it('a version that was revoked, by its name and in what was stored with it', async () => {
    const nodes = [{ id: 'n', type: 'tool', tool_name: 'revoked_tool' }];
    const stored = await call(server, 'POST', '/api/v1/blueprints/', {
      token: acme.token,
      headers: { 'x-version-lock': '__new__' },
      body: { schema_version: '1.2.0', nodes },
    });
    const runStored = async () =>
      JSON.stringify((await post('executions/?wait_seconds=60', { blueprint_id: stored.body.id })).body);
    expect(await run('revoked')).toContain('the signed one');
    expect(await runStored()).toContain('the signed one');
    expect((await post(`packages/${acme.id}/revoked/1.0.0/retire`, { reason: 'wrong' })).status).toBe(200);
    expect(await run('revoked')).toContain('was retired (wrong)');
    expect(await runStored()).toContain('was retired (wrong)');
  });

  it('what a key signed from the sequence on from which it was stolen', async () => {
    for (const name of ['stolen', 'beside']) expect(await run(name)).toContain('the signed one');
    const keys = (await call(server, 'GET', '/api/v1/keys', { token: acme.token })).body.items;
    const { fingerprint } = keys.find(({ name }: { name: string }) => name === 'thief');
    const { sequence: since } = published['stolen']!;
    expect((await post(`keys/${fingerprint}/revoke`, { reason: 'stolen', since })).status).toBe(200);
    for (const name of ['stolen', 'beside']) expect(await run(name)).toContain('key-revoked');
  });

  it('what lies beside it of a namespace that was revoked', async () => {
    expect(await run('ended')).toContain('the signed one');
    const path = `/api/v1/namespaces/${over.id}/revoke`;
    const { status } = await call(server, 'POST', path, { token: over.token, body: { reason: 'over' } });
    expect(status).toBe(200);
    expect(await run('ended')).toContain('version-revoked');
  });
});
