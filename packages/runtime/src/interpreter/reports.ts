import type { RunEvent } from './types.js';

/**
 * What a task tells of itself while it is carried out: stored in order, in as few batches as the store keeps up with, and
 * all of it before its outcome is.
 */
export class Reports {
  private waiting: RunEvent[] = [];
  private storing: Promise<void> | undefined;
  private ended = false;

  constructor(private readonly store: (events: readonly RunEvent[]) => Promise<void>) {}

  add(event: RunEvent): void {
    // A host call may outlive the attempt that made it: nothing is told of a task after its outcome.
    if (this.ended) return;
    this.waiting.push(event);
    this.storing ??= this.work();
  }

  /**
   * Lets nothing more in, and resolves when what was told is stored. What keeps it from being stored is no fault of the
   * task: the next event of the run meets it too.
   */
  async end(): Promise<void> {
    this.ended = true;
    await this.storing;
  }

  private async work(): Promise<void> {
    try {
      while (this.waiting.length > 0) await this.store(this.waiting.splice(0));
      this.storing = undefined;
    } catch {
      this.ended = true;
    }
  }
}
