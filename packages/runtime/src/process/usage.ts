import { readFileSync } from 'node:fs';

/** What a process has used so far, as the kernel tells it. */
export interface Usage {
  /** Milliseconds of processor time of all threads, in steps of 10 ms. */
  readonly cpuMs: number;
  /** Nanoseconds of processor time of the main thread; undefined where the kernel keeps no count. */
  readonly mainNs: number | undefined;
  /** Resident memory in bytes. */
  readonly residentBytes: number;
}

const TICK_MS = 10;
const SMALLEST_PAGE = 4096;

/** Reads the usage of processes; undefined for a process that is not there, and on a machine without /proc. */
export class UsageReader {
  private pageBytes = 0;

  read(pid: number): Usage | undefined {
    const fields = statOf(pid);
    if (!fields) return undefined;
    this.pageBytes ||= pageSize();
    const mainNs = Number(tryRead(`/proc/${pid}/schedstat`)?.split(' ', 1)[0] ?? 0);
    return {
      cpuMs: (field(fields, 14) + field(fields, 15)) * TICK_MS,
      mainNs: mainNs > 0 ? mainNs : undefined,
      residentBytes: field(fields, 24) * this.pageBytes,
    };
  }
}

/** The kernel counts memory in pages and does not say how large they are; our own process tells. */
function pageSize(): number {
  const pages = field(statOf(process.pid) ?? [], 24);
  const measured = process.memoryUsage.rss() / pages;
  let size = SMALLEST_PAGE;
  while (size * Math.SQRT2 < measured) size *= 2;
  return size;
}

/** The fields of /proc/<pid>/stat from the third on: the name before them may hold spaces and brackets. */
function statOf(pid: number): string[] | undefined {
  const stat = tryRead(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function field(fields: readonly string[], number: number): number {
  return Number(fields[number - 3]);
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
