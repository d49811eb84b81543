import { randomUUIDv7 } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database, type Tx } from '../../../src/database/database.js';
import { Metrics } from '../../../src/telemetry/metrics.js';
import { AuditLog } from '../../identity/audit-log.js';
import { BillingService } from '../../billing/billing.service.js';
import { CompilerService } from '../../compiler/compiler.service.js';
import type { FreezeRequest } from '../../compiler/compiler.types.js';
import type { Execution, ExecutionOptions } from '../executions.types.js';
import { Dispatcher } from '../run/dispatcher.js';
import { ExecutionsRepository } from '../store/executions.repository.js';

export interface StartInput {
  readonly org: string;
  readonly project: string | undefined;
  readonly actor: string;
  /** What to run: a stored blueprint, a reference, or a blueprint itself. */
  readonly target: FreezeRequest['target'];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: ExecutionOptions;
  /** Runs in the same transaction, with what was accepted. */
  readonly alongside?: (tx: Tx, execution: Execution) => Promise<void>;
}

/**
 * Accepts an execution: freezes what is to run, sees that it keeps to the budgets, and writes the row that alone makes the run happen. Nothing else has to
 * survive for it to be carried out.
 */
@Injectable()
export class StartExecution {
  constructor(
    private readonly database: Database,
    private readonly compiler: CompilerService,
    private readonly billing: BillingService,
    private readonly executions: ExecutionsRepository,
    private readonly dispatcher: Dispatcher,
    private readonly audit: AuditLog,
    private readonly metrics: Metrics,
    private readonly config: AppConfig,
  ) {}

  async execute({ org, project, actor, target, inputs, options, alongside }: StartInput): Promise<Execution> {
    const frozen = await this.compiler.freeze({ org, target });
    await this.billing.requireWithin({ org, project }, frozen.frozen.cost);
    const { ceilings } = this.config.billing;
    const id = randomUUIDv7();
    const execution = await this.database.transaction(async (tx) => {
      await this.compiler.keepFrozen(tx, org, frozen);
      await this.executions.insert(tx, {
        id,
        org,
        project,
        blueprintRef: frozen.reference,
        frozenDigest: frozen.digest,
        inputs,
        options: { ...options, ...(ceilings ? { ceilings } : {}) },
        createdBy: actor,
      });
      await this.audit.record(tx, {
        org,
        actor,
        action: 'execution.start',
        subject: id,
        detail: { frozen_digest: frozen.digest },
      });
      const accepted = await this.executions.find(tx, org, id);
      if (!accepted) throw new Error(`The execution ${id} was written and is not there.`);
      await alongside?.(tx, accepted);
      return accepted;
    });
    this.metrics.record('executions_started_total', 1, {});
    this.dispatcher.wake();
    return execution;
  }
}
