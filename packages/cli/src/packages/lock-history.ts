import { digestOf } from '@iceos/core/digest';
import { formatLock, type Lock, type LockChange } from '@iceos/core/lock';
import { readIfThere, writeWhole } from '../files.js';

/** Beside `ice.lock`: a line for every change of it, the newest last. */
const HISTORY_FILE = 'ice.lock.history.jsonl';

/** What changed from one lock to the next, and whether somebody accepted what it widens. */
export interface LockStep {
  readonly schema_version: 'lock-step.v0';
  readonly time: string;
  /** SHA-256 of the text of the lock before; null for the first. */
  readonly from: string | null;
  readonly to: string;
  readonly accepted: boolean;
  readonly changes: readonly LockChange[];
}

const MAX_BYTES = 64 * 1024 * 1024;

/** Adds a step. It is written before the lock is: one that leads to no lock that was ever written is taken out again. */
export async function recordStep(
  before: Lock | undefined,
  after: Lock,
  step: Pick<LockStep, 'time' | 'accepted' | 'changes'>,
): Promise<void> {
  const [from, to] = [before ? lockDigest(before) : null, lockDigest(after)];
  const text = new TextDecoder().decode((await readIfThere(HISTORY_FILE, MAX_BYTES)) ?? new Uint8Array());
  const lines = text.split('\n').filter((line) => line !== '');
  const last = lines.at(-1);
  if (last !== undefined && member(last, 'from') === from && member(last, 'to') !== from) lines.pop();
  const { time, accepted, changes } = step;
  const line: LockStep = { schema_version: 'lock-step.v0', time, from, to, accepted, changes };
  await writeWhole(HISTORY_FILE, `${[...lines, JSON.stringify(line)].join('\n')}\n`);
}

function lockDigest(lock: Lock): string {
  return digestOf(new TextEncoder().encode(formatLock(lock)));
}

function member(line: string, name: 'from' | 'to'): unknown {
  try {
    return (JSON.parse(line) as Partial<LockStep> | null)?.[name];
  } catch {
    return undefined;
  }
}
