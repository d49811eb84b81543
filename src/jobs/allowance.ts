import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Allowance } from './rate-limiter.js';

/** What the counter says; it rejects with its result when more was taken than allowed. */
export async function readAllowance(count: () => Promise<RateLimiterRes>): Promise<Allowance> {
  try {
    return allowanceOf(await count(), true);
  } catch (result) {
    if (result instanceof RateLimiterRes) return allowanceOf(result, false);
    throw result;
  }
}

function allowanceOf({ remainingPoints, msBeforeNext }: RateLimiterRes, granted: boolean): Allowance {
  return {
    granted,
    remaining: Math.max(0, remainingPoints),
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  };
}
