import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { getuid } from 'node:process';
import type { Duplex } from 'node:stream';

/** `hardened`: no network, no privileges, an unprivileged user when we are root. `basic`: whatever of it there is. */
export type IsolationLevel = 'hardened' | 'basic';

/** The level that was reached, and what is missing to the next one; empty when nothing is. */
export interface Isolation {
  readonly level: IsolationLevel;
  readonly lacks: readonly string[];
}

/** How this machine starts a child: the commands that drop what it must not have, then Node. */
export interface Launch extends Isolation {
  readonly wrapper: readonly string[];
}

export interface Program {
  /** Absolute path of the ES module to run. */
  readonly file: string;
  /** Flags of Node and V8. */
  readonly flags: readonly string[];
  /** Files and folders that it may read; without its own file it cannot start. */
  readonly readable: readonly string[];
  /** Bytes of private writable memory the kernel grants the process, where it can be told. */
  readonly dataBytes: number;
  /** Seconds of processor time in all: what ends it when its parent is no longer there to do so. */
  readonly cpuSeconds: number;
}

const PLACES = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const NOBODY = '65534';
const PROBE_MS = 10_000;
export const NO_NETWORK = 'a network name space of its own';
const NO_PRIVILEGES = 'no way to new privileges';
const OTHER_USER = 'an unprivileged user of its own';
/** The descriptor that the child talks over: a socket pair, the only thing it inherits. */
export const CHANNEL_FD = 3;

/**
 * The best way to start `program` here, found by trying (docs/spec/sandbox.md 6): the first candidate under which Node
 * can read the program. The last candidate is Node alone.
 */
export async function findLaunch(program: Program): Promise<Launch> {
  for (const launch of candidates()) {
    if (await starts(launch, program)) return launch;
  }
  return basic([], NO_NETWORK, NO_PRIVILEGES, ...(getuid?.() === 0 ? [OTHER_USER] : []));
}

function hardened(...wrapper: readonly string[]): Launch {
  return { level: 'hardened', lacks: [], wrapper };
}

function basic(wrapper: readonly string[], ...lacks: readonly string[]): Launch {
  return { level: 'basic', lacks, wrapper };
}

/** Starts `program` with no environment, no arguments and no descriptor but its channel (docs/spec/sandbox.md 6). */
export function startProgram(
  launch: Launch,
  program: Program,
): { process: ChildProcess; channel: Duplex | undefined } {
  const child = startNode(launch, program, [...hardFlags(program), program.file], 'pipe');
  const channel = child.stdio[CHANNEL_FD];
  return { process: child, channel: channel ? (channel as Duplex) : undefined };
}

function hardFlags({ flags, readable }: Program): string[] {
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--no-warnings',
    ...flags,
  ];
}

function startNode(
  launch: Launch,
  program: Program,
  args: string[],
  channel: 'pipe' | 'ignore',
): ChildProcess {
  const [command = process.execPath, ...rest] = [
    ...launch.wrapper,
    ...resourceLimits(program),
    process.execPath,
    ...args,
  ];
  return spawn(command, rest, { cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'ignore', channel] });
}

function* candidates(): Generator<Launch> {
  const unshare = find('unshare');
  const setpriv = find('setpriv');
  const drop = setpriv ? [setpriv, '--no-new-privs', '--bounding-set=-all', '--pdeathsig=KILL'] : [];
  if (getuid?.() === 0) {
    const become = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    if (unshare && setpriv) {
      yield hardened(unshare, '--net', ...drop, ...become);
      // Root of a container may not make name spaces; any user may make one for itself, where the kernel allows that.
      const own = [unshare, '--user', '--map-current-user', '--net'];
      yield hardened(setpriv, ...become, ...own, setpriv, '--no-new-privs', '--pdeathsig=KILL');
    }
    if (setpriv) yield basic([...drop, ...become], NO_NETWORK);
    if (unshare) yield basic([unshare, '--net'], NO_PRIVILEGES, OTHER_USER);
  } else {
    const own = setpriv ? [setpriv, '--no-new-privs', '--pdeathsig=KILL'] : [];
    if (unshare && setpriv) yield hardened(unshare, '--user', '--map-current-user', '--net', ...own);
    if (setpriv) yield basic(own, NO_NETWORK);
  }
}

function resourceLimits({ dataBytes, cpuSeconds }: Program): string[] {
  const prlimit = find('prlimit');
  if (!prlimit) return [];
  const same = (name: string, value: number) => `--${name}=${value}:${value}`;
  // The signal at the first of the two says what happened; the second one kills.
  const cpu = `--cpu=${cpuSeconds}:${cpuSeconds + 1}`;
  return [prlimit, same('core', 0), same('fsize', 0), same('nofile', 64), same('data', dataBytes), cpu];
}

function find(name: string): string | undefined {
  return PLACES.map((place) => `${place}/${name}`).find((path) => existsSync(path));
}

/** Whether Node starts under `launch` and can read the program: it checks the syntax and runs nothing. */
function starts(launch: Launch, program: Program): Promise<boolean> {
  return new Promise((resolve) => {
    const child = startNode(launch, program, ['--check', program.file], 'ignore');
    const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_MS);
    const settle = (ok: boolean) => {
      clearTimeout(timer);
      resolve(ok);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
  });
}
