import { NestFactory } from '@nestjs/core';
import { CodedError } from '@iceos/core/errors';
import type { AppConfig } from './config/app-config.js';
import type { DatabaseCode } from './database/database.errors.js';
import { openFoundations } from './foundations.js';
import { Startup } from './jobs/startup.js';
import { prepareDatabase } from './prepare-database.js';
import type { Stoppable } from './process-lifetime.js';
import { createLogger, nestLogger } from './telemetry/logging.js';

/** Everything of the server but its front door, for a process that only carries out jobs. Needs a Postgres of its own. */
export async function startWorker(config: AppConfig, warnings: readonly string[]): Promise<Stoppable> {
  if (!config.database.postgres) {
    throw new CodedError<DatabaseCode>('database-in-use', 'A worker needs DATABASE_URL.', {
      hint: 'The embedded database belongs to one process: `npm start` runs its worker within the server.',
    });
  }
  const logger = createLogger(config, () => ({}));
  for (const warning of warnings) logger.warn({ context: 'config' }, warning);
  const modules = import('./app.module.js');
  const foundations = await openFoundations(
    config,
    modules.then(({ ENTITIES }) => ENTITIES),
    logger,
  );
  const { AppModule } = await modules;
  const app = await NestFactory.createApplicationContext(AppModule.on(foundations), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  await prepareDatabase(foundations, logger);
  await app.get(Startup).run();
  logger.info({ context: 'worker' }, 'ready');
  return {
    logger,
    async stop() {
      await app.close();
      await foundations.close();
    },
  };
}
