import { Injectable } from '@nestjs/common';

/** The runs that this process carries, each with the way to stop it. */
@Injectable()
export class RunRegistry {
  private readonly runs = new Map<string, AbortController>();
  private closed = false;
  private emptied: () => void = () => undefined;

  get size(): number {
    return this.runs.size;
  }

  ids(): string[] {
    return [...this.runs.keys()];
  }

  /** Carries `work` as the run `id`; its signal aborts when `stop` is called. */
  async carry(id: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    this.runs.set(id, controller);
    try {
      await work(controller.signal);
    } finally {
      this.runs.delete(id);
      if (this.runs.size === 0) this.emptied();
    }
  }

  /** Stops the run if this process carries it. */
  stop(id: string): void {
    this.runs.get(id)?.abort();
  }

  /**
   * What `body` gives. Once the registry is closed, nothing: the process is about to end, and what failed because of that
   * must not be recorded as a failure. Whoever takes the run up does it again.
   */
  async unlessClosed<Result>(body: () => Promise<Result>): Promise<Result> {
    try {
      return await body();
    } finally {
      if (this.closed) await new Promise<never>(() => undefined);
    }
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Gives the runs `milliseconds` to end, and leaves those that have not as they are. */
  async close(milliseconds: number): Promise<void> {
    if (this.runs.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.emptied = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
    }
    this.closed = true;
  }
}
