import type { Logger } from 'pino';
import { MIGRATIONS } from '../migrations/all.js';
import type { Foundations } from './app.module.js';
import type { AppConfig } from './config/app-config.js';
import { Database, type Entities } from './database/database.js';
import { openEmbedded } from './database/embedded/open.js';
import { openPorts } from './jobs/open-ports.js';
import { openMetrics } from './telemetry/open-metrics.js';

export interface OpenFoundations extends Foundations {
  /** Closes what was opened; after the application, which uses it. */
  close(): Promise<void>;
}

/**
 * Opens the database and the ports. The entities may still be loading: the embedded database starts meanwhile. Throws
 * when the data directory is in use or unreadable; a server that does not answer yet is waited for later.
 */
export async function openFoundations(
  config: AppConfig,
  entities: Promise<Entities>,
  logger: Logger,
  migrate = config.database.postgres === undefined || config.database.migrate,
): Promise<OpenFoundations> {
  const { postgres } = config.database;
  const [engine, tables, ports, metrics] = await Promise.all([
    postgres ?? openEmbedded(config.dataDir),
    entities,
    openPorts(config.redisUrl, (error) => logger.warn({ context: 'redis' }, error.message)),
    openMetrics(config.http.metrics),
  ]);
  const database = new Database({
    engine,
    entities: tables,
    migrations: MIGRATIONS,
    migrate,
  });
  return {
    config,
    database,
    ports,
    metrics,
    async close() {
      await ports.close();
      await database.close();
    },
  };
}
