import { EXIT } from './exit-codes.js';

/** Longest that ending in good order may take. */
const PATIENCE_MS = 3000;
const TERMINATED = 143;

/**
 * Ends the process when it is interrupted: at once where nothing is to be put in order, otherwise after that. A second
 * interruption does not wait.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private readonly work = new Set<() => Promise<void>>();

  /** Aborts with the first interruption. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  listen(): void {
    process.on('SIGINT', () => void this.interrupt(EXIT.interrupted));
    process.on('SIGTERM', () => void this.interrupt(TERMINATED));
  }

  add(work: () => Promise<void>): () => void {
    this.work.add(work);
    return () => this.work.delete(work);
  }

  private async interrupt(code: number): Promise<void> {
    if (this.signal.aborted || this.work.size === 0) process.exit(code);
    this.controller.abort();
    const late = setTimeout(() => process.exit(code), PATIENCE_MS);
    await Promise.allSettled([...this.work].map((work) => work()));
    clearTimeout(late);
    process.exit(code);
  }
}
