import type { Redis } from 'ioredis';
import { Cache } from '../cache.js';
import { PREFIX } from './connection.js';

/** A cache that all processes share. */
export class RedisCache extends Cache {
  constructor(private readonly redis: Redis) {
    super();
  }

  async get(key: string): Promise<string | undefined> {
    const value = await this.redis.get(`${PREFIX}cache:${key}`).catch(() => null);
    return value ?? undefined;
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    const milliseconds = Math.max(1, Math.round(seconds * 1000));
    await this.redis.set(`${PREFIX}cache:${key}`, value, 'PX', milliseconds).catch(() => undefined);
  }

  async delete(key: string): Promise<void> {
    await this.redis.del(`${PREFIX}cache:${key}`).catch(() => undefined);
  }
}
