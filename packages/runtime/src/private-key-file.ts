import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '@iceos/core/errors';

const OTHERS = 0o077;

/**
 * The text of a private key file, which only its owner may be able to open (docs/spec/trust.md 3.5). Throws
 * `key-file-exposed` when others may, or what the file system says.
 */
export async function readPrivateKeyFile(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    // Of the open file, so that it is the one that is read.
    const { mode } = await file.stat();
    if ((mode & OTHERS) !== 0) {
      throw new CodedError(
        'key-file-exposed',
        `${path} holds a private key and others may open it (mode ${(mode & 0o777).toString(8)}).`,
        { hint: `Close it with \`chmod 600 ${path}\`; if others may have read it, rotate the key.` },
      );
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Writes a private key file that is not there yet: readable by its owner only, and fsynced. Rejects with `EEXIST`. */
export async function createPrivateKeyFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
