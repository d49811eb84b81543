import { fingerprintOf, type KeyPurpose } from '@iceos/core/keys';
import type { CommandRun } from '../context.js';
import { createKeyFile, DEFAULT_KEY, pathOf } from '../keys/key-files.js';
import { enrol } from '../keys/enrolment.js';
import { newPassphrase } from '../keys/passphrase.js';
import { textOption } from '../options.js';

export const run: CommandRun = async (context, [name = DEFAULT_KEY], options) => {
  const { output, settings } = context;
  const purpose = (textOption(options, 'purpose') ?? 'manifest') as KeyPurpose;
  const key = await createKeyFile(settings, name, purpose, await newPassphrase(context, options));
  const made = {
    name,
    key_id: key.id,
    fingerprint: fingerprintOf(key.publicKey),
    file: pathOf(settings, name),
  };
  output.note(`made ${made.key_id} in ${made.file}`);
  if (purpose !== 'manifest') {
    output.result({ ...made, purpose, enrolled: false }, () => made.fingerprint);
    return output.next(`ice keys public ${name} -o ${name}.pub`, 'writes its public half, to be given away');
  }
  if (options.enroll === false) {
    output.result({ ...made, enrolled: false }, () => made.fingerprint);
    return output.next(`ice keys enroll ${name}`, 'lets it sign for your name space');
  }
  const { namespace } = await enrol(await context.client(), key);
  output.result({ ...made, enrolled: true, namespace }, () => `${made.key_id} signs for ${namespace}`);
  output.next('ice publish my_kit', 'builds, signs and publishes the kit in that folder');
};
