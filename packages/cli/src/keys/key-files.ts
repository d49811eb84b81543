import { existsSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { decodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf, type KeyPurpose } from '@iceos/core/keys';
import { SigningKey } from '@iceos/core/signing';
import { createPrivateKeyFile, readPrivateKeyFile } from '@iceos/runtime/private-key-file';
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

/** Name of the key with that fingerprint, or undefined when it is not on this machine. */
export async function nameOfKey(
  settings: Pick<Settings, 'dataDir'>,
  fingerprint: string,
): Promise<string | undefined> {
  for (const name of await keyNames(settings)) {
    const { publicKey } = await readPublicHalf(settings, name);
    if (fingerprintOf(publicKey) === fingerprint) return name;
  }
  return undefined;
}

/** The text of the key file of that name, or at that path. Others may not be able to open it (docs/spec/trust.md 3.5). */
export async function readKeyFile(settings: Pick<Settings, 'dataDir'>, name: string): Promise<string> {
  const path = isPath(name) ? name : pathOf(settings, name);
  try {
    return await readPrivateKeyFile(path);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || isPath(name)) throw fileError(path, error);
    throw new CommandError('key-not-found', 'notFound', `There is no key ${name} on this machine.`, {
      hint: 'See which there are with `ice keys list`, or make one with `ice keys create`.',
    });
  }
}

/** The public half of the key of that name, or at that path. It stands in the open, so no passphrase is needed. */
export async function readPublicHalf(
  settings: Pick<Settings, 'dataDir'>,
  name: string,
): Promise<{ name: string; publicKey: Uint8Array }> {
  const text = await readKeyFile(settings, name);
  const value = parsed(text) as { name?: unknown; public_key?: unknown };
  const publicKey = typeof value.public_key === 'string' ? decodeBase64(value.public_key) : undefined;
  if (typeof value.name === 'string' && publicKey) return { name: value.name, publicKey };
  throw new CommandError('key-unreadable', 'invalid', `${name} is not a key file of ice.`, {
    hint: 'Make one with `ice keys create`.',
  });
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

/** Makes a key in a file that only its owner reads; nothing is overwritten (docs/spec/trust.md 3.5). */
export async function createKeyFile(
  settings: Pick<Settings, 'dataDir'>,
  name: string,
  purpose: KeyPurpose,
  passphrase: string | undefined,
): Promise<SigningKey> {
  const path = pathOf(settings, name);
  const key = SigningKey.generate(name, purpose);
  ensurePrivateFolder(settings.dataDir);
  try {
    await createPrivateKeyFile(path, key.seal(passphrase));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(path, error);
    throw new CommandError('key-exists', 'conflict', `There is a key ${name} on this machine already.`, {
      hint: 'Use it, or give the new one another name: `ice keys create NAME`.',
      cause: error,
    });
  }
  return key;
}

/** Takes the file of a key that was ended out of the way: it is kept in `ended/`, and is not chosen any more. */
export async function retireKeyFile(settings: Pick<Settings, 'dataDir'>, name: string): Promise<string> {
  const path = pathOf(settings, name);
  const ended = join(keysFolder(settings), 'ended', `${name}-${Date.now()}${SUFFIX}`);
  await mkdir(join(keysFolder(settings), 'ended'), { recursive: true, mode: 0o700 });
  await rename(path, ended);
  return ended;
}

/** Whether a key is named by the path of its file rather than by its name. */
export function isPath(name: string): boolean {
  return isAbsolute(name) || name.includes('/') || name.endsWith('.key') || name.endsWith('.json');
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
