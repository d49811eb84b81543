import type { CommandContext, CommandOptions } from '../context.js';
import { UsageError } from '../errors.js';
import { flagOption } from '../options.js';
import { askSecret } from '../ui/ask.js';

const LEAST_CHARACTERS = 8;

/** The passphrase for a key that is being made, where `--passphrase` asks for one: ICE_KEY_PASSPHRASE, or what is typed, twice. */
export async function newPassphrase(
  context: CommandContext,
  options: CommandOptions,
): Promise<string | undefined> {
  if (!flagOption(options, 'passphrase')) return undefined;
  return context.settings.passphrase === undefined
    ? askTwice(context, 'Set ICE_KEY_PASSPHRASE.')
    : requireLong(context.settings.passphrase);
}

/** The passphrase that is to take the place of another: ICE_KEY_NEW_PASSPHRASE, or what is typed, twice. */
export async function nextPassphrase(context: CommandContext): Promise<string> {
  return context.settings.newPassphrase === undefined
    ? askTwice(context, 'Set ICE_KEY_NEW_PASSPHRASE.')
    : requireLong(context.settings.newPassphrase);
}

async function askTwice(context: CommandContext, instead: string): Promise<string> {
  const passphrase = requireLong(await askSecret(context, 'New passphrase?', instead));
  if ((await askSecret(context, 'The same again?', instead)) === passphrase) return passphrase;
  throw new UsageError('The two passphrases differ.', 'Nothing was written; run the command again.');
}

function requireLong(passphrase: string): string {
  if (passphrase.length >= LEAST_CHARACTERS) return passphrase;
  throw new UsageError('The passphrase is too short.', `Give at least ${LEAST_CHARACTERS} characters.`);
}
