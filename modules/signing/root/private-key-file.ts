import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyPurpose } from '@iceos/core/keys';
import { SigningKey } from '@iceos/core/signing';

/**
 * The key in the file at `path`, made there when it is missing: readable by its owner only, and complete before anybody
 * can see it (docs/spec/trust.md 3.5). Two processes that start together get one key.
 */
export async function ensurePrivateKey(path: string, name: string, purpose: KeyPurpose): Promise<SigningKey> {
  const known = await readPrivateKey(path);
  if (known) return known;
  const key = SigningKey.generate(name, purpose);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(key.seal());
      await file.sync();
    } finally {
      await file.close();
    }
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return SigningKey.open(await readFile(path, 'utf8'));
  }
}

/** The key in the file at `path`, or undefined when there is no such file. */
export async function readPrivateKey(path: string): Promise<SigningKey | undefined> {
  try {
    return SigningKey.open(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
