import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call } from '../harness/api.js';
import { spawnProgram } from '../harness/server-process.js';
import { environmentFor, newDataDir, removeDataDir, startServer } from '../harness/start-server.js';
import { firstStartTemplate } from '../harness/template.js';

const MINUTES = 300_000;
const dataDirs: string[] = [];
afterEach(async () => {
  for (const dataDir of dataDirs.splice(0)) await removeDataDir(dataDir);
});

describe('SIGTERM during the first start', () => {
  it(
    'ends it in good order, and the next start does what is left',
    async () => {
      const dataDir = newDataDir();
      dataDirs.push(dataDir);
      // Kits that are built already: it is the publishing that is cut off.
      const { dataDir: template } = await firstStartTemplate();
      cpSync(join(template, 'cache', 'builds'), join(dataDir, 'cache', 'builds'), { recursive: true });
      const child = spawnProgram('main.js', { dataDir, env: await environmentFor(dataDir) });
      const ended = once(child, 'exit');
      while (!existsSync(join(dataDir, 'server.json'))) await sleep(20);
      child.kill('SIGTERM');
      expect((await ended)[0]).toBe(0);
      expect(existsSync(join(dataDir, 'db.lock'))).toBe(false);
      const server = await startServer({ dataDir });
      expect((await call(server, 'GET', '/api/v1/identity', { token: server.ownerToken })).status).toBe(200);
      expect(await server.stop()).toBe(0);
    },
    MINUTES,
  );
});
