import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import type { Tx } from '../../src/database/database.js';
import type { CompilerCode } from './compiler.errors.js';

/** Up to `limit` ids of the executions of `org` that need the blueprint `id` and have not ended, the oldest first. */
export type UnfinishedRuns = (tx: Tx, org: string, id: string, limit: number) => Promise<readonly string[]>;

/** Executions that a refusal names at most. */
const NAMED = 20;

/** Those who need stored blueprints. They say so when they are made, and are asked before one is deleted. */
@Injectable()
export class BlueprintUsers {
  private readonly users: UnfinishedRuns[] = [];

  add(user: UnfinishedRuns): void {
    this.users.push(user);
  }

  /**
   * Throws `blueprint-in-use` while executions need the blueprint. Ask in the transaction that deletes it, once its row is
   * taken: whoever starts an execution holds that row (`CompilerService.keepFrozen`), so none is missed.
   */
  async requireNone(tx: Tx, org: string, id: string): Promise<void> {
    for (const user of this.users) {
      const executions = await user(tx, org, id, NAMED + 1);
      if (executions.length > 0) throw inUse(id, executions);
    }
  }
}

function inUse(id: string, executions: readonly string[]): CodedError<CompilerCode> {
  const count = executions.length > NAMED ? `more than ${NAMED}` : String(executions.length);
  return new CodedError('blueprint-in-use', `The blueprint has executions that have not ended: ${count}.`, {
    hint: 'Wait until they have ended, or cancel them with POST /api/v1/executions/{id}/cancel.',
    data: { blueprint_id: id, executions: executions.slice(0, NAMED), more: executions.length > NAMED },
  });
}
