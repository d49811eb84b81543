import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readTar, writeTar } from '@iceos/core/archive';
import { NODE, ROOT } from '../harness/root.js';
import { newDataDir, startServer, type TestServer } from '../harness/start-server.js';
import { ICE, iceJson, type Desk } from './ice.js';

let server: TestServer;
let exported: string;
let root: string;
const folders: string[] = [];

beforeAll(async () => {
  server = await startServer();
  const desk = newDesk({ apiUrl: server.url, token: server.ownerToken });
  await done(desk, ['install', 'iceos/echo_tool', 'iceos/csv_loader']);
  const { data } = await done(desk, ['bundle', 'export']);
  expect(data.packages).toHaveLength(2);
  exported = join(desk.cwd, data.file);
  const { registry, root: digest } = JSON.parse(filesOf(exported).get('export.json')!.toString());
  root = `${registry}@${digest}`;
});

afterAll(async () => {
  await server.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A machine of its own; where no server is named, none answers. */
function newDesk(options: Partial<Desk> = {}): Desk {
  const cwd = newDataDir();
  folders.push(cwd);
  return { cwd, dataDir: join(cwd, 'data'), apiUrl: 'http://127.0.0.1:9', ...options };
}

async function done(desk: Desk, args: readonly string[]) {
  const ended = await iceJson(desk, args);
  expect([args, ended.code, ended.data.error ?? null]).toEqual([args, 0, null]);
  return ended;
}

function filesOf(path: string): Map<string, Buffer> {
  const bytes = new Uint8Array(readFileSync(path));
  return new Map(readTar(bytes, 100_000).map((file) => [file.path, Buffer.from(file.bytes)]));
}

/** Where no network is at all, not even to this machine. */
async function inEmptyNetwork(desk: Desk, script: string) {
  const child = spawn('unshare', ['--net', 'sh', '-ec', script], {
    cwd: desk.cwd,
    env: { PATH: process.env['PATH'], HOME: desk.dataDir, ICEOS_DATA_DIR: desk.dataDir, NODE, ICE },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** What a verifier that shares nothing with this one says of exports: `accepted` or `refused`. */
function secondOpinion(paths: readonly string[]): string[] {
  const script = join(ROOT, 'test', 'independent', 'verify-evidence.mjs');
  let said: string;
  try {
    said = execFileSync(NODE, [script, 'export', ...paths], { encoding: 'utf8' });
  } catch (error) {
    // It exits with 1 when it refused anything.
    said = (error as { stdout: string }).stdout;
  }
  return said
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
}

const BLUEPRINT = JSON.stringify({
  schema_version: '1.2.0',
  nodes: [{ id: 'n', type: 'tool', tool_name: 'echo_tool', tool_args: { text: 'carried over' } }],
});

describe('what is carried over an air gap (docs/spec/trust.md 4.7)', () => {
  let desk: Desk;

  beforeEach(() => {
    desk = newDesk();
    writeFileSync(join(desk.cwd, 'run.json'), BLUEPRINT);
  });

  it('is verified and run without any network', async () => {
    const { code, stdout, stderr } = await inEmptyNetwork(
      desk,
      `"$NODE" "$ICE" bundle import ${exported} --trust ${root} --here --json
       "$NODE" "$ICE" run-blueprint run.json --no-dynamic --json`,
    );
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const [imported, ran] = stdout
      .trim()
      .split('\n')
      .filter((line) => /^\{"(?:registry|type":"result)|success/.test(line));
    expect(JSON.parse(imported ?? '').packages.map(({ grade }: { grade: string }) => grade)).toEqual([
      'live',
      'live',
    ]);
    expect(ran).toContain('carried over');
  });

  it('is loaded by a strict cluster without any network', async () => {
    const result = await inEmptyNetwork(
      desk,
      `ip link set lo up
       "$NODE" "$ICE" bundle import ${exported} --trust ${root} --json >/dev/null
       cd ${ROOT}
       ICEOS_PORT=8000 ICEOS_NO_DYNAMIC=1 ICEOS_PLUGIN_MANIFESTS= ICE_ENV=production ICE_LOG_LEVEL=warn ICE_API_TOKEN=Qp7xT2mK9vLs4Zr8Yb1N "$NODE" dist/src/main.js >${desk.cwd}/server.log 2>&1 &
       server=$!
       for i in $(seq 600); do "$NODE" -e "fetch('http://127.0.0.1:8000/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))" && break; sleep 0.2; done
       "$NODE" -e "
         fetch('http://127.0.0.1:8000/api/v1/executions/?wait_seconds=60', {
           method: 'POST',
           headers: { authorization: 'Bearer Qp7xT2mK9vLs4Zr8Yb1N', 'content-type': 'application/json' },
           body: JSON.stringify({ blueprint: ${BLUEPRINT.replaceAll('"', "'")} }),
         }).then(async (r) => console.log(r.status, await r.text()))"
       kill $server; wait $server || true`,
    );
    expect(result.stdout).toContain('carried over');
  });

  it('is refused under a root that nobody named, and under another one than was named', async () => {
    const refusal = async (args: readonly string[]) =>
      (await iceJson(desk, ['bundle', 'import', exported, ...args])).data.error?.code;
    expect(await refusal([])).toBe('usage');
    expect(await refusal(['--trust', `${root.split('@')[0]}@${'0'.repeat(64)}`])).toBe('policy-refused');
    const listed = { ...desk, env: { ICE_TRUST_ROOTS: 'somebody-else' } };
    expect((await iceJson(listed, ['bundle', 'import', exported, '--trust', root])).data.error.code).toBe(
      'policy-refused',
    );
    expect(existsSync(join(desk.dataDir, 'imports'))).toBe(false);
  });

  it('is refused when any file in it is another, missing or one too many, and nothing is kept', async () => {
    const files = filesOf(exported);
    const codes: Record<string, string> = {};
    const changed: string[] = [];
    const attempt = async (name: string, change: (copy: Map<string, Uint8Array>) => void) => {
      const copy = new Map<string, Uint8Array>(files);
      change(copy);
      const path = join(desk.cwd, `changed-${Object.keys(codes).length}.tar`);
      // What a lock says of components is no evidence: only the product holds it against them.
      if (name !== 'ice.lock') changed.push(path);
      writeFileSync(path, writeTar(copy));
      const { code, data } = await iceJson(desk, ['bundle', 'import', path, '--trust', root]);
      codes[name] = code === 0 ? 'accepted' : data.error.code;
    };
    for (const path of files.keys()) {
      if (path.startsWith('log/tile/')) continue;
      await attempt(path, (copy) => {
        const bytes = Uint8Array.from(files.get(path)!);
        bytes[Math.floor(bytes.length / 2)]! ^= 1;
        copy.set(path, bytes);
      });
    }
    await attempt('one too many', (copy) => copy.set('blobs/more', Buffer.from('more')));
    await attempt('evidence missing', (copy) => {
      for (const path of files.keys()) if (path.startsWith('evidence/')) copy.delete(path);
    });
    expect(Object.entries(codes).filter(([, code]) => code === 'accepted')).toEqual([]);
    expect(codes['one too many']).toBe('file-undeclared');
    expect(secondOpinion([exported, ...changed])).toEqual(['accepted', ...changed.map(() => 'refused')]);
    const kept = join(desk.dataDir, 'imports');
    const manifests = existsSync(kept)
      ? readdirSync(kept).flatMap((id) => readdirSync(join(kept, id, 'manifests')))
      : [];
    expect(manifests).toEqual([]);
  });

  it('may have been written while the registry grew, so that checkpoints differ', async () => {
    const online = newDesk({ apiUrl: server.url, token: server.ownerToken });
    await done(online, ['keys', 'create', 'growing']);
    await done(online, ['install', 'iceos/echo_tool', 'iceos/csv_loader']);
    await done(online, ['bundle', 'export', '-o', 'grown.tar']);
    const [before, after] = [filesOf(exported), filesOf(join(online.cwd, 'grown.tar'))];
    const { packages } = JSON.parse(after.get('export.json')!.toString());
    // The last one in the list came first, and is judged first.
    const path = `evidence/${packages.at(-1).manifest_digest}.json`;
    writeFileSync(join(desk.cwd, 'mixed.tar'), writeTar(new Map([...after, [path, before.get(path)!]])));
    const { data } = await done(desk, ['bundle', 'import', 'mixed.tar', '--trust', root]);
    expect(data.packages).toHaveLength(2);
    expect(secondOpinion([join(desk.cwd, 'mixed.tar')])).toEqual(['accepted']);
  });

  it('continues what was carried over before, and never goes back behind it', async () => {
    const online = newDesk({ apiUrl: server.url, token: server.ownerToken });
    await done(online, ['keys', 'create', 'later']);
    await done(online, ['install', 'iceos/lookup_tool']);
    await done(online, ['bundle', 'export', '-o', 'later.tar']);
    await done(desk, ['bundle', 'import', exported, '--trust', root]);
    await done(desk, ['bundle', 'import', join(online.cwd, 'later.tar')]);
    const earlier = await iceJson(desk, ['bundle', 'import', exported]);
    expect([earlier.code, earlier.data.error.code]).toEqual([7, 'rollback']);
  });
});
