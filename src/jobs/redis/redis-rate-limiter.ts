import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { readAllowance } from '../allowance.js';
import { type Allowance, type RateLimit, RateLimiter } from '../rate-limiter.js';
import { PREFIX } from './connection.js';

/** Counts for all processes together. While Redis is away each process counts alone: the limit loosens, it never opens. */
export class RedisRateLimiter extends RateLimiter {
  private readonly limiter: RateLimiterRedis;

  constructor(redis: Redis, name: string, limit: RateLimit) {
    super();
    const window = { points: limit.amount, duration: limit.seconds };
    this.limiter = new RateLimiterRedis({
      ...window,
      storeClient: redis,
      keyPrefix: `${PREFIX}rate:${name}`,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: limit.amount + 1,
      insuranceLimiter: new RateLimiterMemory(window),
    });
  }

  take(key: string, amount: number): Promise<Allowance> {
    return readAllowance(() => this.limiter.consume(key, amount));
  }
}
