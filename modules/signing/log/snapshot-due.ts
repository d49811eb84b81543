/** How old the newest snapshot of an idle log becomes: half of what readers call live (docs/spec/trust.md 4.6). */
const SNAPSHOT_EVERY_MS = 12 * 3_600_000;

/** Whether a log whose newest snapshot is from `last` needs another one to be seen alive. */
export function isDue(last: Date | undefined, now: Date): boolean {
  return last === undefined || now.getTime() - last.getTime() >= SNAPSHOT_EVERY_MS;
}
