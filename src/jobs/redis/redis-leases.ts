import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Lease, Leases } from '../leases.js';
import { PREFIX } from './connection.js';

/** Extends or deletes the key only while it still holds the caller's token. */
const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end`;
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

/** Leases among all processes that share the Redis. */
export class RedisLeases extends Leases {
  constructor(private readonly redis: Redis) {
    super();
  }

  async acquire(name: string, milliseconds: number): Promise<Lease | undefined> {
    const key = `${PREFIX}lease:${name}`;
    const token = randomUUID();
    const taken = await this.redis.set(key, token, 'PX', milliseconds, 'NX');
    if (taken !== 'OK') return undefined;
    return {
      renew: async () => (await this.redis.eval(RENEW, 1, key, token, milliseconds)) === 1,
      release: async () => {
        await this.redis.eval(RELEASE, 1, key, token);
      },
    };
  }
}
