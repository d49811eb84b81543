// Brings a real Postgres with pgvector, Redis and Meilisearch on loopback, runs the suites that use stores on them, and
// takes everything away again. Arguments are passed on to jest. For Debian, as root: it installs what is missing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMeilisearch } from './services/meilisearch.mjs';
import { startPostgres } from './services/postgres.mjs';
import { startRedis } from './services/redis.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/**
 * Suites that open none of these stores, or to which it makes no difference which stores a server has: they are about what
 * `ice`, files and threads do. The lock is that of the embedded database.
 */
const WITHOUT_STORES = [
  'test/(?:checking|conformance|independent|kits|sandbox)/',
  'test/keys/(?:approvals|roots)\\.',
  'test/cli/(?:author|blueprints|kits|log-monitor|lying-registry|mirror|roots|round-no-dynamic|running|running-cluster|static-registry|transfer|upgrades)\\.',
  'test/api/(?:component-access|hostile-partials|hostile-schemas|http-tools|round-no-dynamic)\\.',
  'test/durability/directory-lock',
].join('|');

if (process.getuid?.() !== 0) {
  console.error(
    'test:services installs packages and starts Postgres as its own user, so it must run as root.',
  );
  process.exit(1);
}

const services = [];
const stopAll = async () => {
  for (const service of services.splice(0).reverse()) await service.stop();
};

process.exitCode = 1;
try {
  for (const start of [startPostgres, startRedis, startMeilisearch]) services.push(await start(ROOT));
  const environment = Object.assign({}, ...services.map((service) => service.environment));
  const jest = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--selectProjects=front',
      `--testPathIgnorePatterns=${WITHOUT_STORES}`,
      ...process.argv.slice(2),
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: '', ...environment } },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
  [process.exitCode] = await once(jest, 'exit');
  process.exitCode ??= 1;
} finally {
  await stopAll();
}
