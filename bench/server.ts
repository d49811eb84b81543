import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type IceClient } from '@iceos/client';
import { encodeBase64 } from '@iceos/core/encoding';
import { SigningKey } from '@iceos/core/signing';
import { buildPackage, packPackage } from '@iceos/sdk/build';
import { signRelease } from '@iceos/sdk/release';
import { percentile, rate, timed, timeMany, type Figure } from './figures.js';
import { langGraphChain } from './langgraph.js';

/** A first start builds, signs and publishes what comes with iceOS. */
const READY_MS = 180_000;
const READS = 10_000;
const CONNECTIONS = 16;
const PUBLISHES = 60;
const RUNS = 20;
const NODES = 20;

/** The server from outside: starts, reads, publishes and durable steps, on the database of `DATABASE_URL` or the embedded one. */
export async function benchServer(): Promise<readonly Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'iceos-bench-'));
  try {
    const first = await start(dataDir);
    await first.stop();
    const { ms, result: server } = await timed(() => start(dataDir));
    const client = createClient({ url: server.url, token: server.token });
    const figures = [
      { name: 'server: ready, second start', value: ms, unit: 'ms' as const, peer: await bareNode() },
      await reads(client, server),
      await publishes(client, dataDir),
      ...(await steps(client)),
      await commandLine(),
    ];
    await server.stop();
    return figures;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Started {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

async function start(dataDir: string): Promise<Started> {
  const announcement = join(dataDir, 'server.json');
  rmSync(announcement, { force: true });
  const env = {
    ...process.env,
    ICEOS_DATA_DIR: dataDir,
    ICEOS_PORT: '0',
    ICEOS_RUN_MIGRATIONS: '1',
    ICE_RATE_MAX_REQUESTS: '1000000000',
  };
  const child: ChildProcess = spawn(process.execPath, [join('dist', 'src', 'main.js')], {
    env,
    stdio: 'ignore',
  });
  for (const begin = performance.now(); ;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    if (performance.now() - begin > READY_MS) {
      child.kill('SIGKILL');
      throw new Error(`The server was not ready within ${READY_MS / 1000} s.`);
    }
    const url = existsSync(announcement)
      ? (JSON.parse(readFileSync(announcement, 'utf8')) as { url: string }).url
      : undefined;
    const ready = url && (await fetch(`${url}/readyz`).catch(() => undefined));
    if (url && ready && ready.ok) {
      const token = readFileSync(join(dataDir, 'owner.token'), 'utf8').trim();
      const stop = async () => {
        child.kill('SIGTERM');
        await once(child, 'exit');
      };
      return { url, token, stop };
    }
    await sleep(10);
  }
}

async function bareNode(): Promise<{ name: string; value: number }> {
  const times = await timeMany(10, () => runNode(['-e', '0']));
  return { name: 'bare node', value: percentile(times, 0.5) };
}

async function commandLine(): Promise<Figure> {
  const times = await timeMany(10, () => runNode([join('packages', 'cli', 'bin', 'ice.js'), '--version']));
  return { name: 'ice --version, p50', value: percentile(times, 0.5), unit: 'ms', peer: await bareNode() };
}

async function runNode(args: readonly string[]): Promise<void> {
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
}

/** Reads of a manifest by its digest, against the route that does nothing, on as many connections. */
async function reads(client: IceClient, { url, token }: Started): Promise<Figure> {
  const path = { namespace: 'iceos', name: 'echo_tool', version: '1.0.0' };
  const { manifest_digest: digest } = await client.call('packagesGet', { path });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const headers = { authorization: `Bearer ${token}` };
  const ask = (where: string) => () =>
    new Promise<void>((resolve, reject) => {
      get(`${url}${where}`, { agent, headers }, (response) => {
        response.resume().once('end', resolve);
      }).once('error', reject);
    });
  const value = await rate(READS, ask(`/api/v1/manifests/${digest}`), CONNECTIONS);
  const trivial = await rate(READS, ask('/livez'), CONNECTIONS);
  agent.destroy();
  return { name: 'server: read a manifest', value, unit: '/s', peer: { name: 'GET /livez', value: trivial } };
}

/** New versions of a kit, signed and sent one after the other, against writing and syncing the same bytes. */
async function publishes(client: IceClient, dataDir: string): Promise<Figure> {
  const key = SigningKey.generate('bench', 'manifest');
  const { challenge, challenge_id, namespace } = await client.call('keysChallenge');
  const publicKey = encodeBase64(key.publicKey);
  const statement = { challenge, namespace, public_key: publicKey, purpose: 'manifest' };
  const proof = encodeBase64(key.signStatement('iceos-key-possession-v1', statement));
  await client.call('keysEnrol', { body: { name: 'bench', public_key: publicKey, challenge_id, proof } });
  const root = await client.bytes('trustGet', { path: { document: 'root.json' } });
  const { id } = JSON.parse(new TextDecoder().decode(root)) as { id: string };
  const built = await packPackage(await buildPackage(join('kits', 'echo_tool')));
  const components = built.manifest.components.map((one) => ({ ...one, name: 'bench_tool' }));
  let patch = 0;
  const release = () => {
    const manifest = { ...built.manifest, namespace, name: 'bench', version: `1.0.${patch++}`, components };
    return signRelease({ ...built, manifest }, key, id);
  };
  const value = await rate(PUBLISHES, () => {
    const { manifest, archive, coordinates } = release();
    return client.publish({ ...coordinates, manifest, archive });
  });
  const disk = await rate(PUBLISHES, () => writeSynced(dataDir, built.archive));
  return {
    name: `server: publish ${Math.round(built.archive.length / 1024)} KiB, one at a time`,
    value,
    unit: '/s',
    peer: { name: 'write, fsync and rename of the archive', value: disk },
  };
}

async function writeSynced(folder: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, 'bench.tmp');
  const file = await open(path, 'w');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(path, join(folder, 'bench.done'));
}

/** Steps a second of durable runs, all at once, against the same runs one after the other and steps kept in memory only. */
async function steps(client: IceClient): Promise<readonly Figure[]> {
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    id: `n${index}`,
    type: 'llm',
    model: 'echo-1',
    prompt: 'hello',
    llm_config: { provider: 'echo', model: 'echo-1' },
    dependencies: index < 4 ? [] : [`n${index - 4}`],
  }));
  const body = { blueprint: { schema_version: '1.2.0', nodes }, inputs: {} };
  const once = async () => {
    const { status } = await client.call('executionsStart', { body, query: { wait_seconds: 60 } });
    if (status !== 'completed') throw new Error(`A run ended as ${status}.`);
  };
  await once();
  const alone = await timed(() => timeMany(RUNS, once));
  const together = await timed(() => timeMany(RUNS, once, RUNS));
  const perSecond = (ms: number) => ((RUNS * NODES) / ms) * 1000;
  const elsewhere = langGraphChain(NODES, { checkpoints: true });
  await elsewhere();
  const inMemory = await timed(() => timeMany(RUNS, elsewhere, RUNS));
  const figure = {
    name: `engine: durable steps, ${RUNS} runs of ${NODES} nodes at once`,
    value: perSecond(together.ms),
    unit: '/s' as const,
  };
  return [
    { ...figure, peer: { name: 'the same, one run after the other', value: perSecond(alone.ms) } },
    { ...figure, peer: { name: 'LangGraph.js, kept in memory only', value: perSecond(inMemory.ms) } },
  ];
}
