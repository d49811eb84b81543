// A throw-away Redis, on a port of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './apt.mjs';
import { freePort, startService } from './process.mjs';

export async function startRedis() {
  install('redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'iceos-redis-'));
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    // Every server of a run has one for itself.
    '--databases',
    '1000',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const service = await startService('Redis', 'redis-server', args, () => answers(port));
  return {
    environment: { REDIS_URL: `redis://127.0.0.1:${port}/0` },
    async stop() {
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port) {
  const socket = connect(port, '127.0.0.1');
  socket.write('PING\r\n');
  const [reply] = await once(socket, 'data');
  socket.destroy();
  return String(reply).startsWith('+PONG');
}
