import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PASS_ON, type PassFailpoint } from './failpoints.js';

/** What a file that is being written is called until it is complete. */
export const TEMPORARY = /^\.[^/]+\.[0-9a-f-]{36}\.new$/;

/**
 * Writes or replaces the file at `path`: complete and on disk before it has its name, so that nobody ever reads a part of
 * it. Its name is on disk once `syncFolder` was called for its folder.
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  { mode = 0o644, pass = PASS_ON }: { readonly mode?: number; readonly pass?: PassFailpoint } = {},
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.new`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      pass('file-written');
      await file.sync();
      pass('file-synced');
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  pass('file-renamed');
}

/** Puts the names in a folder on disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
