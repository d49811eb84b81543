import type { Ports } from '../ports.js';
import { MemoryCache } from './memory-cache.js';
import { MemoryEventBus } from './memory-event-bus.js';
import { MemoryLeases } from './memory-leases.js';
import { MemoryRateLimiter } from './memory-rate-limiter.js';

/** The ports for one process alone. */
export function memoryPorts(): Ports {
  return {
    cache: new MemoryCache(),
    events: new MemoryEventBus(),
    leases: new MemoryLeases(),
    limiter: (_name, limit) => new MemoryRateLimiter(limit),
    ping: async () => {},
    close: async () => {},
  };
}
