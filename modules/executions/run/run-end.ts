import { Injectable } from '@nestjs/common';
import type { RunEvent } from '@iceos/runtime/interpreter';
import type { Tx } from '../../../src/database/database.js';
import { Metrics } from '../../../src/telemetry/metrics.js';
import type { ExecutionResult } from '../executions.types.js';
import { ExecutionsRepository } from '../store/executions.repository.js';
import { EventLog } from './event-log.js';

/** Writes the end of a run, whoever ends it: there is never an end without its event, or the event without the end. */
@Injectable()
export class RunEnd {
  constructor(
    private readonly executions: ExecutionsRepository,
    private readonly events: EventLog,
    private readonly metrics: Metrics,
  ) {}

  /** In the caller's transaction; throws `OwnershipLost` when the run is not `owner`'s. `tell` follows once it is committed. */
  async write(tx: Tx, id: string, owner: string, result: ExecutionResult): Promise<void> {
    const ended: RunEvent = {
      key: 'workflow.completed',
      event: 'workflow.completed',
      node_id: null,
      payload: {
        status: result.success ? 'completed' : 'failed',
        error: result.error,
        outputs: result.outputs,
      },
    };
    await this.events.appendWithin(tx, id, owner, [ended]);
    await this.executions.finish(tx, id, owner, result);
  }

  async tell(id: string, { success, token_stats: { total_cost: cost } }: ExecutionResult): Promise<void> {
    if (typeof cost === 'number' && cost > 0) this.metrics.record('llm_cost_total', cost, {});
    this.metrics.record(success ? 'executions_completed_total' : 'executions_failed_total', 1, {});
    await this.events.hint(id);
  }
}
