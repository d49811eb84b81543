import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Outbox, type OutboxMessage } from './outbox.js';

/** Handles every message of one topic; the same message may come again, so handling it twice must do no harm. */
export type OutboxHandler = (payload: OutboxMessage['payload']) => Promise<void>;

const BATCH = 50;
/** Messages of other processes, and ones put back, are found by looking this often. */
const LOOK_EVERY_MS = 2000;

/** Delivers the outbox: wakes when told, looks now and then, and never delivers two batches at a time. */
@Injectable()
export class OutboxPump implements OnApplicationShutdown {
  private readonly logger = new Logger('outbox');
  private readonly handlers = new Map<string, OutboxHandler[]>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly outbox: Outbox) {}

  /** Adds a handler. Modules do so when they are made. */
  handle(topic: string, handler: OutboxHandler): void {
    this.handlers.set(topic, [...(this.handlers.get(topic) ?? []), handler]);
  }

  start(): void {
    if (this.timer) return;
    this.outbox.onWake(() => this.pump());
    this.timer = setInterval(() => this.pump(), LOOK_EVERY_MS);
    this.timer.unref();
    this.pump();
  }

  /** Resolves once everything that was due when it was called has been delivered or put back. */
  async drain(): Promise<void> {
    this.pump();
    await this.running;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private pump(): void {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        const messages = await this.outbox.take(BATCH);
        if (messages.length === BATCH) this.again = true;
        await this.deliver(messages);
      } catch (error) {
        this.logger.warn(`The outbox could not be read; it will be tried again: ${(error as Error).message}`);
      }
    }
  }

  private async deliver(messages: readonly OutboxMessage[]): Promise<void> {
    const done: number[] = [];
    for (const message of messages) {
      try {
        for (const handler of this.handlers.get(message.topic) ?? []) await handler(message.payload);
        done.push(message.id);
      } catch (error) {
        this.logger.warn(
          `Delivering ${message.topic} ${message.id} failed; it will be tried again: ${(error as Error).message}`,
        );
        await this.outbox.failed(message, String(error));
      }
    }
    if (done.length > 0) await this.outbox.delivered(done);
  }
}
