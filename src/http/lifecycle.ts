import { Injectable } from '@nestjs/common';

/** Tells whoever holds a connection open that the server is going down. */
@Injectable()
export class Lifecycle {
  private readonly controller = new AbortController();

  /** Aborts when the server begins to stop: end streams with their last event then. */
  get stopping(): AbortSignal {
    return this.controller.signal;
  }

  stop(): void {
    this.controller.abort();
  }
}
