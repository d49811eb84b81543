import { mkdirSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from './errors.js';

/** Largest document of a user that is read, in bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/** The bytes of a file that the user named. Rejects with a `CommandError` that names it. */
export async function readUserFile(path: string, maxBytes = MAX_BYTES): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      throw new CommandError('file-too-large', 'invalid', `${path} has ${size} bytes.`, {
        hint: `Give a file of at most ${maxBytes} bytes.`,
      });
    }
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw error instanceof CommandError ? error : fileError(path, error);
  }
}

/** As `readUserFile`, or undefined when there is no such file. */
export async function readIfThere(path: string, maxBytes = MAX_BYTES): Promise<Uint8Array | undefined> {
  try {
    return await readUserFile(path, maxBytes);
  } catch (error) {
    if (error instanceof CommandError && error.code === 'file-not-found') return undefined;
    throw error;
  }
}

export async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}

/** Throws `file-not-found` where there is neither a file nor a folder. */
export async function requireThere(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw fileError(path, error);
  });
}

/** The value of a JSON or YAML document, by the name of its file. */
export async function readDocument(path: string): Promise<unknown> {
  const bytes = await readUserFile(path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!/\.ya?ml$/i.test(path)) return JSON.parse(text) as unknown;
    const { parse } = await import('yaml');
    return parse(text, { maxAliasCount: 50, strict: true, uniqueKeys: true }) as unknown;
  } catch (cause) {
    const [why = ''] = (cause as Error).message.split('\n');
    throw new CommandError('document-unreadable', 'invalid', `${path} cannot be read: ${why}.`, {
      hint: 'Correct the JSON or YAML at the place named.',
      cause,
    });
  }
}

/** Replaces the file at `path`: complete before anybody can see it. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { mode = 0o644 }: { readonly mode?: number } = {},
): Promise<void> {
  const growing = join(dirname(path), `.${process.pid}-${Date.now()}.ice-new`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(growing, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(growing, path);
  } catch (error) {
    // Where it could not begin there is nothing to remove, and why it could not is what counts.
    await rm(growing, { force: true }).catch(() => undefined);
    throw fileError(path, error);
  }
}

/** Makes the data directory, which only its owner may look into. */
export function ensurePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileError(path, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not',
  EPERM: 'you may not',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** A failure of the file system in the words of a command. */
export function fileError(path: string, error: unknown): CommandError {
  const { code = '', message, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new CommandError('file-not-found', 'notFound', `There is no ${path}.`, {
      hint: 'Look whether the path is right; it is relative to the current folder.',
      cause: error,
    });
  }
  if (code === 'EEXIST' && syscall === 'mkdir') {
    return new CommandError(
      'file-unreadable',
      'failed',
      `${path} cannot be used: a file is where its folder would be.`,
      {
        hint: 'Name another path.',
        cause: error,
      },
    );
  }
  if (code === 'EEXIST') {
    return new CommandError('file-exists', 'conflict', `${path} exists already.`, {
      hint: 'Remove or rename it first; nothing is ever overwritten.',
      cause: error,
    });
  }
  return new CommandError(
    'file-unreadable',
    'failed',
    `${path} cannot be used: ${REASONS[code] ?? message}.`,
    { hint: 'Look at the file and its permissions.', cause: error },
  );
}
