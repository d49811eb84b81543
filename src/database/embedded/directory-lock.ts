import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '@iceos/core/errors';
import type { DatabaseCode } from '../database.errors.js';
import { currentProcess, type ProcessIdentity, statusOf } from './process-identity.js';

/** What a lock file holds: who made it, and an id of that very file. */
interface Claim extends ProcessIdentity {
  readonly id: string;
}

export interface DirectoryLock {
  /** Gives the lock back. Calling it again does nothing. */
  release(): void;
}

const ATTEMPTS = 200;
const PAUSE_MS = 20;

/**
 * Takes the lock file at `path`, so that one process at a time opens what it stands for. Whoever dies with it (power,
 * kill -9) leaves it behind; the next opener takes it over because that process is gone, never because of its age.
 *
 * Throws `database-in-use`, naming the pid, when the owner runs, and `database-lock-unreadable` when nothing can be
 * told about the owner.
 */
export function lockDirectory(path: string): DirectoryLock {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const claim: Claim = { ...currentProcess(), id: randomUUID() };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(path, claim)) return held(path, claim);
    const owner = read(path);
    if (!owner) continue;
    refuseWhileRunning(path, owner);
    if (takeOver(path, owner, claim)) return held(path, claim);
    pause(PAUSE_MS);
  }
  throw inUse(path, `Many processes are opening ${path} at once.`);
}

/**
 * Replaces the lock of a process that is gone. Of all who saw the same dead owner, only the holder of the succession
 * file named after that very lock may replace it, and the lock is looked at again under it: so it changes hands once,
 * and there is no moment without a lock. A successor who dies half way is succeeded in the same manner.
 */
function takeOver(path: string, owner: Claim, claim: Claim): boolean {
  const succession = `${path}.${owner.id}`;
  const successor: Claim = { ...claim, id: randomUUID() };
  if (!create(succession, successor)) {
    const rival = read(succession);
    if (!rival || statusOf(rival) !== 'gone') return false;
    if (!takeOver(succession, rival, successor)) return false;
  }
  const replaced = read(path)?.id === owner.id;
  if (replaced) renameSync(write(claim, path), path);
  rmSync(succession, { force: true });
  return replaced;
}

function held(path: string, claim: Claim): DirectoryLock {
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      if (read(path)?.id === claim.id) rmSync(path, { force: true });
    },
  };
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Creates the file with its whole content in one step, or answers false when it exists. */
function create(path: string, claim: Claim): boolean {
  const complete = write(claim, path);
  try {
    linkSync(complete, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(complete, { force: true });
  }
}

/** Writes `claim` to a file of its own beside `path` and answers its name. */
function write(claim: Claim, path: string): string {
  const draft = `${path}.${randomUUID()}.draft`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, JSON.stringify(claim));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

/** The claim in the file, or undefined when there is no file. */
function read(path: string): Claim | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const claim = parse(text);
  if (claim) return claim;
  throw new CodedError<DatabaseCode>('database-lock-unreadable', `${path} is not a lock of this program.`, {
    hint: `Make sure that no iceOS server uses this data directory, then delete ${path}.`,
  });
}

function parse(text: string): Claim | undefined {
  try {
    const { pid, started, boot, namespace, id } = JSON.parse(text) as Partial<Claim>;
    const texts = [started, boot, namespace, id].every((member) => typeof member === 'string');
    return texts && Number.isSafeInteger(pid) ? (JSON.parse(text) as Claim) : undefined;
  } catch {
    return undefined;
  }
}

function refuseWhileRunning(path: string, owner: Claim): void {
  const status = statusOf(owner);
  if (status === 'running') {
    throw inUse(path, `The data directory is in use by process ${owner.pid}.`, owner.pid);
  }
  if (status === 'unknown') {
    throw new CodedError<DatabaseCode>(
      'database-lock-unreadable',
      `The data directory was locked by process ${owner.pid} of another container, which cannot be seen from here.`,
      { hint: `Make sure that container has stopped, then delete ${path}.` },
    );
  }
}

function inUse(path: string, detail: string, pid?: number): CodedError<DatabaseCode> {
  return new CodedError('database-in-use', detail, {
    hint: 'Stop that server first, or set ICEOS_DATA_DIR to another folder.',
    data: { lock: path, ...(pid === undefined ? {} : { pid }) },
  });
}
