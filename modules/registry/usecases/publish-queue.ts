import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import type { RegistryCode } from '../registry.errors.js';

/** Packages being unpacked and checked at a time: each may hold 100 MiB. */
const RUNNING = 4;
const WAITING = 64;

/** Bounds what publishing may take of the machine: few at a time, a bounded queue, and then a clear refusal. */
@Injectable()
export class PublishQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.enter();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place goes straight to the next in line.
      if (next) next();
      else this.running--;
    }
  }

  private enter(): Promise<void> | void {
    if (this.running < RUNNING) {
      this.running++;
      return;
    }
    if (this.waiting.length >= WAITING) {
      throw new CodedError<RegistryCode>('publish-busy', 'Too many packages are being published.', {
        hint: 'Try again in a few seconds.',
      });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
