import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseFor, dropDatabaseOf, POSTGRES } from './postgres.js';
import { forgetRedisOf, REDIS, redisFor } from './redis.js';
import { logOf, type ServerProcess, type SpawnOptions, spawnServer } from './server-process.js';
import { firstStartTemplate } from './template.js';

export interface TestServer extends ServerProcess {
  /** The token with every scope that the first start writes; empty in production. */
  readonly ownerToken: string;
}

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A data directory to start in, again or for the first time. Its owner removes it with `removeDataDir`. */
  readonly dataDir?: string;
  /** Leave it running when this process ends. */
  readonly detached?: boolean;
}

/** Variables of a services run that every server is to use. */
const SERVICES = ['MEILI_URL', 'MEILI_MASTER_KEY'];

/**
 * Starts the real, built server on a free port, with a data directory of its own and a database of its own. Without
 * `dataDir` it begins where a first start ends, and `stop` or `kill9` removes everything.
 */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await copyTemplate());
  const server = await spawnServer({
    dataDir,
    env: await environmentFor(dataDir, options.env),
    detached: options.detached ?? false,
  });
  const ownerFile = join(dataDir, 'owner.token');
  const remove = async () => {
    if (options.dataDir === undefined) await removeDataDir(dataDir);
  };
  return {
    ...server,
    ownerToken: existsSync(ownerFile) ? readFileSync(ownerFile, 'utf8').trim() : '',
    async stop() {
      const code = await server.stop();
      await remove();
      return code;
    },
    async kill9() {
      await server.kill9();
      await remove();
    },
  };
}

/** The environment of a server in `dataDir`: limits out of the way, and the stores of this run. */
export async function environmentFor(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<SpawnOptions['env']> {
  const stores: Record<string, string> = {};
  for (const name of SERVICES) {
    const value = process.env[name];
    if (value !== undefined) stores[name] = value;
  }
  if (REDIS !== undefined) stores['REDIS_URL'] = redisFor(dataDir);
  if (POSTGRES !== undefined && env['DATABASE_URL'] === undefined) {
    stores['DATABASE_URL'] = await databaseFor(dataDir);
    stores['ICEOS_RUN_MIGRATIONS'] = '1';
  }
  const limits = { ICE_RATE_MAX_REQUESTS: '1000000', ICE_RATE_MAX_WRONG_TOKENS: '1000000' };
  // What an operator may turn on is there to be tested.
  const parts = { ICEOS_ENABLE_LEGACY_BUILDER: '1' };
  return { ...limits, ...parts, ICEOS_PORT: '0', ...stores, ...env };
}

/** An empty data directory. */
export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'iceos-test-'));
}

/** A data directory as a first start leaves it. */
export async function copyTemplate(): Promise<string> {
  const { dataDir: template, database } = await firstStartTemplate();
  const dataDir = newDataDir();
  cpSync(template, dataDir, { recursive: true });
  chmodSync(dataDir, 0o700);
  if (database !== undefined) await databaseFor(dataDir, database);
  return dataDir;
}

export async function removeDataDir(dataDir: string): Promise<void> {
  if (POSTGRES !== undefined) await dropDatabaseOf(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(logOf(dataDir), { force: true });
  forgetRedisOf(dataDir);
}
