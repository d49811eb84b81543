import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SigningKey } from '@iceos/core/signing';
import { CommandError, UsageError } from '../errors.js';
import { ensurePrivateFolder, fileError } from '../files.js';
import type { Settings } from '../settings.js';

const SUFFIX = '.key.json';
const NAME = /^[a-z][a-z0-9_-]{0,62}$/;

/** Name of a key when none is given. */
export const DEFAULT_KEY = 'publisher';

/** Where the author's private keys are. The instance's own keys lie in the folder above; nothing here reads them. */
function keysFolder({ dataDir }: Pick<Settings, 'dataDir'>): string {
  return join(dataDir, 'keys', 'author');
}

/** Whether there is any key to sign with. */
export async function hasKey(settings: Pick<Settings, 'dataDir'>): Promise<boolean> {
  return (await keyNames(settings)).length > 0;
}

/** Names of the keys on this machine, sorted. */
export async function keyNames(settings: Pick<Settings, 'dataDir'>): Promise<string[]> {
  const folder = keysFolder(settings);
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder);
  return entries
    .filter((entry) => entry.endsWith(SUFFIX))
    .map((entry) => entry.slice(0, -SUFFIX.length))
    .sort();
}

/** The text of the key file of that name. */
export async function readKeyFile(settings: Pick<Settings, 'dataDir'>, name: string): Promise<string> {
  const path = pathOf(settings, name);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(path, error);
    throw new CommandError('key-not-found', 'notFound', `There is no key ${name} on this machine.`, {
      hint: 'See which there are with `ice keys list`, or make one with `ice keys create`.',
    });
  }
}

/** Makes a key in a file that only its owner reads; nothing is overwritten (docs/spec/trust.md 3.5). */
export async function createKeyFile(
  settings: Pick<Settings, 'dataDir'>,
  name: string,
  passphrase: string | undefined,
): Promise<SigningKey> {
  const path = pathOf(settings, name);
  const key = SigningKey.generate(name, 'manifest');
  ensurePrivateFolder(settings.dataDir);
  try {
    await mkdir(keysFolder(settings), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(key.seal(passphrase));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(path, error);
    throw new CommandError('key-exists', 'conflict', `There is a key ${name} on this machine already.`, {
      hint: 'Use it, or give the new one another name: `ice keys create NAME`.',
      cause: error,
    });
  }
  return key;
}

export function pathOf(settings: Pick<Settings, 'dataDir'>, name: string): string {
  if (!NAME.test(name)) {
    throw new UsageError(
      `${JSON.stringify(name.slice(0, 100))} cannot be the name of a key.`,
      'Use a-z, 0-9, _ and -, beginning with a letter.',
    );
  }
  return join(keysFolder(settings), `${name}${SUFFIX}`);
}
