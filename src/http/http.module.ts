import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AppConfig } from '../config/app-config.js';
import { Database } from '../database/database.js';
import { Ports } from '../jobs/ports.js';
import { Startup } from '../jobs/startup.js';
import { AccessCheck } from './access.check.js';
import { AccessGuard } from './access.guard.js';
import { DocsController } from './docs.controller.js';
import { HealthController } from './health.controller.js';
import { CHECKING_STATUSES, DATABASE_STATUSES, HTTP_STATUSES } from './http.errors.js';
import { Idempotency } from './idempotency/idempotency.js';
import { IdempotencyInterceptor } from './idempotency/idempotent.js';
import { Lifecycle } from './lifecycle.js';
import { ProblemFilter } from './problem.filter.js';
import { databaseCheck, Readiness, redisCheck, startupCheck } from './readiness.js';
import { Statuses } from './statuses.js';
import { StorageController } from './storage.controller.js';
import { RequestPipe } from './validation.pipe.js';

const SWEEP_MS = 3_600_000;

/** The front door: access, validation, problems, readiness, idempotency. Global, so that modules need not import it. */
@Global()
@Module({})
export class HttpModule {
  constructor(
    statuses: Statuses,
    readiness: Readiness,
    startup: Startup,
    database: Database,
    ports: Ports,
    config: AppConfig,
    idempotency: Idempotency,
  ) {
    statuses.add(HTTP_STATUSES);
    statuses.add(DATABASE_STATUSES);
    statuses.add(CHECKING_STATUSES);
    readiness.contribute('startup', startupCheck(startup));
    readiness.contribute('database', databaseCheck(database));
    if (config.redisUrl !== undefined) readiness.contribute('redis', redisCheck(ports));
    startup.add({
      name: 'freeing idempotency keys',
      run: async () => {
        if (database.embedded) await idempotency.freeAll();
        setInterval(() => void idempotency.sweep().catch(() => undefined), SWEEP_MS).unref();
      },
    });
  }

  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: HttpModule,
      imports: [DiscoveryModule],
      controllers: [
        HealthController,
        StorageController,
        ...(config.http.openapiPublic ? [DocsController] : []),
      ],
      providers: [
        Statuses,
        Readiness,
        Lifecycle,
        Idempotency,
        IdempotencyInterceptor,
        AccessCheck,
        ProblemFilter,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: RequestPipe },
        { provide: APP_FILTER, useExisting: ProblemFilter },
      ],
      exports: [Statuses, Readiness, Lifecycle, Idempotency, ProblemFilter],
    };
  }
}
