import { Logger, Module } from '@nestjs/common';
import pg from 'pg';
import { AppConfig } from '../../src/config/app-config.js';
import { Database, type Entities } from '../../src/database/database.js';
import { poolOptions } from '../../src/database/postgres.js';
import { Readiness } from '../../src/http/readiness.js';
import { Statuses } from '../../src/http/statuses.js';
import { DbosEngine, type EnginePool } from '../../src/jobs/dbos-engine.js';
import { DurableEngine } from '../../src/jobs/durable-engine.js';
import { Startup } from '../../src/jobs/startup.js';
import { BillingModule } from '../billing/billing.module.js';
import { BlueprintUsers } from '../compiler/blueprint-users.js';
import { CompilerModule } from '../compiler/compiler.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { ExecutionsService } from './executions.service.js';
import { EventStream } from './http/event-stream.js';
import { ExecutionsController } from './http/executions.controller.js';
import { EXECUTIONS_STATUSES } from './http/executions.statuses.js';
import { RunsController } from './http/runs.controller.js';
import { Dispatcher } from './run/dispatcher.js';
import { EventLog } from './run/event-log.js';
import { Heartbeat } from './run/heartbeat.js';
import { RunEnd } from './run/run-end.js';
import { RunRegistry } from './run/run-registry.js';
import { RunServices } from './run/run-services.js';
import { Runner } from './run/runner.js';
import { Egress } from './run/egress.js';
import { SandboxHost } from './run/sandbox-host.js';
import { WorkerLifecycle } from './run/worker-lifecycle.js';
import { EventsRepository } from './store/events.repository.js';
import { ExecutionEntity } from './store/execution.entity.js';
import { ExecutionsRepository } from './store/executions.repository.js';
import { WorkersRepository } from './store/workers.repository.js';
import { AwaitExecution } from './usecases/await-execution.js';
import { CancelExecution } from './usecases/cancel-execution.js';
import { RunOnce } from './usecases/run-once.js';
import { StartExecution } from './usecases/start-execution.js';

export const EXECUTIONS_ENTITIES: Entities = [ExecutionEntity];

@Module({
  imports: [IdentityModule, RegistryModule, BillingModule, CompilerModule],
  controllers: [ExecutionsController, RunsController],
  providers: [
    {
      provide: DurableEngine,
      inject: [Database, AppConfig],
      useFactory: (database: Database, config: AppConfig) =>
        new DbosEngine(() => enginePool(database, config), new Logger('engine')),
    },
    ExecutionsService,
    StartExecution,
    AwaitExecution,
    CancelExecution,
    RunOnce,
    EventStream,
    Dispatcher,
    EventLog,
    Heartbeat,
    RunEnd,
    RunRegistry,
    RunServices,
    Runner,
    SandboxHost,
    Egress,
    WorkerLifecycle,
    EventsRepository,
    ExecutionsRepository,
    WorkersRepository,
  ],
  exports: [ExecutionsService],
})
export class ExecutionsModule {
  constructor(
    statuses: Statuses,
    startup: Startup,
    readiness: Readiness,
    worker: WorkerLifecycle,
    sandbox: SandboxHost,
    blueprints: BlueprintUsers,
    executions: ExecutionsRepository,
  ) {
    statuses.add(EXECUTIONS_STATUSES);
    blueprints.add((tx, org, id, limit) => executions.unfinished(tx, org, id, limit));
    startup.add({ name: 'taking up executions', run: () => worker.start() });
    readiness.contribute('sandbox', () => sandbox.health());
  }
}

/** The embedded database has one connection, which everybody shares; on a server the engine has its own. */
function enginePool({ sharedPool }: Database, { database: { postgres } }: AppConfig): EnginePool {
  if (sharedPool) return { pool: sharedPool, release: () => Promise.resolve() };
  if (!postgres) throw new Error('There is neither an embedded database nor the address of a server.');
  const pool = new pg.Pool(poolOptions(postgres, 'iceos-engine'));
  return { pool, release: () => pool.end() };
}
