import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE, ROOT } from './root.js';

/** A real server: the built program in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Everything it wrote to stdout and stderr so far. */
  logs(): string;
  /** Stops it in good order and answers its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would, as far as processes go. */
  kill9(): Promise<void>;
}

/** Far more than a first start takes on a machine with other work. */
const READY_MS = 240_000;
const STOP_MS = 30_000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface SpawnOptions {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Leave it running when this process ends. */
  readonly detached?: boolean;
  /** A command that starts the program, with its own arguments. */
  readonly wrapper?: readonly [string, ...string[]];
}

/** Starts a program of the build; answers before it is ready. */
export function spawnProgram(
  program: string,
  { dataDir, env, detached = false, wrapper }: SpawnOptions,
): ChildProcess {
  const log = openSync(logOf(dataDir), 'a');
  const path = join(ROOT, 'dist', 'src', program);
  const [command, ...args] = wrapper ?? [NODE];
  const child = spawn(command, wrapper ? [...args, NODE, path] : [path], {
    cwd: ROOT,
    detached,
    env: { PATH: process.env['PATH'], HOME: dataDir, ICEOS_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (detached) child.unref();
  else running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts the server on a free port and waits until it says that it is ready. */
export async function spawnServer(options: SpawnOptions): Promise<ServerProcess> {
  const { dataDir } = options;
  rmSync(join(dataDir, 'server.json'), { force: true });
  const child = spawnProgram('main.js', { ...options, env: { ICEOS_PORT: '0', ...options.env } });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const url = await untilReady(child, dataDir);
  return {
    url,
    pid: child.pid!,
    dataDir,
    logs: () => readFileSync(logOf(dataDir), 'utf8'),
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      const [code] = await ended;
      clearTimeout(late);
      return code;
    },
    async kill9() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The log lies beside the data directory, which is the server's own. */
export function logOf(dataDir: string): string {
  return `${dataDir}.log`;
}

async function untilReady(child: ChildProcess, dataDir: string): Promise<string> {
  const announcement = join(dataDir, 'server.json');
  let last = 'it has not listened yet';
  for (const start = Date.now(); Date.now() - start < READY_MS; await sleep(20)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `The server ended (${child.exitCode ?? child.signalCode}) before it was ready:\n${readFileSync(logOf(dataDir), 'utf8').slice(-4000)}`,
      );
    }
    if (!existsSync(announcement)) continue;
    const { url } = JSON.parse(readFileSync(announcement, 'utf8')) as { url: string };
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.ok) return url;
    last = (await response?.text()) ?? last;
  }
  child.kill('SIGKILL');
  throw new Error(`The server was not ready after ${READY_MS} ms: ${last}`);
}
