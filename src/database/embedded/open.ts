import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import type pg from 'pg';
import { CodedError } from '@iceos/core/errors';
import type { DatabaseCode } from '../database.errors.js';
import { lockDirectory } from './directory-lock.js';

export interface EmbeddedDatabase {
  readonly pool: pg.Pool;
  /** Closes the database and gives the lock back. */
  close(): Promise<void>;
}

/**
 * Opens the embedded database of a data directory, `<data dir>/db`, under its lock, and makes it first when it is not
 * there. Throws `database-in-use`, `database-lock-unreadable` or `database-unreadable`.
 */
export async function openEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const lock = lockDirectory(join(dataDir, 'db.lock'));
  try {
    const folder = join(dataDir, 'db');
    const [{ openPglite, watchForCrash }, { EmbeddedPool }] = await Promise.all([
      import('./pglite.js'),
      import('./pool.js'),
      existsSync(folder) ? undefined : initialise(folder),
    ]);
    const database = await openPglite(folder);
    watchForCrash(database, endProcess);
    const pool = new EmbeddedPool(database);
    return {
      pool,
      async close() {
        if (!pool.ending) await pool.end();
        await database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Nothing in this process can go on without its database; the failure ends it with the reason. */
function endProcess(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

/** A database is made beside its place and moved there when it is complete, so that a killed start leaves none or all of it. */
async function initialise(folder: string): Promise<void> {
  removeDrafts(folder);
  const draft = `${folder}.new-${process.pid}`;
  const program = join(import.meta.dirname, 'initialise.js');
  const child = spawn(process.execPath, [program, draft], { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2000)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw new CodedError<DatabaseCode>(
      'database-unreadable',
      `No database could be made in ${draft}: ${output}`,
      {
        hint: 'Check that the disk has 50 MB left and the folder can be written.',
      },
    );
  }
  renameSync(draft, folder);
}

/** What starts that were killed have left. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.new-`)) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}
