import pg from 'pg';
import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { refuseInsideTransaction } from '../transaction-scope.js';

/** How long a query waits for the one connection before it fails with `database-busy`. */
const WAIT_MS = 15_000;

/**
 * The one pool of the embedded database: a `pg.Pool` of a single connection, shared by TypeORM and the durable engine,
 * since two connections to one PGlite would run in each other's transactions. Asking it for a connection inside a
 * transaction would wait for ever, so it is refused at once.
 */
export class EmbeddedPool extends pg.Pool {
  constructor(database: PGlite) {
    super(
      Object.assign(createPgConfig(database), {
        max: 1,
        idleTimeoutMillis: 0,
        connectionTimeoutMillis: WAIT_MS,
      }),
    );
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(
    callback: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: boolean | Error) => void,
    ) => void,
  ): void;
  override connect(
    callback?: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: boolean | Error) => void,
    ) => void,
  ): Promise<pg.PoolClient> | void {
    refuseInsideTransaction();
    return callback ? super.connect(callback) : super.connect();
  }
}
