import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, type Answer } from '../harness/api.js';
import { spawnProgram } from '../harness/server-process.js';
import { copyTemplate, environmentFor, removeDataDir } from '../harness/start-server.js';

/** A machine that gives nobody a name space: neither by privilege nor to users. */
const NO_NAME_SPACES: readonly [string, ...string[]] = [
  '/usr/bin/unshare',
  '--user',
  '--map-root-user',
  '/bin/sh',
  '-c',
  'echo 0 > /proc/sys/user/max_user_namespaces && exec /usr/bin/setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin "$@"',
  'sh',
];

const PRODUCTION = { ICE_ENV: 'production', ICE_API_TOKEN: 'k3x9-f7Q2-vv81-PLm0-zz4c' };

let dataDir: string;
let server: ChildProcess;

/** Starts the server there, and answers what its probe says once the sandbox has been looked at. */
async function startThere(env: Readonly<Record<string, string>>): Promise<Answer & { url: string }> {
  dataDir = await copyTemplate();
  const environment = await environmentFor(dataDir, env);
  server = spawnProgram('main.js', { dataDir, env: environment, wrapper: NO_NAME_SPACES });
  const announcement = join(dataDir, 'server.json');
  for (;;) {
    await sleep(50);
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`);
    if (!existsSync(announcement)) continue;
    const { url } = JSON.parse(readFileSync(announcement, 'utf8')) as { url: string };
    const ready = await call({ url }, 'GET', '/readyz').catch(() => undefined);
    const status: unknown = ready?.body.checks.sandbox.status;
    if (ready && status !== 'starting' && ready.body.checks.startup.status !== 'starting')
      return { ...ready, url };
  }
}

async function stop(): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  await removeDataDir(dataDir);
}

describe('production on a machine without name spaces', () => {
  let ready: Answer & { url: string };
  beforeAll(async () => {
    ready = await startThere(PRODUCTION);
  }, 90_000);
  afterAll(stop, 60_000);

  it('is not ready, and says what is missing', () => {
    expect(ready.status).toBe(503);
    expect(ready.body.checks.sandbox).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/demands the level hardened.*Missing: a network name space/),
      code: 'sandbox-not-hardened',
      hint: expect.stringContaining('unshare --net'),
    });
  });

  it('runs no component', async () => {
    const body = { tool: 'iceos/echo_tool', inputs: { message: 'x' } };
    const token = PRODUCTION.ICE_API_TOKEN;
    const answer = await call(ready, 'POST', '/api/v1/executions?wait_seconds=20', { token, body });
    const { body: run } = await call(ready, 'GET', `/api/v1/executions/${answer.body.execution_id}`, {
      token,
    });
    expect(JSON.stringify(run)).toContain('sandbox-not-hardened');
    expect(run.status).toBe('failed');
  });
});

describe('development on a machine without name spaces', () => {
  let ready: Answer & { url: string };
  beforeAll(async () => {
    ready = await startThere({});
  }, 90_000);
  afterAll(stop, 60_000);

  it('runs components, and says that their children are less well isolated', () => {
    expect(ready.status).toBe(200);
    expect(ready.body.checks.sandbox).toMatchObject({ status: 'degraded', level: 'basic' });
    expect(ready.body.checks.sandbox.lacks).toContain('a network name space of its own');
  });
});
