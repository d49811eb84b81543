import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Database, type Tx } from '../../../src/database/database.js';
import { DurableEngine } from '../../../src/jobs/durable-engine.js';
import { EventBus } from '../../../src/jobs/event-bus.js';
import { AuditLog } from '../../identity/audit-log.js';
import { executionNotFound } from '../executions.service.js';
import type { Execution, ExecutionResult } from '../executions.types.js';
import { topicOf } from '../run/event-log.js';
import { presentResult } from '../run/result.js';
import { RunEnd } from '../run/run-end.js';
import { RunRegistry } from '../run/run-registry.js';
import { ExecutionsRepository } from '../store/executions.repository.js';

/**
 * Asks an execution to stop. Nothing new starts in it, and what runs is told; one that has not begun ends at once, with the
 * event that ends every run; one that has ended stays as it is.
 */
@Injectable()
export class CancelExecution {
  constructor(
    private readonly database: Database,
    private readonly engine: DurableEngine,
    private readonly executions: ExecutionsRepository,
    private readonly runs: RunRegistry,
    private readonly end: RunEnd,
    private readonly audit: AuditLog,
    private readonly bus: EventBus,
  ) {}

  async execute(org: string, actor: string, id: string): Promise<void> {
    const ended = await this.database.transaction(async (tx) => {
      const execution = await this.executions.find(tx, org, id);
      if (!execution) throw executionNotFound(id);
      if (!(await this.executions.requestCancel(tx, org, id))) return undefined;
      await this.audit.record(tx, { org, actor, action: 'execution.cancel', subject: id });
      return this.endUnbegun(tx, execution);
    });
    if (ended) await this.end.tell(id, ended);
    this.runs.stop(id);
    await this.bus.publish(topicOf(id), 'canceled');
  }

  /** The result of an execution that nobody had begun; whoever is about to begin it finds that it has ended. */
  private async endUnbegun(tx: Tx, execution: Execution): Promise<ExecutionResult | undefined> {
    const { org, id } = execution;
    if (!(await this.executions.takeUnbegun(tx, org, id, this.engine.executor))) return undefined;
    const result = presentResult(execution, new CodedError('run-canceled', 'canceled'), new Date());
    await this.end.write(tx, id, this.engine.executor, result);
    return result;
  }
}
