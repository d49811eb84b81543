import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import {
  runBlueprint,
  RunCanceled,
  type Journal,
  type RunEvent,
  type RunResult,
} from '@iceos/runtime/interpreter';
import { Database } from '../../../src/database/database.js';
import { DurableEngine, type DurableSteps } from '../../../src/jobs/durable-engine.js';
import { CompilerService } from '../../compiler/compiler.service.js';
import type { Execution, ExecutionResult } from '../executions.types.js';
import { ExecutionsRepository } from '../store/executions.repository.js';
import { EventLog, OwnershipLost } from './event-log.js';
import { presentResult } from './result.js';
import { RunEnd } from './run-end.js';
import { RunRegistry } from './run-registry.js';
import { RunServices, type OpenRun } from './run-services.js';

const RETRY_MS = 500;

/**
 * Carries one execution from its beginning, or from where another process left it, to its end. The outcome of every node
 * and every decision is a recorded step; everything else is read again.
 */
@Injectable()
export class Runner {
  private readonly logger = new Logger('executions');

  constructor(
    private readonly database: Database,
    private readonly engine: DurableEngine,
    private readonly compiler: CompilerService,
    private readonly executions: ExecutionsRepository,
    private readonly events: EventLog,
    private readonly services: RunServices,
    private readonly runs: RunRegistry,
    private readonly end: RunEnd,
  ) {}

  async run(id: string, steps: DurableSteps): Promise<void> {
    const execution = await this.patiently(() =>
      this.database.transaction((tx) => this.executions.begin(tx, id, this.engine.executor)),
    );
    if (!execution) return;
    try {
      await this.runs.carry(id, (signal) => this.carry(execution, steps, signal));
    } catch (error) {
      if (!(error instanceof OwnershipLost)) throw error;
      this.logger.warn(error.message);
    }
  }

  /** What `work` gives, once the database is there: a run does not fail because its database was away. */
  private async patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await this.runs.unlessClosed(work);
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (code !== 'database-unavailable' && code !== 'database-busy') throw error;
        await pause(RETRY_MS);
      }
    }
  }

  private async carry(execution: Execution, steps: DurableSteps, signal: AbortSignal): Promise<void> {
    if (execution.cancelRequested) this.runs.stop(execution.id);
    const started: RunEvent = {
      key: 'workflow.started',
      event: 'workflow.started',
      node_id: null,
      payload: { frozen_digest: execution.frozenDigest },
    };
    await this.append(execution, [started]);
    const result = presentResult(execution, await this.interpret(execution, steps, signal), new Date());
    await steps.step('finish', () => this.patiently(() => this.finish(execution, result)));
  }

  private async interpret(
    execution: Execution,
    steps: DurableSteps,
    signal: AbortSignal,
  ): Promise<RunResult | CodedError> {
    const journal: Journal = {
      step: (path, body) => steps.step(path, () => this.runs.unlessClosed(body)),
      decide: (body) => steps.step('decide', body),
    };
    try {
      const { runnable, workflows, services } = await this.patiently(() => this.open(execution));
      return await runBlueprint(runnable, execution.inputs, {
        run: execution.id,
        journal,
        services,
        workflows,
        onEvents: (events) => this.append(execution, events),
        signal,
        now: () => new Date(),
        ...(execution.options.policy ? { policy: execution.options.policy } : {}),
        ...(execution.options.ceilings ? { ceilings: execution.options.ceilings } : {}),
        ...(execution.options.max_parallel ? { concurrency: execution.options.max_parallel } : {}),
      });
    } catch (error) {
      if (error instanceof RunCanceled) return new CodedError('run-canceled', 'canceled');
      // A refusal of the load gate: the run fails and says why.
      if (error instanceof CodedError) return error;
      if (error instanceof OwnershipLost) throw error;
      this.logger.error(error, `The run ${execution.id} cannot go on.`);
      return new CodedError('run-crashed', 'The run cannot go on because of a fault of iceOS.', {
        hint: 'The log of the server says more.',
      });
    }
  }

  private async open({ org, frozenDigest }: Execution): Promise<OpenRun> {
    return this.services.open(org, await this.compiler.readFrozen(org, frozenDigest));
  }

  private append(execution: Execution, events: readonly RunEvent[]): Promise<void> {
    return this.patiently(() => this.events.append(execution.id, this.engine.executor, events));
  }

  private async finish({ id }: Execution, result: ExecutionResult): Promise<void> {
    await this.database.transaction((tx) => this.end.write(tx, id, this.engine.executor, result));
    await this.end.tell(id, result);
  }
}
