import type { KeyPurpose } from '@iceos/core/keys';
import { SigningKey } from '@iceos/core/signing';
import { createPrivateKeyFile, readPrivateKeyFile } from '@iceos/runtime/private-key-file';

/**
 * The key in the file at `path`, made there when it is missing: readable by its owner only, and complete before anybody
 * can see it (docs/spec/trust.md 3.5). Two processes that start together get one key.
 */
export async function ensurePrivateKey(path: string, name: string, purpose: KeyPurpose): Promise<SigningKey> {
  const known = await readPrivateKey(path);
  if (known) return known;
  const key = SigningKey.generate(name, purpose);
  try {
    await createPrivateKeyFile(path, key.seal());
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return SigningKey.open(await readPrivateKeyFile(path));
  }
}

/** The key in the file at `path`, or undefined when there is no such file. */
export async function readPrivateKey(path: string): Promise<SigningKey | undefined> {
  try {
    return SigningKey.open(await readPrivateKeyFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
