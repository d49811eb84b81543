import { isNativeError } from 'node:util/types';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { CodedError } from '@iceos/core/errors';
import type { DatabaseCode } from '../database.errors.js';

/** Postgres needs far fewer shared pages for one connection; this saves 60 MB. */
const START = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * Opens the Postgres in `folder` inside this process, and makes one there when the folder is missing.
 * Throws `database-unreadable` when what is there cannot be opened.
 */
export async function openPglite(folder: string): Promise<PGlite> {
  try {
    return await PGlite.create({ dataDir: folder, extensions: { vector, pg_trgm }, startParams: START });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** The one call through which the pool reaches the database. */
type Protocol = Pick<PGlite, 'execProtocolStream'>;

/**
 * Calls `onCrash` when the program of the database fails, as opposed to a statement. Such a database answers nothing any
 * more and cannot be closed; a new process recovers it from its log.
 */
export function watchForCrash(database: Protocol, onCrash: (error: CodedError<DatabaseCode>) => void): void {
  const call = database.execProtocolStream.bind(database);
  database.execProtocolStream = async (...request) => {
    try {
      return await call(...request);
    } catch (error) {
      if (isNativeError(error) && error.name === 'RuntimeError') onCrash(crashed(error));
      throw error;
    }
  };
}

function crashed(error: Error): CodedError<DatabaseCode> {
  return new CodedError('database-crashed', `The embedded database crashed: ${firstLine(error)}`, {
    hint: 'Start the server again: what was acknowledged is recovered.',
  });
}

/** A crash of the database arrives with the whole of its program text; only the first line says anything. */
function unreadable(folder: string, error: unknown): CodedError<DatabaseCode> {
  return new CodedError(
    'database-unreadable',
    `The embedded database in ${folder} cannot be opened: ${firstLine(error)}`,
    {
      hint: `Restore ${folder} from a backup, or move it away to begin with an empty database.`,
    },
  );
}

function firstLine(error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n', 1);
  return line.slice(0, 200);
}
