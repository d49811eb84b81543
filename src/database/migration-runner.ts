import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';

/** Table in which the names of applied migrations are kept. */
export const MIGRATIONS_TABLE = 'schema_migrations';

export interface MigrationState {
  /** The newest applied migration, or undefined for an empty database. */
  readonly appliedHead: string | undefined;
  /** The newest migration of this build. */
  readonly expectedHead: string | undefined;
  /** Migrations of this build that are not applied, oldest first. */
  readonly missing: readonly string[];
}

/** What is applied and what is missing; asks the database once. */
export async function readMigrationState(dataSource: DataSource): Promise<MigrationState> {
  const expected = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
  const [table] = await dataSource.query<{ present: boolean }[]>(
    `SELECT to_regclass($1) IS NOT NULL AS present`,
    [MIGRATIONS_TABLE],
  );
  const rows = table?.present
    ? await dataSource.query<{ name: string }[]>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY "timestamp"`)
    : [];
  const applied = new Set(rows.map(({ name }) => name));
  return {
    appliedHead: rows.at(-1)?.name,
    expectedHead: expected.at(-1),
    missing: expected.filter((name) => !applied.has(name)),
  };
}

/** Applies what is missing, in one transaction: all of it or nothing. Processes that do so at once take turns. */
export async function applyMigrations(dataSource: DataSource): Promise<void> {
  await inMigrationTurn(dataSource, async (executor) => {
    await executor.executePendingMigrations();
  });
}

/** Takes the newest migration back. */
export async function revertMigration(dataSource: DataSource): Promise<void> {
  await inMigrationTurn(dataSource, (executor) => executor.undoLastMigration());
}

async function inMigrationTurn(
  dataSource: DataSource,
  work: (executor: MigrationExecutor) => Promise<void>,
): Promise<void> {
  const runner: QueryRunner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(`SELECT pg_advisory_xact_lock(hashtext('iceos.migrations'))`);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'none';
    await work(executor);
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}
