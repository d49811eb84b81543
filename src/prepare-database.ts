import type { Logger } from 'pino';
import { behind } from './database/database.js';
import type { Foundations } from './app.module.js';

/**
 * Connects and brings the schema to the head of this build. Without ICEOS_REQUIRE_DB a Postgres that is away or behind is
 * waited for; with it the start fails.
 */
export async function prepareDatabase({ config, database }: Foundations, logger: Logger): Promise<void> {
  const tell = (error: unknown) =>
    logger.warn({ context: 'database' }, String(error instanceof Error ? error.message : error));
  const patient = !database.embedded && !config.database.required;
  const state = patient ? await database.connectPatiently(tell) : await database.connect();
  if (state.missing.length > 0) throw behind(state);
  logger.info({ context: 'database' }, `applied_head=${state.appliedHead}`);
}
