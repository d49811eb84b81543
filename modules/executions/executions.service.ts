import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import type { RunResult } from '@iceos/runtime/interpreter';
import { Database } from '../../src/database/database.js';
import type { ExecutionsCode } from './executions.errors.js';
import type { Execution, ExecutionEvent } from './executions.types.js';
import { SandboxHost } from './run/sandbox-host.js';
import { EventsRepository } from './store/events.repository.js';
import { ExecutionsRepository } from './store/executions.repository.js';
import { RunOnce, type RunOnceInput } from './usecases/run-once.js';

export type { RunOnceInput } from './usecases/run-once.js';

/** The door to executions, by the org that asks. */
@Injectable()
export class ExecutionsService {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly eventRows: EventsRepository,
    private readonly once: RunOnce,
    private readonly sandbox: SandboxHost,
  ) {}

  /** Throws `execution-not-found`. */
  async get(org: string, id: string): Promise<Execution> {
    const execution = await this.database.read((tx) => this.executions.find(tx, org, id));
    if (!execution) throw executionNotFound(id);
    return execution;
  }

  /** The newest first, before the one with the id `before`. */
  list(org: string, limit: number, before: string | undefined): Promise<Execution[]> {
    return this.database.read((tx) => this.executions.list(tx, org, limit, before));
  }

  /**
   * Runs something to its end while the caller waits; nothing of it is stored. Throws what freezing, the budgets and the load
   * gate refuse with, and `run-canceled` when the signal aborts.
   */
  runOnce(input: RunOnceInput): Promise<RunResult> {
    return this.once.execute(input);
  }

  /** Throws `sandbox-overloaded` when who waits for a run now had better come back later. */
  requireRoom(org: string): void {
    this.sandbox.requireRoom(org);
  }

  /** Events after number `after`, in order. */
  events(org: string, id: string, after: number, limit: number): Promise<ExecutionEvent[]> {
    return this.database.read((tx) => this.eventRows.list(tx, org, id, after, limit));
  }
}

export function executionNotFound(id: string): CodedError<ExecutionsCode> {
  return new CodedError('execution-not-found', 'Execution not found', {
    hint: 'List yours with GET /api/v1/executions/.',
    data: { execution_id: id },
  });
}
