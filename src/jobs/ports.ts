import type { Cache } from './cache.js';
import type { EventBus } from './event-bus.js';
import type { Leases } from './leases.js';
import type { RateLimit, RateLimiter } from './rate-limiter.js';

/** The ports of this room, on one kind of store. */
export abstract class Ports {
  abstract readonly cache: Cache;
  abstract readonly events: EventBus;
  abstract readonly leases: Leases;
  /** A counter of its own per name. */
  abstract limiter(name: string, limit: RateLimit): RateLimiter;
  /** Resolves when the store answers. */
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
