import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** Which process of which boot: a pid alone is reused, together with its start time it is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in the clock of the system; only compared for equality. */
  readonly started: string;
  /** Id of this boot of the machine, where the system has one. */
  readonly boot: string;
  /** The pid namespace that `pid` is meant in, where the system has them (containers). */
  readonly namespace: string;
}

export function currentProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    started: startTime(process.pid) ?? 'unknown',
    boot: readOr('/proc/sys/kernel/random/boot_id', ''),
    namespace: namespaceOf(),
  };
}

/**
 * Whether the process still runs: `unknown` when its pid means nothing here, because it was written in another
 * container.
 */
export function statusOf(other: ProcessIdentity): 'running' | 'gone' | 'unknown' {
  const here = currentProcess();
  if (other.boot !== here.boot) return 'gone';
  if (other.namespace !== here.namespace) return 'unknown';
  if (!exists(other.pid)) return 'gone';
  const started = startTime(other.pid);
  return started === other.started ? 'running' : 'gone';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time of a process that is neither gone nor a zombie, else undefined. */
function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readOr(`/proc/${pid}/stat`, '');
    // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  }
  try {
    const shown = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return shown === '' ? undefined : shown;
  } catch {
    return undefined;
  }
}

function namespaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return fallback;
  }
}
