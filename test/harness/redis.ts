import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeClaim } from './claim.js';

/** The Redis that `npm run test:services` brings; undefined when tests keep everything in the process. */
export const REDIS = process.env['REDIS_URL'];

const fileOf = (dataDir: string): string => `${dataDir}.redis`;

/** URL of the numbered database that the server of `dataDir` has for itself, for as long as the run lasts. */
export function redisFor(dataDir: string): string {
  const file = fileOf(dataDir);
  if (!existsSync(file)) writeFileSync(file, String(nextDatabase()));
  const url = new URL(REDIS!);
  url.pathname = `/${readFileSync(file, 'utf8')}`;
  return url.href;
}

export function forgetRedisOf(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

function nextDatabase(): number {
  let number = 1;
  while (!takeClaim(join(process.env['ICEOS_TEST_RUN']!, `redis-${number}`))) number++;
  return number;
}
