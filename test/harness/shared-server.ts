import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeClaim } from './claim.js';
import { startServer } from './start-server.js';

/** The server that all suites of a run share. Each test keeps to orgs of its own (`newOrg`). */
export interface SharedServer {
  readonly url: string;
  readonly ownerToken: string;
}

interface State extends Partial<SharedServer> {
  readonly failure?: string;
}

const WAIT_MS = 300_000;

/** The shared server of this run, started by the first suite that asks for it and stopped when the run ends. */
export async function sharedServer(): Promise<SharedServer> {
  const run = process.env['ICEOS_TEST_RUN'];
  if (run === undefined) throw new Error('test/harness/global-setup.ts has not run.');
  const state = join(run, 'server.json');
  if (!existsSync(state) && takeClaim(join(run, 'starting'))) await start(state);
  for (const begin = Date.now(); !existsSync(state); await sleep(50)) {
    if (Date.now() - begin > WAIT_MS) throw new Error('The shared server was not started.');
  }
  const { url, ownerToken, failure } = JSON.parse(readFileSync(state, 'utf8')) as State;
  if (url === undefined || ownerToken === undefined) throw new Error(failure);
  return { url, ownerToken };
}

async function start(state: string): Promise<void> {
  let text: string;
  try {
    const { url, ownerToken, pid, dataDir } = await startServer({ detached: true });
    text = JSON.stringify({ url, ownerToken, pid, dataDir });
  } catch (error) {
    text = JSON.stringify({ failure: String(error) });
  }
  writeFileSync(`${state}.new`, text);
  renameSync(`${state}.new`, state);
}
