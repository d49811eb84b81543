import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type EntityManager, type EntitySchema, type MigrationInterface } from 'typeorm';
import { CodedError } from '@iceos/core/errors';
import type { PostgresAddress } from '../config/database-url.js';
import type { DatabaseCode } from './database.errors.js';
import type { EmbeddedDatabase } from './embedded/open.js';
import { translateFailure } from './failures.js';
import {
  applyMigrations,
  MIGRATIONS_TABLE,
  type MigrationState,
  readMigrationState,
  revertMigration,
} from './migration-runner.js';
import { poolOptions } from './postgres.js';
import { insideTransaction, refuseInsideTransaction } from './transaction-scope.js';

// oxlint-disable-next-line typescript/no-unsafe-function-type -- the type that TypeORM gives entity classes
export type Entities = readonly (Function | EntitySchema)[];
export type Migrations = readonly (new () => MigrationInterface)[];

/** What every repository method takes first: the open transaction, or the connection of a read. */
export type Tx = EntityManager;

export interface DatabaseOptions {
  /** The embedded database, already open; or the address of a server. */
  readonly engine: EmbeddedDatabase | PostgresAddress;
  readonly entities: Entities;
  /** Oldest first. */
  readonly migrations: Migrations;
  /** Apply missing migrations when the database is reached. */
  readonly migrate: boolean;
}

const RETRY_MS = 2000;

/**
 * The one way to the system of record. Use cases open a `transaction` or a `read` and pass its `tx` to every repository
 * method; nothing else may reach the database meanwhile.
 */
export class Database {
  /** What an acknowledged write survives, for banner and readiness. */
  readonly durability: string;
  readonly embedded: boolean;
  /** The pool that TypeORM and the durable engine share, on the embedded database; the engine makes its own elsewhere. */
  readonly sharedPool: pg.Pool | undefined;
  private readonly dataSource: DataSource;
  private closing = false;

  constructor(private readonly options: DatabaseOptions) {
    const embedded = 'pool' in options.engine ? options.engine : undefined;
    this.embedded = embedded !== undefined;
    this.sharedPool = embedded?.pool;
    this.durability = embedded
      ? 'embedded database: acknowledged writes survive the end of the process, not a power failure'
      : 'PostgreSQL: acknowledged writes are as durable as the server is configured to make them';
    this.dataSource = new DataSource({
      type: 'postgres',
      entities: [...options.entities],
      migrations: [...options.migrations],
      migrationsTableName: MIGRATIONS_TABLE,
      installExtensions: false,
      poolErrorHandler: () => {},
      ...(embedded
        ? { database: 'postgres', driver: { ...pg, Pool: borrowed(embedded.pool) } }
        : { extra: poolOptions(options.engine as PostgresAddress, 'iceos') }),
    });
  }

  /** Connects once and brings the schema up to date where that is wanted. Throws when the server cannot be reached. */
  async connect(): Promise<MigrationState> {
    try {
      if (!this.dataSource.isInitialized) await this.dataSource.initialize();
      if (this.options.migrate) await applyMigrations(this.dataSource);
      return await this.state();
    } catch (error) {
      throw translateFailure(error);
    }
  }

  /** Like `connect`, but waits for a server that is not there yet and for a schema that another process is to migrate. */
  async connectPatiently(onTrouble: (error: unknown) => void): Promise<MigrationState> {
    for (let told = ''; ;) {
      try {
        const state = await this.connect();
        if (state.missing.length === 0) return state;
        throw behind(state);
      } catch (error) {
        if (this.closing) throw error;
        if (told !== String(error)) onTrouble(error);
        told = String(error);
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  /** What is applied and what is missing; throws `database-unavailable` when nobody answers. */
  async state(): Promise<MigrationState> {
    return this.read((tx) => readMigrationState(tx.dataSource));
  }

  /** Takes the newest migration back. */
  async revert(): Promise<void> {
    await revertMigration(this.dataSource);
  }

  /** Runs `work` in a transaction of its own: committed when it resolves, rolled back when it rejects. */
  async transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    this.refuseUnusable();
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await insideTransaction(() => work(runner.manager));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw translateFailure(error);
    } finally {
      await runner.release();
    }
  }

  /** Runs `work` without a transaction: each of its queries sees what was committed before it. */
  async read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    this.refuseUnusable();
    try {
      return await work(this.dataSource.manager);
    } catch (error) {
      throw translateFailure(error);
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    if ('pool' in this.options.engine) await this.options.engine.close();
  }

  private refuseUnusable(): void {
    refuseInsideTransaction();
    if (this.dataSource.isInitialized && !this.closing) return;
    throw new CodedError<DatabaseCode>('database-unavailable', 'The database is not connected.', {
      hint: 'Try again in a moment; /readyz says when it is there.',
    });
  }
}

export function behind({ missing, appliedHead }: MigrationState): CodedError<DatabaseCode> {
  return new CodedError(
    'database-behind',
    `The database is at ${appliedHead ?? 'no migration'}; missing: ${missing.join(', ')}.`,
    { hint: 'Run `node dist/src/migrate.js`, or start with ICEOS_RUN_MIGRATIONS=1.', data: { missing } },
  );
}

/** A `Pool` class for TypeORM that stands for a pool which is not TypeORM's to end. */
function borrowed(pool: pg.Pool): unknown {
  return class BorrowedPool {
    constructor() {
      return Object.assign(Object.create(pool) as pg.Pool, { end: (done: () => void) => done() });
    }
  };
}
