import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call } from '../harness/api.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';

const MINUTES = 300_000;
const dataDirs: string[] = [];
afterEach(async () => {
  for (const dataDir of dataDirs.splice(0)) await removeDataDir(dataDir);
});

async function start(): Promise<TestServer> {
  const dataDir = await copyTemplate();
  dataDirs.push(dataDir);
  return startServer({ dataDir });
}

/** A request whose body has not arrived completely yet. */
async function halfSent(server: TestServer, body: string): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    [
      'POST /api/v1/projects HTTP/1.1',
      `Host: ${hostname}:${port}`,
      `Authorization: Bearer ${server.ownerToken}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body.slice(0, 5),
    ].join('\r\n'),
  );
  await sleep(300);
  return socket;
}

const runs = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('SIGTERM', () => {
  it(
    'lets requests that are under way finish, takes no new ones, and leaves nothing behind',
    async () => {
      const server = await start();
      const body = JSON.stringify({ id: 'last', name: 'Last' });
      const socket = await halfSent(server, body);
      const stopped = server.stop();
      await sleep(300);
      await expect(call(server, 'GET', '/livez')).rejects.toThrow();
      expect(runs(server.pid)).toBe(true);
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.write(body.slice(5));
      await once(socket, 'close');
      expect(answer).toMatch(/^HTTP\/1\.1 201 /);
      expect(await stopped).toBe(0);
      expect(existsSync(join(server.dataDir, 'db.lock'))).toBe(false);
      expect(existsSync(join(server.dataDir, 'server.json'))).toBe(false);

      const again = await startServer({ dataDir: server.dataDir });
      const { items } = (await call(again, 'GET', '/api/v1/projects', { token: again.ownerToken })).body;
      expect(items).toEqual([expect.objectContaining({ id: 'last' })]);
      await again.stop();
    },
    MINUTES,
  );

  it(
    'does not wait for connections on which nothing is asked',
    async () => {
      const server = await start();
      const { hostname, port } = new URL(server.url);
      const idle = connect(Number(port), hostname);
      await once(idle, 'connect');
      idle.on('error', () => {});
      const begin = Date.now();
      expect(await server.stop()).toBe(0);
      expect(Date.now() - begin).toBeLessThan(15_000);
      idle.destroy();
    },
    MINUTES,
  );

  it(
    'a second time ends the server at once',
    async () => {
      const server = await start();
      const socket = await halfSent(server, JSON.stringify({ id: 'never', name: 'Never' }));
      socket.on('error', () => {});
      const stopped = server.stop();
      await sleep(300);
      expect(runs(server.pid)).toBe(true);
      process.kill(server.pid, 'SIGINT');
      expect(await stopped).toBe(130);
      const again = await startServer({ dataDir: server.dataDir });
      expect(await again.stop()).toBe(0);
    },
    MINUTES,
  );
});

describe('kill -9', () => {
  it(
    'loses nothing that was acknowledged, and leaves nothing half done',
    async () => {
      let server = await start();
      const acknowledged: string[] = [];
      for (let round = 0; round < 3; round++) {
        const { ownerToken } = server;
        const end = new AbortController();
        const clients = Array.from({ length: 4 }, async (_, client) => {
          for (let n = 0; !end.signal.aborted; n++) {
            const id = `r${round}-${client}-${n}`;
            const made = await call(server, 'POST', '/api/v1/projects', {
              token: ownerToken,
              body: { id, name: id },
              headers: { 'idempotency-key': id },
            }).catch(() => undefined);
            if (made?.status === 201) acknowledged.push(id);
            if (!made) return;
          }
        });
        await sleep(500);
        end.abort();
        await Promise.all([server.kill9(), ...clients]);
        server = await startServer({ dataDir: server.dataDir });
      }
      const kept: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await call(server, 'GET', `/api/v1/projects?limit=500${cursor}`, {
          token: server.ownerToken,
        });
        kept.push(...body.items.map((item: { id: string }) => item.id));
        if (body.next_cursor === null) break;
        cursor = `&cursor=${body.next_cursor}`;
      }
      expect(acknowledged.length).toBeGreaterThan(30);
      expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
      // A request that was cut off can be sent again under its key.
      const last = acknowledged.at(-1)!;
      const replay = await call(server, 'POST', '/api/v1/projects', {
        token: server.ownerToken,
        body: { id: last, name: last },
        headers: { 'idempotency-key': last },
      });
      expect([replay.status, replay.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      await server.stop();
    },
    MINUTES,
  );
});
