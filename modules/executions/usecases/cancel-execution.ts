import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import { EventBus } from '../../../src/jobs/event-bus.js';
import { AuditLog } from '../../identity/audit-log.js';
import { executionNotFound } from '../executions.service.js';
import { topicOf } from '../run/event-log.js';
import { RunRegistry } from '../run/run-registry.js';
import { ExecutionsRepository } from '../store/executions.repository.js';

/** Asks an execution to stop. Nothing new starts in it, and what runs is told; one that has ended stays as it is. */
@Injectable()
export class CancelExecution {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly runs: RunRegistry,
    private readonly audit: AuditLog,
    private readonly bus: EventBus,
  ) {}

  async execute(org: string, actor: string, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.executions.find(tx, org, id))) throw executionNotFound(id);
      if (await this.executions.requestCancel(tx, org, id)) {
        await this.audit.record(tx, { org, actor, action: 'execution.cancel', subject: id });
      }
    });
    this.runs.stop(id);
    await this.bus.publish(topicOf(id), 'canceled');
  }
}
