import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readTar, writeTar } from '@iceos/core/archive';
import { canonicalBytes } from '@iceos/core/canonical';
import { verifyCheckpoint, type VerifiedCheckpoint } from '@iceos/core/checkpoint';
import { digestOf } from '@iceos/core/digest';
import { decodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { verifyConsistency, type Hash } from '@iceos/core/log';
import { verifySignature } from '@iceos/core/signature';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import { newDataDir, startServer, type TestServer } from '../harness/start-server.js';
import { iceJson, type Desk } from './ice.js';
import { Mirror } from './mirror.js';

/**
 * What a registry, a mirror or somebody in between may try with `ice`, which believes none of them: each is refused with
 * its code.
 */

let server: SharedServer;
let org: TestOrg;
let publisher: Publisher;
let mirror: Mirror;
let desk: Desk;
let counter = 0;
const folders: string[] = [];

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
  publisher = await publisherOf(server, org);
}, 300_000);

beforeEach(async () => {
  mirror = await Mirror.of(server);
  desk = newDesk({ env: { ICE_REGISTRY_URL: mirror.url } });
});

afterEach(() => mirror.close());

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newDesk(options: Partial<Desk> = {}): Desk {
  const cwd = newDataDir();
  folders.push(cwd);
  return {
    cwd,
    dataDir: join(cwd, 'data'),
    apiUrl: 'http://127.0.0.1:9',
    token: publisher.token,
    ...options,
  };
}

interface Released {
  readonly manifest_digest: string;
  readonly sequence: number;
}

async function release(
  name: string,
  version = '1.0.0',
  by = publisher,
  at: { url: string } = server,
): Promise<Released> {
  const made = await makePackage(by, { name, version, components: [{ name: `${name}_tool` }] });
  const { status, body } = await publish(at, by.token, made, { query: '?visibility=public' });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as Released;
}

const LETTERS = 'abcdefghij';
/** A package name that no other test has, and that looks like none. */
const newName = () => `lie_${[...String((counter += 1))].map((digit) => LETTERS[Number(digit)]).join('')}q`;
const full = (name: string, by = publisher) => `${by.id}/${name}`;

async function done(args: readonly string[], by: Desk = desk): Promise<void> {
  const { code, data } = await iceJson(by, args);
  expect([args, code, data.error ?? null]).toEqual([args, 0, null]);
}

async function refusal(args: readonly string[], by: Desk = desk) {
  const { code, data } = await iceJson(by, args);
  return { exit: code, code: data.error?.code as string, error: data.error };
}

function runFile({ cwd }: Desk, tool: string): readonly string[] {
  const nodes = [{ id: 'n', type: 'tool', tool_name: tool }];
  writeFileSync(join(cwd, 'run.json'), JSON.stringify({ schema_version: '1.2.0', nodes }));
  return ['run-blueprint', 'run.json', '--no-dynamic'];
}

const post = (path: string, body: object) =>
  call(server, 'POST', `/api/v1/${path}`, { token: publisher.token, body });

describe('a registry that goes on while it is asked', () => {
  it('is no liar: a key, a version and the list of them that came in between are asked for again', async () => {
    const name = newName();
    await release(name);
    mirror.meanwhile.set('log/checkpoint', async () => {
      const later = await publisherOf(server, org, `later-${name}`.replaceAll('_', '-'));
      await release(name, '1.1.0', later);
      mirror.refresh();
    });
    await done(['install', full(name)]);
    expect(mirror.meanwhile.size).toBe(0);
    const { data } = await iceJson(desk, ['outdated']);
    expect(data.items).toMatchObject([{ locked: '1.0.0', latest: '1.1.0' }]);
  });
});

describe('a mirror', () => {
  it('that serves an old copy of everything again goes back: rollback', async () => {
    const name = newName();
    await release(name);
    const old = await Mirror.of(server);
    try {
      // What it was asked for by another machine stays as it was.
      await done(['install', full(name)], newDesk({ env: { ICE_REGISTRY_URL: old.url } }));
      await release(name, '1.1.0');
      await done(['install', full(name)]);
      await done(['install', full(name)], { ...desk, cwd: newDesk().cwd });
      const again = { ...newDesk(), dataDir: desk.dataDir, env: { ICE_REGISTRY_URL: old.url } };
      expect(await refusal(['install', full(name)], again)).toMatchObject({ exit: 7, code: 'rollback' });
    } finally {
      old.close();
    }
  });

  it('that hides the newest version from its index: rollback', async () => {
    const name = newName();
    await release(name);
    const path = `packages/${full(name)}.json`;
    const index = await mirror.file(path);
    await release(name, '1.1.0');
    mirror.changed.set(path, index);
    expect(await refusal(['install', full(name)])).toMatchObject({
      code: 'rollback',
      error: { expected: 'a list with 1.1.0', found: '1.0.0' },
    });
  });

  it('that serves old keys, which hide a revocation: rollback', async () => {
    const name = newName();
    const thief = await publisherOf(server, org, `thief-${name}`.replaceAll('_', '-'));
    const { sequence } = await release(name, '1.0.0', thief);
    const old = await mirror.file('trust/keys.json');
    await post(`keys/${fingerprintOf(thief.key.publicKey)}/revoke`, { reason: 'stolen', since: sequence });
    await release(newName());
    // Nothing was met before: the log itself says that there are newer keys.
    mirror.changed.set('trust/keys.json', old);
    expect(await refusal(['install', full(name)])).toMatchObject({
      code: 'rollback',
      error: { subject: 'trust/keys.json' },
    });
    mirror.changed.clear();
    expect(await refusal(['install', full(name)])).toMatchObject({ code: 'key-revoked' });
  });

  it('that is new, and serves older keys than another address of the same root: rollback', async () => {
    const name = newName();
    await release(name);
    const old = await mirror.file('trust/keys.json');
    await publisherOf(server, org, `later-${name}`.replaceAll('_', '-'));
    await done(['install', full(name)]);
    const other = await Mirror.of(server);
    try {
      other.changed.set('trust/keys.json', old);
      const there = { ...desk, env: { ICE_REGISTRY_URL: other.url } };
      expect(await refusal(['install', full(name)], there)).toMatchObject({
        code: 'rollback',
        error: { subject: 'keys.json' },
      });
    } finally {
      other.close();
    }
  });

  it.each([
    ['other bytes under the digest of a manifest', 'manifests', 'digest-mismatch'],
    ['other bytes under the digest of a file', 'blobs', 'digest-mismatch'],
    ['the acceptance of another version', 'statements', 'evidence-invalid'],
    ['no acceptance at all', 'none', 'evidence-missing'],
  ])('that serves %s: %s refused', async (_, kind, code) => {
    const [name, other] = [newName(), newName()];
    const [wanted, another] = [await release(name), await release(other)];
    const at = (folder: string, { manifest_digest }: Released) => `${folder}/${manifest_digest}.json`;
    if (kind === 'none') mirror.changed.set(at('statements', wanted), Buffer.from('[]'));
    else if (kind === 'blobs') {
      const manifest = JSON.parse(String(Buffer.from((await mirror.file(at('manifests', wanted)))!)));
      mirror.changed.set(`blobs/${manifest.files[0].sha256}`, Buffer.from('other bytes'));
    } else mirror.changed.set(at(kind, wanted), await mirror.file(at(kind, another)));
    expect(await refusal(['install', full(name)])).toMatchObject({ exit: 7, code });
    expect(existsSync(join(desk.cwd, 'ice.lock'))).toBe(false);
  });

  it('that serves the index of another version under the wanted number: evidence-invalid', async () => {
    const [name, other] = [newName(), newName()];
    await release(name);
    await release(other);
    const index = Buffer.from((await mirror.file(`packages/${full(other)}.json`))!).toString();
    mirror.changed.set(`packages/${full(name)}.json`, Buffer.from(index.replaceAll(full(other), full(name))));
    const { code } = await refusal(['install', full(name)]);
    expect(code).toBe('evidence-invalid');
  });

  it('that serves a checkpoint which the log did not sign: evidence-invalid', async () => {
    const name = newName();
    await release(name);
    const note = Buffer.from((await mirror.file('log/checkpoint'))!).toString();
    const forged = note.replace(/\n(\d+)\n/, (_, size: string) => `\n${Number(size) + 1}\n`);
    mirror.changed.set('log/checkpoint', Buffer.from(forged));
    expect((await refusal(['install', full(name)])).code).toMatch(/^evidence-(?:invalid|missing)$/);
  });
});

describe('a package that is not listed (docs/spec/trust.md 4.4)', () => {
  /** A server of its own, where no private package stands in the way of a proof. */
  let quiet: TestServer;
  let there: Publisher;
  let copy: Mirror;
  let reader: Desk;

  beforeAll(async () => {
    quiet = await startServer();
    there = await publisherOf(quiet, await newOrg(quiet));
  }, 300_000);
  afterAll(() => quiet.stop());

  beforeEach(async () => {
    copy = await Mirror.of(quiet);
    reader = newDesk({ env: { ICE_REGISTRY_URL: copy.url } });
  });
  afterEach(() => copy.close());

  /** Pages of the map on the way to a package, the last of which is its leaf. */
  async function pagesOf({ manifest_digest }: Released): Promise<string[]> {
    const path = `/api/v1/evidence/${manifest_digest}`;
    const { body } = await call(quiet, 'GET', path, { token: there.token });
    return body.snapshot.pages.map((page: object) => digestOf(canonicalBytes(page)));
  }

  const commands = (name: string) => [
    ['install', name],
    ['bundle', 'export', name],
  ];

  it('is not there where the log proves it, by files and by the API', async () => {
    const byApi = newDesk({ apiUrl: quiet.url, token: there.token });
    for (const by of [reader, byApi])
      for (const args of commands(full('nowhere', there)))
        expect(await refusal(args, by)).toMatchObject({
          exit: 3,
          code: 'dependency-unresolvable',
          error: {
            proved: 'absent',
            tree_size: expect.any(Number),
            detail: expect.stringMatching(/There is no package .*\/nowhere: the log of .* proves it/),
          },
        });
  });

  it('is withheld where the log has it', async () => {
    const name = newName();
    await release(name, '1.0.0', there, quiet);
    copy.changed.set(`packages/${full(name, there)}.json`, undefined);
    for (const args of commands(full(name, there)))
      expect(await refusal(args, reader)).toMatchObject({
        exit: 7,
        code: 'package-withheld',
        error: { proved: 'present', latest: '1.0.0' },
      });
  });

  it('may be there where the page that would name it is not shown, and another page proves nothing', async () => {
    const name = newName();
    const [top, ...below] = await pagesOf(await release(name, '1.0.0', there, quiet));
    const leaf = below.at(-1)!;
    const args = ['install', full(name, there)];
    copy.changed.set(`packages/${full(name, there)}.json`, undefined);
    copy.changed.set(`map/${leaf}`, undefined);
    expect(await refusal(args, reader)).toMatchObject({
      exit: 3,
      code: 'dependency-unresolvable',
      error: { proved: 'nothing', detail: expect.stringContaining('cannot be told') },
    });
    for (const page of [leaf, top!]) {
      for (const bytes of ['{"branch":{}}', '[]', 'null', '{"branch":null}', 'no page']) {
        copy.changed.set(`map/${page}`, Buffer.from(bytes));
        expect([bytes, (await refusal(args, reader)).code]).toEqual([bytes, 'evidence-invalid']);
      }
    }
  });

  it('is private to others where its org says so, and nothing is said of it', async () => {
    const made = await makePackage(there, { name: 'hidden', components: [{ name: 'hidden_tool' }] });
    expect((await publish(quiet, there.token, made)).status).toBe(201);
    expect(await refusal(['install', full('hidden', there)], reader)).toMatchObject({
      exit: 3,
      code: 'dependency-unresolvable',
      error: { proved: 'nothing' },
    });
  });

  it('in a log from before it was published is no proof: rollback', async () => {
    const name = newName();
    const args = ['install', full(name, there)];
    expect((await refusal(args, reader)).error.proved).toBe('absent');
    const other = await Mirror.of(quiet);
    try {
      await release(name, '1.0.0', there, quiet);
      await done(args, { ...reader, env: { ICE_REGISTRY_URL: other.url } });
      expect(await refusal(args, { ...reader, cwd: newDesk().cwd })).toMatchObject({
        exit: 7,
        code: 'rollback',
      });
    } finally {
      other.close();
    }
  });
});

describe('a registry', () => {
  it('whose log forked is refused by who met the other side, and both sides are kept', async () => {
    // Copies of one data directory have one root and one log key; from here on they say different things.
    const fork = await startServer();
    try {
      const there = await publisherOf(fork, await newOrg(fork));
      await release(newName(), '1.0.0', there, fork);
      const direct = newDesk({ apiUrl: fork.url, token: there.token });
      await done(['install', 'iceos/echo_tool'], direct);
      for (let index = 0; index < 4; index++) await release(newName());
      await publisherOf(server, org, 'after-the-fork');
      await release(newName());
      const other = { ...direct, apiUrl: server.url, token: publisher.token };
      const { code, exit, error } = await refusal(['install', 'iceos/lookup_tool'], other);
      expect([exit, code, error.detail]).toEqual([7, 'evidence-invalid', expect.stringContaining('forked')]);

      const roots = join(direct.dataDir, 'roots');
      const [id = ''] = readdirSync(roots).filter((entry) => entry !== 'addresses.json');
      const [file = ''] = readdirSync(join(roots, id, 'forks'));
      expect(error.detail).toContain(file);
      const kept = JSON.parse(readFileSync(join(roots, id, 'forks', file), 'utf8'));
      expect(kept.schema_version).toBe('log-fork.v0');
      // Anybody who has the public key of the log sees that it signed both, and that one does not continue the other.
      const trust = await new TrustFolder(join(roots, id)).read();
      const [accepted, found] = [kept.accepted, kept.found].map((note: string) =>
        verifyCheckpoint(note, trust, verifySignature),
      ) as [VerifiedCheckpoint, VerifiedCheckpoint];
      const proof = kept.proof.map((text: string) => decodeBase64(text)) as Hash[];
      expect(verifyConsistency(accepted.size, accepted.root, found.size, found.root, proof)).toBe(false);
    } finally {
      await fork.stop();
    }
  }, 300_000);

  it('that yanked a version gives it to nobody new; that retired it, to nobody', async () => {
    const name = newName();
    await release(name);
    await done(['install', full(name)]);
    await post(`packages/${full(name)}/1.0.0/yank`, { reason: 'wrong sums' });
    mirror.refresh();
    const newcomer = newDesk({ env: desk.env! });
    expect((await refusal(['install', full(name)], newcomer)).code).toBe('dependency-unresolvable');
    await done(['install', '--frozen']);
    await post(`packages/${full(name)}/1.0.0/retire`, { reason: 'wrong sums' });
    mirror.refresh();
    expect(await refusal(runFile(desk, `${name}_tool`))).toMatchObject({ exit: 7, code: 'version-revoked' });
    expect((await refusal(['install', '--frozen'])).code).toBe('version-not-found');
  });

  it('that revoked a key reaches what is installed and compiled already', async () => {
    const name = newName();
    const thief = await publisherOf(server, org, `stolen-${name}`.replaceAll('_', '-'));
    const { sequence } = await release(name, '1.0.0', thief);
    await done(['install', full(name)]);
    await done(runFile(desk, `${name}_tool`));
    await post(`keys/${fingerprintOf(thief.key.publicKey)}/revoke`, { reason: 'stolen', since: sequence });
    mirror.refresh();
    expect(await refusal(runFile(desk, `${name}_tool`))).toMatchObject({ exit: 7, code: 'key-revoked' });
  });

  it('that revoked a namespace stops it only from there on, and says so', async () => {
    const name = newName();
    const over = await publisherOf(server, await newOrg(server));
    await release(name, '1.0.0', over);
    await done(['install', full(name, over)]);
    const body = { reason: 'over' };
    await call(server, 'POST', `/api/v1/namespaces/${over.id}/revoke`, { token: over.token, body });
    mirror.refresh();
    const late = await makePackage(over, { name: newName() });
    expect((await publish(server, over.token, late)).body.code).toBe('version-revoked');
  });
});

describe('a file across an air gap', () => {
  it('with any file changed is refused', async () => {
    const name = newName();
    await release(name);
    await done(['install', full(name)]);
    await done(['bundle', 'export', '-o', 'whole.tar']);
    const whole = new Map(
      readTar(new Uint8Array(readFileSync(join(desk.cwd, 'whole.tar'))), 100_000).map(({ path, bytes }) => [
        path,
        bytes,
      ]),
    );
    const { registry, root } = JSON.parse(Buffer.from(whole.get('export.json')!).toString());
    const [blob = ''] = [...whole.keys()].filter((path) => path.startsWith('blobs/'));
    writeFileSync(join(desk.cwd, 'changed.tar'), writeTar(new Map([...whole, [blob, Buffer.from('other')]])));
    const away = newDesk();
    cpSync(join(desk.cwd, 'changed.tar'), join(away.cwd, 'changed.tar'));
    const args = ['bundle', 'import', 'changed.tar', '--trust', `${registry}@${root}`];
    expect(await refusal(args, away)).toMatchObject({ exit: 7, code: 'digest-mismatch' });
  });
});
