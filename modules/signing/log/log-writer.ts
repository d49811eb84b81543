import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Failpoints } from '../../../src/config/failpoints.js';
import { Database } from '../../../src/database/database.js';
import { EventBus, type Subscription } from '../../../src/jobs/event-bus.js';
import type { SigningCode } from '../signing.errors.js';
import { LogFiles, type PublicRange } from './log-files.js';
import { LogKeys } from './log-keys.js';
import { LogRepository } from './log.repository.js';
import { WriteBatch } from './write-batch.js';

/** Records of processes that do not write the log, and ones put back, are found by looking this often. */
const LOOK_EVERY_MS = 2000;
/** How often a process that waits for another one's checkpoint looks for it. */
const ASK_EVERY_MS = 100;
/** Far more than a batch takes. */
const PATIENCE_MS = 30_000;
const RECORDED = 'log.recorded';

/**
 * Brings committed records into the tree, one batch at a time: what is recorded while a batch is written shares the next
 * one. Processes take turns at the row of the publish sequence (`WriteBatch`).
 */
@Injectable()
export class LogWriter implements OnApplicationShutdown {
  private readonly logger = new Logger('log');
  private timer: NodeJS.Timeout | undefined;
  private hints: Subscription | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  /** Everything below is in the tree, as far as this process knows. */
  private size = 0;
  private filesBehind = false;
  private grown = Promise.withResolvers<void>();

  constructor(
    private readonly database: Database,
    private readonly batch: WriteBatch,
    private readonly files: LogFiles,
    private readonly keys: LogKeys,
    private readonly log: LogRepository,
    private readonly events: EventBus,
    private readonly failpoints: Failpoints,
  ) {}

  /** Completes what a crash left, tells what that was, and goes on writing. Part of every start. */
  async start(): Promise<void> {
    if (!this.keys.writesLog) return;
    await this.repair();
    this.hints = await this.events.subscribe(RECORDED, () => this.write());
    this.timer = setInterval(() => this.write(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Says that something was recorded, so that it need not be found by looking. */
  wake(): void {
    if (this.keys.writesLog) this.write();
    else void this.events.publish(RECORDED, '');
  }

  /** Resolves when the record `index`, which is committed, is in the tree; rejects with `log-behind` when that takes too long. */
  async included(index: number): Promise<void> {
    if (this.size <= index) this.wake();
    for (const begin = performance.now(); this.size <= index;) {
      if (performance.now() - begin > PATIENCE_MS || this.stopped) throw behind(index);
      if (!this.keys.writesLog) await this.look();
      await Promise.race([this.grown.promise, sleep(ASK_EVERY_MS, undefined, { ref: false })]);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.hints?.end();
    await this.running;
  }

  private async repair(): Promise<void> {
    const unfinished = await this.files.sweep();
    if (unfinished > 0) this.tell(`removed ${count(unfinished, 'public file')} that a crash left unfinished`);
    const pending = await this.batch.pending();
    const range = await this.writeOnce();
    if (pending > 0)
      this.tell(
        `the server ended between recording and including: brought ${count(pending, 'record')} into the log`,
      );
    else if (range && range.from > 0)
      this.tell(
        `the server ended before its public files were complete: added ${count(range.to - range.from, 'record')} to them`,
      );
  }

  private tell(what: string): void {
    this.logger.log(`repaired: ${what}`);
  }

  private write(): void {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.writeOnce();
      } catch (error) {
        this.logger.warn(`The log could not be written; it will be tried again: ${(error as Error).message}`);
      }
    }
  }

  private async writeOnce(): Promise<PublicRange | undefined> {
    const { size, written } = await this.database.transaction((tx) => this.batch.write(tx, new Date()));
    if (written) this.failpoints.pass('batch-committed');
    const range = size > this.size || this.filesBehind ? await this.publish() : undefined;
    this.reach(size);
    return range;
  }

  /** The files follow the log: what could not be written is written with the next batch. */
  private async publish(): Promise<PublicRange | undefined> {
    this.filesBehind = true;
    try {
      const range = await this.files.sync();
      this.filesBehind = false;
      return range;
    } catch (error) {
      if (error instanceof CodedError) throw error;
      this.logger.warn(
        `The public files could not be written; it will be tried again: ${(error as Error).message}`,
      );
      return undefined;
    }
  }

  private async look(): Promise<void> {
    const newest = await this.database.read((tx) => this.log.newestCheckpoint(tx));
    if (newest) this.reach(newest.size);
  }

  private reach(size: number): void {
    if (size <= this.size) return;
    this.size = size;
    this.grown.resolve();
    this.grown = Promise.withResolvers();
  }
}

function behind(index: number): CodedError<SigningCode> {
  return new CodedError('log-behind', `The record ${index} is written and not yet included in the log.`, {
    hint: 'Send the same request again in a moment: it is answered once the record is included.',
  });
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
