import { Injectable } from '@nestjs/common';

export interface StartupStep {
  /** What is being done, for readiness and log: `publishing the first-party kits`. */
  readonly name: string;
  run(): Promise<void>;
}

/**
 * What has to be done once the database is there and before the server says that it is ready. Modules add their steps
 * when they are made; Nest's own lifecycle hooks run too early, while a database may still be on its way.
 */
@Injectable()
export class Startup {
  private readonly steps: StartupStep[] = [];
  private current: string | undefined = 'connecting to the database';

  add(step: StartupStep): void {
    this.steps.push(step);
  }

  /**
   * Runs the steps one after the other, in the order in which they were added, and none after `stopping` has aborted.
   * Rejects with the first failure.
   */
  async run(stopping?: AbortSignal): Promise<void> {
    for (const { name, run } of this.steps) {
      if (stopping?.aborted) return;
      this.current = name;
      await run();
    }
    this.current = undefined;
  }

  /** What is being done now, or undefined when the start is complete. */
  get pending(): string | undefined {
    return this.current;
  }
}
