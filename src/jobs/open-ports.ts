import { memoryPorts } from './memory/memory-ports.js';
import type { Ports } from './ports.js';

/** The ports on Redis when there is a URL, else in this process. `onTrouble` hears of a Redis that cannot be reached. */
export async function openPorts(
  redisUrl: string | undefined,
  onTrouble: (error: Error) => void,
): Promise<Ports> {
  if (redisUrl === undefined) return memoryPorts();
  const { redisPorts } = await import('./redis/redis-ports.js');
  return redisPorts(redisUrl, onTrouble);
}
