import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Makes this process the one that does something: true for the first to ask, and again once that one has died. */
export function takeClaim(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (!alive(Number(readFileSync(path, 'utf8')))) rmSync(path, { force: true });
  return false;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
