import type { FastifyReply, FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import type { Allowance, RateLimit, RateLimiter } from '../jobs/rate-limiter.js';
import type { HttpCode } from './http.errors.js';

/** Counts requests by token, or by address where there is none, and wrong tokens by address. */
export class RequestLimits {
  private readonly policy: string;

  constructor(
    limit: RateLimit,
    private readonly requests: RateLimiter,
    private readonly failures: RateLimiter,
  ) {
    this.policy = `"default";q=${limit.amount};w=${limit.seconds}`;
  }

  /** Takes one request; throws `rate-limited` when the allowance is used up. */
  async count(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { principal } = request.call;
    const allowance = await this.requests.take(
      principal ? `token:${principal.token}` : `from:${request.ip}`,
      1,
    );
    void reply
      .header('ratelimit-policy', this.policy)
      .header('ratelimit', `"default";r=${allowance.remaining};t=${allowance.resetSeconds}`);
    if (!allowance.granted) throw limited(reply, allowance, 'Rate limit exceeded');
  }

  /**
   * Counts a wrong token; throws `rate-limited` when its address has sent too many. A right one is never refused for what
   * others send from the same address.
   */
  async countWrongToken(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const allowance = await this.failures.take(request.ip, 1);
    if (!allowance.granted) throw limited(reply, allowance, 'Too many wrong tokens from this address');
  }
}

function limited(reply: FastifyReply, { resetSeconds }: Allowance, detail: string): CodedError<HttpCode> {
  void reply.header('retry-after', resetSeconds);
  return new CodedError('rate-limited', detail, { hint: `Try again in ${resetSeconds} s.` });
}
