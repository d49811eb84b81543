import { Redis } from 'ioredis';

/** Answers a command within this time or fails it, so that a slow Redis never slows a request much. */
const COMMAND_MS = 1000;

/**
 * A connection that fails at once while Redis is away and comes back by itself. `onTrouble` is told of every failure to
 * connect.
 */
export function connectRedis(url: string, onTrouble: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    connectionName: 'iceos',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_MS,
    connectTimeout: 3000,
    retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 5000),
  });
  redis.on('error', onTrouble);
  return redis;
}

/** Every key of ours begins with this. */
export const PREFIX = 'iceos:';
