import { RateLimiterMemory } from 'rate-limiter-flexible';
import { readAllowance } from '../allowance.js';
import { type Allowance, type RateLimit, RateLimiter } from '../rate-limiter.js';

/** Counts within this process. */
export class MemoryRateLimiter extends RateLimiter {
  private readonly limiter: RateLimiterMemory;

  constructor(limit: RateLimit) {
    super();
    this.limiter = new RateLimiterMemory({ points: limit.amount, duration: limit.seconds });
  }

  take(key: string, amount: number): Promise<Allowance> {
    return readAllowance(() => this.limiter.consume(key, amount));
  }
}
