import { Injectable, Logger } from '@nestjs/common';
import { INTERPRETER_ABI } from '@iceos/runtime/interpreter';
import { Database } from '../../../src/database/database.js';
import { DurableEngine } from '../../../src/jobs/durable-engine.js';
import { WorkersRepository } from '../store/workers.repository.js';

const BEAT_MS = 3000;
/** A process that was not heard of for this long is taken for dead. */
const LEASE_SECONDS = 15;
/** Before the lease is over, a process that cannot renew it must be gone. */
const SUICIDE_MS = (LEASE_SECONDS - 3) * 1000;
const FORGET_SECONDS = 24 * 3600;

/**
 * Keeps this process known to be alive, and takes up the runs of processes that are not. One process at a time looks; one
 * that finds its own lease running out ends itself, so that no run is ever carried twice for long.
 */
@Injectable()
export class Heartbeat {
  private readonly logger = new Logger('executions');
  private timer: NodeJS.Timeout | undefined;
  private heard = 0;

  constructor(
    private readonly database: Database,
    private readonly engine: DurableEngine,
    private readonly workers: WorkersRepository,
  ) {}

  /** Takes up what was left behind, then keeps looking. On the embedded database every other process is gone already. */
  async start(): Promise<void> {
    await this.beat();
    await this.resumeOrphans();
    if (this.database.embedded) return;
    this.timer = setInterval(() => void this.tick(), BEAT_MS);
    this.timer.unref();
  }

  /** Tells the others that this process is gone, so that they need not wait for its lease to run out. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.database.read((tx) => this.workers.leave(tx, this.engine.executor)).catch(() => undefined);
  }

  private async tick(): Promise<void> {
    try {
      await this.beat();
      await this.resumeOrphans();
    } catch (error) {
      this.logger.warn(`The lease of this process could not be renewed: ${(error as Error).message}`);
    }
    if (performance.now() - this.heard > SUICIDE_MS) {
      this.logger.error('The lease of this process ran out; it ends, so that others can take up its runs.');
      process.kill(process.pid, 'SIGKILL');
    }
  }

  private async beat(): Promise<void> {
    await this.database.read((tx) => this.workers.beat(tx, this.engine.executor, INTERPRETER_ABI));
    this.heard = performance.now();
  }

  private async resumeOrphans(): Promise<void> {
    const alive = await this.database.transaction(async (tx) => {
      if (!(await this.workers.tryReap(tx))) return undefined;
      await this.workers.forget(tx, FORGET_SECONDS);
      return this.workers.alive(tx, LEASE_SECONDS);
    });
    if (!alive) return;
    const isGone = (executor: string) =>
      this.database.embedded ? executor !== this.engine.executor : !alive.has(executor);
    const orphans = (await this.engine.unfinished()).filter(({ executor }) => isGone(executor));
    if (orphans.length === 0) return;
    this.logger.log(`Taking up ${orphans.length} runs that were left behind.`);
    await this.engine.resume(orphans.map(({ id }) => id));
  }
}
