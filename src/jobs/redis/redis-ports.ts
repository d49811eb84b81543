import type { Ports } from '../ports.js';
import { connectRedis } from './connection.js';
import { RedisCache } from './redis-cache.js';
import { RedisEventBus } from './redis-event-bus.js';
import { RedisLeases } from './redis-leases.js';
import { RedisRateLimiter } from './redis-rate-limiter.js';

/** The ports for all processes that share the Redis at `url`. Connects in the background. */
export function redisPorts(url: string, onTrouble: (error: Error) => void): Ports {
  const redis = connectRedis(url, onTrouble);
  const events = new RedisEventBus(redis, onTrouble);
  return {
    cache: new RedisCache(redis),
    events,
    leases: new RedisLeases(redis),
    limiter: (name, limit) => new RedisRateLimiter(redis, name, limit),
    ping: async () => {
      await redis.ping();
    },
    close: async () => {
      await events.close();
      redis.disconnect();
    },
  };
}
