import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BYTES = 32;

/**
 * The secret of a data directory under which compiled components are cached, made there when it is missing: whoever can
 * write the cache but not read the secret cannot plant an entry (docs/spec/sandbox.md 2).
 */
export function ensureCacheSecret(dataDir: string): Uint8Array {
  const folder = join(dataDir, 'keys');
  const path = join(folder, 'cache.secret');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = readIfThere(path);
  if (known) return known;
  // It has its name only when it is complete; of two processes the first one names it.
  const temporary = join(folder, `.cache.secret.${randomUUID()}.new`);
  writeFileSync(temporary, randomBytes(BYTES), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  return readFileSync(path);
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
