import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './root.js';
import { startServer, type TestServer } from './start-server.js';

/** How late the event loop of a server was, in milliseconds, and where to it opened connections. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly ticks: number;
  /** How long the main thread itself worked between two turns, in milliseconds; what other processes do does not count. */
  readonly busy: { readonly p99: number; readonly max: number };
  readonly connections: readonly string[];
}

/** A server that tells about its event loop. */
export interface WatchedServer extends TestServer {
  /** Since the last time that it was asked. */
  loopDelay(): Promise<LoopDelay>;
}

const WAIT_MS = 30_000;

/** Starts a server of its own whose event loop and outgoing connections are watched. */
export async function startWatchedServer(): Promise<WatchedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'iceos-loop-'));
  const file = join(folder, 'delay.json');
  const program = pathToFileURL(join(ROOT, 'test', 'harness', 'watch-loop.mjs')).href;
  const server = await startServer({ env: { NODE_OPTIONS: `--import=${program}`, TEST_LOOP_FILE: file } });
  return {
    ...server,
    async loopDelay() {
      rmSync(file, { force: true });
      process.kill(server.pid, 'SIGUSR2');
      for (const begin = Date.now(); !existsSync(file); await sleep(20)) {
        if (Date.now() - begin > WAIT_MS) throw new Error('The server tells nothing about its event loop.');
      }
      return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay;
    },
    async stop() {
      const code = await server.stop();
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
