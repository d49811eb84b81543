/**
 * The places of a publish between two of which a process may end, in the order in which they are passed. Tests end it
 * exactly there; everywhere else passing one does nothing.
 */
export const FAILPOINTS = [
  'upload-received',
  'blob-written',
  'blob-synced',
  'blob-named',
  'version-recorded',
  'version-committed',
  'batch-computed',
  'tiles-stored',
  'checkpoint-stored',
  'batch-committed',
  'file-written',
  'file-synced',
  'file-renamed',
  'files-complete',
  'checkpoint-file-renamed',
  'publish-included',
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

/** Says that `point` was reached. */
export type PassFailpoint = (point: Failpoint) => void;

export const PASS_ON: PassFailpoint = () => undefined;

/** Ends this process when `armed` is reached, as a power cut would as far as processes go: nothing runs after it. */
export function endAt(armed: Failpoint): PassFailpoint {
  return (point) => {
    if (point !== armed) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal ends the process before anything else happens, on this thread too.
    for (;;);
  };
}
