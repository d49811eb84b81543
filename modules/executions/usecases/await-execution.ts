import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import { EventBus } from '../../../src/jobs/event-bus.js';
import type { Execution } from '../executions.types.js';
import { topicOf } from '../run/event-log.js';
import { ExecutionsRepository } from '../store/executions.repository.js';

/** A hint may be missed; the row is looked at this often anyway. */
const LOOK_EVERY_MS = 1000;

/** Waits for an execution to end. */
@Injectable()
export class AwaitExecution {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionsRepository,
    private readonly bus: EventBus,
  ) {}

  /** The execution when it has ended, or as it is after `milliseconds`. */
  async execute(execution: Execution, milliseconds: number): Promise<Execution> {
    const deadline = performance.now() + milliseconds;
    let hinted: () => void = () => undefined;
    const hints = await this.bus.subscribe(topicOf(execution.id), () => hinted());
    try {
      for (let now = execution; ;) {
        const left = deadline - performance.now();
        if (hasEnded(now) || left <= 0) return now;
        const hint = new Promise<void>((resolve) => (hinted = resolve));
        const fresh = await this.database.read((tx) => this.executions.find(tx, execution.org, execution.id));
        if (!fresh) return now;
        now = fresh;
        if (!hasEnded(now)) await Promise.race([hint, after(Math.min(left, LOOK_EVERY_MS))]);
      }
    } finally {
      await hints.end();
    }
  }
}

function hasEnded({ status }: Execution): boolean {
  return status === 'completed' || status === 'failed';
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(milliseconds, 1)));
}
