import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stops the shared server, if a suite asked for it. A server that does not stop in good order fails the run. */
export default async function tearDown(): Promise<void> {
  const run = process.env['ICEOS_TEST_RUN'];
  if (run === undefined) return;
  const state = join(run, 'server.json');
  if (existsSync(state)) {
    const { pid, dataDir } = JSON.parse(readFileSync(state, 'utf8')) as { pid?: number; dataDir?: string };
    if (pid !== undefined && dataDir !== undefined) {
      await end(pid);
      rmSync(dataDir, { recursive: true, force: true });
      for (const beside of ['log', 'redis', 'database']) rmSync(`${dataDir}.${beside}`, { force: true });
    }
  }
  rmSync(run, { recursive: true, force: true });
}

async function end(pid: number): Promise<void> {
  if (alive(pid)) process.kill(pid, 'SIGTERM');
  for (let waited = 0; alive(pid); waited += 50) {
    if (waited > 30_000) throw new Error(`The shared server ${pid} did not stop within 30 s.`);
    await sleep(50);
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
