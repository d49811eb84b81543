import { Injectable } from '@nestjs/common';
import type { RunEvent } from '@iceos/runtime/interpreter';
import { Database, type Tx } from '../../../src/database/database.js';
import { EventBus } from '../../../src/jobs/event-bus.js';
import { EventsRepository } from '../store/events.repository.js';

/** Thrown when another process carries the run by now: whoever meets it stops writing. */
export class OwnershipLost extends Error {
  override readonly name = 'OwnershipLost';
}

/** Stores events, then hints at them; whoever missed the hint reads the rows. */
@Injectable()
export class EventLog {
  constructor(
    private readonly database: Database,
    private readonly events: EventsRepository,
    private readonly bus: EventBus,
  ) {}

  async append(execution: string, owner: string, events: readonly RunEvent[]): Promise<void> {
    await this.database.transaction((tx) => this.appendWithin(tx, execution, owner, events));
    await this.hint(execution);
  }

  /** Adds events in the caller's transaction; `hint` follows once that is committed. */
  async appendWithin(tx: Tx, execution: string, owner: string, events: readonly RunEvent[]): Promise<void> {
    if (!(await this.events.append(tx, execution, owner, events)))
      throw new OwnershipLost(`The run ${execution} is carried by another process.`);
  }

  hint(execution: string): Promise<void> {
    return this.bus.publish(topicOf(execution), 'events');
  }
}

export function topicOf(execution: string): string {
  return `execution:${execution}`;
}
