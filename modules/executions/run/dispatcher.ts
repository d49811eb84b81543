import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import { DurableEngine } from '../../../src/jobs/durable-engine.js';
import { ExecutionsRepository } from '../store/executions.repository.js';
import { RunRegistry } from './run-registry.js';

/** Runs that one process carries at a time. */
const MOST_RUNS = 64;
/** Executions that other processes accepted are found by looking this often. */
const LOOK_EVERY_MS = 500;

/** Hands accepted executions to the durable engine of this process, and stops those that were asked to stop. */
@Injectable()
export class Dispatcher {
  private readonly logger = new Logger('executions');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly engine: DurableEngine,
    private readonly executions: ExecutionsRepository,
    private readonly runs: RunRegistry,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
    this.timer.unref();
    this.wake();
  }

  /** Says that there may be something to do. */
  wake(): void {
    if (!this.timer || this.stopped) return;
    this.again = true;
    this.running ??= this.work().finally(() => (this.running = undefined));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async work(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.handOut();
        await this.stopCanceled();
      } catch (error) {
        this.logger.warn(
          `Executions could not be looked for; it will be tried again: ${(error as Error).message}`,
        );
      }
    }
  }

  private async handOut(): Promise<void> {
    const room = MOST_RUNS - this.runs.size;
    if (room <= 0) return;
    const ids = await this.database.transaction((tx) => this.executions.handOut(tx, room));
    for (const id of ids) await this.engine.start(id);
  }

  private async stopCanceled(): Promise<void> {
    const ids = this.runs.ids();
    if (ids.length === 0 || this.database.embedded) return;
    for (const id of await this.database.read((tx) => this.executions.canceled(tx, ids))) this.runs.stop(id);
  }
}
