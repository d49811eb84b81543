/**
 * Tells the other processes that something happened. A hint, at most once: what matters is in the database, and whoever
 * misses a hint finds out there. Publishing never fails.
 */
export abstract class EventBus {
  abstract publish(topic: string, message: string): Promise<void>;
  /** Calls `listener` with every message published to `topic` from now on, by any process, this one included. */
  abstract subscribe(topic: string, listener: (message: string) => void): Promise<Subscription>;
}

export interface Subscription {
  end(): Promise<void>;
}
