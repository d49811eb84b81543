import { fingerprintOf } from '@iceos/core/keys';
import type { CommandContext, CommandOptions, CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { createKeyFile, DEFAULT_KEY, pathOf } from '../keys/key-files.js';
import { enrol } from '../keys/enrolment.js';
import { flagOption } from '../options.js';
import { askSecret } from '../ui/ask.js';

const LEAST_PASSPHRASE = 8;

export const run: CommandRun = async (context, [name = DEFAULT_KEY], options) => {
  const { output, settings } = context;
  const key = await createKeyFile(settings, name, await passphraseFor(context, options));
  const made = {
    name,
    key_id: key.id,
    fingerprint: fingerprintOf(key.publicKey),
    file: pathOf(settings, name),
  };
  output.note(`made ${made.key_id} in ${made.file}`);
  if (options.enroll === false) {
    output.result({ ...made, enrolled: false }, () => made.fingerprint);
    return output.next(`ice keys enroll ${name}`, 'lets it sign for your name space');
  }
  const { namespace } = await enrol(await context.client(), key);
  output.result({ ...made, enrolled: true, namespace }, () => `${made.key_id} signs for ${namespace}`);
  output.next('ice publish my_kit', 'builds, signs and publishes the kit in that folder');
};

async function passphraseFor(context: CommandContext, options: CommandOptions): Promise<string | undefined> {
  if (!flagOption(options, 'passphrase')) return undefined;
  const passphrase =
    context.settings.passphrase ??
    (await askSecret(context, 'Passphrase for the new key?', 'Set ICE_KEY_PASSPHRASE.'));
  if (passphrase.length >= LEAST_PASSPHRASE) return passphrase;
  throw new UsageError('The passphrase is too short.', `Give at least ${LEAST_PASSPHRASE} characters.`);
}
