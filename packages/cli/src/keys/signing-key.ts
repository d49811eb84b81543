import { SigningKey } from '@iceos/core/signing';
import type { CommandContext } from '../context.js';
import { CommandError } from '../errors.js';
import { askSecret } from '../ui/ask.js';
import { DEFAULT_KEY, keyNames, readKeyFile } from './key-files.js';

/** The key to sign with: the one that is named, or the only one there is. Asks for its passphrase where it has one. */
export async function openKey(context: CommandContext, named: string | undefined): Promise<SigningKey> {
  const name = named ?? (await onlyKey(context));
  const text = await readKeyFile(context.settings, name);
  const { passphrase } = context.settings;
  try {
    return SigningKey.open(text, passphrase);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'key-passphrase-needed') throw error;
    return SigningKey.open(
      text,
      await askSecret(context, `Passphrase of the key ${name}?`, 'Set ICE_KEY_PASSPHRASE.'),
    );
  }
}

/** Every key that is named, in turn. */
export async function openKeys(context: CommandContext, names: readonly string[]): Promise<SigningKey[]> {
  const keys: SigningKey[] = [];
  for (const name of names) keys.push(await openKey(context, name));
  return keys;
}

/** Name of the key that is used where none is named. */
export async function onlyKey({ settings }: CommandContext): Promise<string> {
  const names = await keyNames(settings);
  const [only] = names;
  if (only === undefined) {
    throw new CommandError('key-not-found', 'notFound', 'There is no key on this machine to sign with.', {
      hint: 'Make one with `ice keys create`.',
    });
  }
  if (names.length === 1) return only;
  if (names.includes(DEFAULT_KEY)) return DEFAULT_KEY;
  throw new CommandError('key-ambiguous', 'usage', `There are several keys: ${names.join(', ')}.`, {
    hint: 'Say which with --key NAME.',
  });
}
