// A throw-away Postgres with pgvector, on a port of its own.
import { existsSync, mkdirSync, mkdtempSync, chownSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { available, fetchSource, install, run } from './apt.mjs';
import { freePort, startService } from './process.mjs';

/** The release whose pgvector is built where this machine's own release has none. */
const NEWER_RELEASE = 'trixie';

export async function startPostgres() {
  const version = serverVersion();
  install(`postgresql-${version}`);
  const bin = `/usr/lib/postgresql/${version}/bin`;
  provideVector(version, bin);
  const user = userNamed('postgres');
  const folder = mkdtempSync(join(tmpdir(), 'iceos-postgres-'));
  chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  run(
    join(bin, 'initdb'),
    [
      '--pgdata',
      data,
      '--username=postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    { ...user, cwd: folder, capture: true },
  );
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    max_connections: 300,
    shared_buffers: '64MB',
    // It is thrown away: what survives a power cut does not matter, speed does.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const service = await startService(
    'Postgres',
    join(bin, 'postgres'),
    ['-D', data, ...args],
    () => answers(url),
    {
      ...user,
      cwd: folder,
    },
  );
  return {
    environment: { DATABASE_URL: url },
    async stop() {
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The version of Postgres that this release of Debian has. */
function serverVersion() {
  available('postgresql');
  const [, version] =
    /postgresql-(\d+)/.exec(run('apt-cache', ['depends', 'postgresql'], { capture: true })) ?? [];
  if (!version) throw new Error('This machine has no package postgresql.');
  return version;
}

function provideVector(version, bin) {
  if (existsSync(`/usr/share/postgresql/${version}/extension/vector.control`)) return;
  const packaged = `postgresql-${version}-pgvector`;
  if (available(packaged)) return install(packaged);
  install('make', 'gcc', 'libc6-dev', `postgresql-server-dev-${version}`);
  const folder = mkdtempSync(join(tmpdir(), 'iceos-pgvector-'));
  try {
    const archive = fetchSource('pgvector', NEWER_RELEASE, folder);
    const source = join(folder, 'source');
    mkdirSync(source);
    run('tar', ['--extract', '--file', archive, '--directory', source, '--strip-components=1']);
    // Without an optimisation flag of its own it runs on any processor.
    const flags = [`PG_CONFIG=${join(bin, 'pg_config')}`, 'OPTFLAGS=', 'with_llvm=no'];
    run('make', ['--jobs=2', '--silent', ...flags], { cwd: source });
    run('make', ['--silent', 'install', ...flags], { cwd: source });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Postgres refuses to run as root. */
function userNamed(name) {
  const id = (flag) => Number(run('id', [flag, name], { capture: true }));
  return { uid: id('-u'), gid: id('-g') };
}

async function answers(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
  return true;
}
