import { randomUUID } from 'node:crypto';
import type { DBOS as Dbos } from '@dbos-inc/dbos-sdk';
import type { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { DurableEngine, type DurableWorkflow } from './durable-engine.js';

const WORKFLOW = 'runBlueprint';

export interface EnginePool {
  readonly pool: Pool;
  /** Called when the engine does not need it any more. */
  release(): Promise<void>;
}

/** The durable engine on Postgres, embedded or not, by DBOS Transact. Its tables live in a schema of their own. */
export class DbosEngine extends DurableEngine {
  readonly executor = `${process.pid}-${randomUUID()}`;
  private dbos: typeof Dbos | undefined;
  private connection: EnginePool | undefined;
  private begin: ((id: string) => Promise<void>) | undefined;

  /** `connect` gives the pool of the engine: its own, or on the embedded database the one of the whole process. */
  constructor(
    private readonly connect: () => EnginePool,
    private readonly logger: Logger,
  ) {
    super();
  }

  async launch(workflow: DurableWorkflow, abi: number): Promise<void> {
    const { DBOS } = await import('@dbos-inc/dbos-sdk');
    const steps = {
      step: <Result>(name: string, body: () => Promise<Result>) => DBOS.runStep(body, { name }),
    };
    this.begin = DBOS.registerWorkflow((id: string) => workflow(id, steps), {
      name: WORKFLOW,
      maxRecoveryAttempts: 1_000_000,
    });
    const { logger } = this;
    this.connection = this.connect();
    DBOS.setConfig({
      name: 'iceos',
      systemDatabasePool: this.connection.pool,
      useListenNotify: false,
      runAdminServer: false,
      applicationVersion: `interpreter-${abi}`,
      executorID: this.executor,
      logger: {
        info: (text) => logger.debug(String(text)),
        debug: () => undefined,
        warn: (text) => logger.warn(String(text)),
        error: (text) => logger.error(text instanceof Error ? (text.stack ?? text.message) : String(text)),
      },
    });
    await DBOS.launch();
    this.dbos = DBOS;
  }

  async start(id: string): Promise<void> {
    if (!this.dbos || !this.begin) throw new Error('The engine was not launched.');
    await this.dbos.startWorkflow(this.begin, { workflowID: id })(id);
  }

  async unfinished(): Promise<{ id: string; executor: string }[]> {
    const runs =
      (await this.dbos?.listWorkflows({
        workflowName: WORKFLOW,
        status: 'PENDING',
        loadInput: false,
        loadOutput: false,
      })) ?? [];
    return runs.map(({ workflowID, executorId = '' }) => ({ id: workflowID, executor: executorId }));
  }

  async resume(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.dbos?.resumeWorkflows([...ids]);
  }

  async shutdown(): Promise<void> {
    await this.dbos?.shutdown();
    this.dbos = undefined;
    await this.connection?.release();
  }
}
