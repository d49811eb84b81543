import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call } from '../harness/api.js';
import { POSTGRES } from '../harness/postgres.js';
import { logOf, spawnProgram } from '../harness/server-process.js';
import {
  copyTemplate,
  environmentFor,
  newDataDir,
  removeDataDir,
  startServer,
  type TestServer,
} from '../harness/start-server.js';

const MINUTES = 300_000;
const dataDirs: string[] = [];
let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
  for (const dataDir of dataDirs.splice(0)) await removeDataDir(dataDir);
}, MINUTES);

function dataDir(): string {
  const folder = newDataDir();
  dataDirs.push(folder);
  return folder;
}

/** Runs a program that is expected to end by itself. */
async function runToEnd(program: string, folder: string, env: Record<string, string>) {
  const child = spawnProgram(program, { dataDir: folder, env });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output: readFileSync(logOf(folder), 'utf8') };
}

describe('mistakes in the environment', () => {
  it('are all told at once, without secrets, and end the start with code 2', async () => {
    const { code, output } = await runToEnd('main.js', dataDir(), {
      ICEOS_PORT: '80a',
      ICE_ALLOW_DEV_TOKEN: 'perhaps',
      DATABASE_URL: 'mysql://root:hunter2@localhost/iceos',
      TRUSTED_HOSTS: 'ok.example.org,not a host',
      ICE_RATE_MAX_REQUESTS: '0',
    });
    expect(code).toBe(2);
    expect(output).toContain('5 mistakes');
    for (const name of [
      'ICEOS_PORT="80a"',
      'ICE_ALLOW_DEV_TOKEN="perhaps"',
      'DATABASE_URL=(hidden)',
      'TRUSTED_HOSTS',
    ]) {
      expect(output).toContain(name);
    }
    expect(output).not.toContain('hunter2');
  });

  it(
    'include a development token where others could use it',
    async () => {
      for (const env of [{ ICEOS_HOST: '0.0.0.0' }, { ICE_ENV: 'production' }, { ICE_BEHIND_PROXY: '1' }]) {
        const { code, output } = await runToEnd('main.js', dataDir(), {
          ICE_ALLOW_DEV_TOKEN: '1',
          ...env,
        } as never);
        expect(code).toBe(2);
        expect(output).toContain('ICE_ALLOW_DEV_TOKEN');
      }
    },
    MINUTES,
  );
});

describe('the tokens of the environment', () => {
  it(
    'dev-token works only when it is let in, and has every scope of its org',
    async () => {
      server = await startServer({ env: { ICE_ALLOW_DEV_TOKEN: '1', ICE_DEFAULT_ORG_ID: 'acme' } });
      const { body } = await call(server, 'GET', '/api/v1/identity', { token: 'dev-token' });
      expect(body).toMatchObject({ org_id: 'acme', source: 'development' });
      expect(body.scopes).toContain('instance');
    },
    MINUTES,
  );

  it(
    'ICE_API_TOKEN is bound to one org; a mistyped variable is warned about',
    async () => {
      const token = 'k7Hq2ZpW9xVb4NcT8mRs';
      server = await startServer({ env: { ICE_API_TOKEN: token, ICE_ALOW_DEV_TOKEN: '1' } });
      expect((await call(server, 'GET', '/api/v1/identity', { token })).body).toMatchObject({
        org_id: 'local',
        source: 'configured',
      });
      const elsewhere = await call(server, 'GET', '/api/v1/identity', {
        token,
        headers: { 'x-org-id': 'acme' },
      });
      expect(elsewhere.body.code).toBe('org-mismatch');
      expect((await call(server, 'GET', '/api/v1/identity', { token: 'dev-token' })).status).toBe(401);
      expect(server.logs()).toContain(
        'ICE_ALOW_DEV_TOKEN is set, but nothing reads it; did you mean ICE_ALLOW_DEV_TOKEN?',
      );
      expect(server.logs()).not.toContain(token);
    },
    MINUTES,
  );
});

describe('a first start', () => {
  it(
    'makes everything in an empty folder, readable by its owner only',
    async () => {
      const folder = dataDir();
      server = await startServer({ dataDir: join(folder, 'new') });
      dataDirs.push(server.dataDir);
      expect(statSync(server.dataDir).mode & 0o077).toBe(0);
      expect(statSync(join(server.dataDir, 'owner.token')).mode & 0o777).toBe(0o600);
      expect((await call(server, 'GET', '/api/v1/identity', { token: server.ownerToken })).body.org_id).toBe(
        'local',
      );
      const { database } = (await call(server, 'GET', '/readyz')).body.checks;
      expect(server.logs()).toContain(`applied_head=${database.migration_head}`);
    },
    MINUTES,
  );

  it(
    'keeps an owner token that works, and replaces one that does not',
    async () => {
      const folder = await copyTemplate();
      dataDirs.push(folder);
      const before = readFileSync(join(folder, 'owner.token'), 'utf8').trim();
      chmodSync(join(folder, 'owner.token'), 0o644);
      server = await startServer({ dataDir: folder });
      expect(server.ownerToken).toBe(before);
      expect(statSync(join(folder, 'owner.token')).mode & 0o777).toBe(0o600);
      await server.stop();
      writeFileSync(join(folder, 'owner.token'), 'ice_lost\n');
      server = await startServer({ dataDir: folder });
      expect(server.ownerToken).not.toBe(before);
      expect((await call(server, 'GET', '/api/v1/identity', { token: server.ownerToken })).status).toBe(200);
    },
    MINUTES,
  );

  it(
    'writes no owner token in production',
    async () => {
      const token = 'k7Hq2ZpW9xVb4NcT8mRs';
      const folder = join(dataDir(), 'new');
      server = await startServer({ dataDir: folder, env: { ICE_ENV: 'production', ICE_API_TOKEN: token } });
      dataDirs.push(folder);
      expect(existsSync(join(folder, 'owner.token'))).toBe(false);
      expect((await call(server, 'GET', '/api/v1/identity', { token })).status).toBe(200);
      for (const line of server.logs().trim().split('\n')) {
        expect(JSON.parse(line)).toEqual(
          expect.objectContaining({
            message: expect.any(String),
            level: expect.any(String),
            timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          }),
        );
        expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining(['trace_id', 'span_id']));
      }
    },
    MINUTES,
  );
});

describe('a start that cannot succeed', () => {
  it(
    'says that the port is taken, and leaves no lock behind',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      const folder = await copyTemplate();
      dataDirs.push(folder);
      const env = { ...(await environmentFor(folder)), ICEOS_PORT: String(port) };
      const { code, output } = await runToEnd('main.js', folder, env);
      other.close();
      expect(code).toBe(1);
      expect(output).toContain('EADDRINUSE');
      expect(existsSync(join(folder, 'db.lock'))).toBe(false);
    },
    MINUTES,
  );

  // Without a file to break there is a server to be away: the same rule on the other database.
  it(
    'says in a few lines that the database cannot be opened',
    async () => {
      const folder = dataDir();
      let env: Record<string, string> = {
        ICEOS_REQUIRE_DB: '1',
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      };
      if (POSTGRES === undefined) {
        mkdirSync(join(folder, 'db'));
        writeFileSync(join(folder, 'db', 'PG_VERSION'), 'nonsense');
        env = {};
      }
      const { code, output } = await runToEnd('main.js', folder, { ICEOS_PORT: '0', ...env });
      expect(code).toBe(1);
      expect(output).toMatch(
        POSTGRES === undefined ? /embedded database in .* cannot be opened/ : /cannot be reached/,
      );
      expect(output.length).toBeLessThan(3000);
      expect(existsSync(join(folder, 'db.lock'))).toBe(false);
    },
    MINUTES,
  );
});

describe('the worker and the migration program', () => {
  it(
    'refuse what they cannot do',
    async () => {
      const worker = await runToEnd('worker.js', dataDir(), {});
      expect(worker).toMatchObject({ code: 1, output: expect.stringContaining('DATABASE_URL') });
      const usage = await runToEnd('migrate.js', dataDir(), {});
      expect(usage).toMatchObject({ code: 0, output: expect.stringMatching(/applied_head=\w+ missing=0/) });
    },
    MINUTES,
  );
});
