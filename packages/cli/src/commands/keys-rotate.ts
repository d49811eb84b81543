import { fingerprintOf } from '@iceos/core/keys';
import { SigningKey } from '@iceos/core/signing';
import type { CommandContext, CommandOptions, CommandRun } from '../context.js';
import { rotate } from '../keys/enrolment.js';
import { createKeyFile, keyNames, readPublicHalf, retireKeyFile } from '../keys/key-files.js';
import { newPassphrase } from '../keys/passphrase.js';
import { onlyKey, openKey, openKeys } from '../keys/signing-key.js';
import { listOption, textOption } from '../options.js';

export const run: CommandRun = async (context, [given], options) => {
  const { output, settings } = context;
  const name = given ?? (await onlyKey(context));
  const { publicKey } = await readPublicHalf(settings, name);
  const others = listOption(options, 'approve');
  // The key that is replaced signs for the new one, unless others of the org do because it is lost.
  const approvers = await openKeys(context, others.length > 0 ? others : [name]);
  const next = await nextKey(
    context,
    textOption(options, 'name') ?? (await freeName(context, name)),
    options,
  );
  const replaces = fingerprintOf(publicKey);
  const enrolled = await rotate(await context.client(), next, replaces, approvers);
  const kept = await retireKeyFile(settings, name);
  output.result({ ...enrolled, replaces, kept }, () => `${enrolled.key_id} signs for ${enrolled.namespace}`);
  output.note(`${name} has ended; its file is kept as ${kept}`);
};

/** A key that an earlier, interrupted rotation made is used again: the server may know it already. */
async function nextKey(context: CommandContext, name: string, options: CommandOptions): Promise<SigningKey> {
  if ((await keyNames(context.settings)).includes(name)) return openKey(context, name);
  return createKeyFile(context.settings, name, 'manifest', await newPassphrase(context, options));
}

/** `publisher` becomes `publisher-2`, that `publisher-3`. */
async function freeName({ settings }: CommandContext, name: string): Promise<string> {
  const [, stem = name, number = '1'] = /^(.*?)-(\d{1,6})$/.exec(name) ?? [];
  const taken = new Set(await keyNames(settings));
  let next = Number(number) + 1;
  while (taken.has(`${stem}-${next}`)) next += 1;
  return `${stem}-${next}`;
}
