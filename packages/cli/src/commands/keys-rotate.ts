import { fingerprintOf } from '@iceos/core/keys';
import { SigningKey } from '@iceos/core/signing';
import type { CommandContext, CommandOptions, CommandRun } from '../context.js';
import { CommandError } from '../errors.js';
import { readApprovals } from '../keys/approval-file.js';
import { approvers, keyAskedFor, otherAsked, request } from '../keys/approvals.js';
import { rotate, rotationOf } from '../keys/enrolment.js';
import { createKeyFile, keyNames, nameOfKey, readPublicHalf, retireKeyFile } from '../keys/key-files.js';
import { newPassphrase } from '../keys/passphrase.js';
import { onlyKey, openKey } from '../keys/signing-key.js';
import { textOption } from '../options.js';

export const run: CommandRun = async (context, [given], options) => {
  const { output, settings } = context;
  const file = textOption(options, 'approvals');
  const { next, replaces, name } = await (file === undefined
    ? newRotation(context, given, options)
    : approvedRotation(context, given, file));
  const client = await context.client();
  if (textOption(options, 'request') !== undefined) {
    const { namespace } = await client.call('keysGetThreshold');
    const statement = rotationOf(namespace, next.publicKey, replaces);
    return request(context, options, { label: 'iceos-key-rotation-v1', statement });
  }
  // The key that is replaced signs for the new one, unless others of the org do because it is lost.
  const approve = await approvers(context, options, name === undefined ? [] : [name]);
  const enrolled = await rotate(client, next, replaces, approve);
  const kept = name === undefined ? null : await retireKeyFile(settings, name);
  output.result({ ...enrolled, replaces, kept }, () => `${enrolled.key_id} signs for ${enrolled.namespace}`);
  if (kept !== null) output.note(`${name} has ended; its file is kept as ${kept}`);
};

interface Rotation {
  readonly next: SigningKey;
  /** Fingerprint of the key that ends, and its name where its file is on this machine. */
  readonly replaces: string;
  readonly name: string | undefined;
}

async function newRotation(
  context: CommandContext,
  given: string | undefined,
  options: CommandOptions,
): Promise<Rotation> {
  const name = given ?? (await onlyKey(context));
  const { publicKey } = await readPublicHalf(context.settings, name);
  const wanted = textOption(options, 'name') ?? (await freeName(context, name));
  return { next: await nextKey(context, wanted, options), replaces: fingerprintOf(publicKey), name };
}

/** What a file of approvals asks for, with the new key, which must be on this machine. */
async function approvedRotation(
  context: CommandContext,
  given: string | undefined,
  file: string,
): Promise<Rotation> {
  const { settings } = context;
  const approvals = await readApprovals(file);
  const asked = keyAskedFor(approvals);
  if (!asked || asked.replaces === null) throw otherAsked(file, approvals);
  const { fingerprint, replaces } = asked;
  const name = await nameOfKey(settings, replaces);
  if (given !== undefined && given !== name) throw otherAsked(file, approvals);
  const next = await nameOfKey(settings, fingerprint);
  if (next !== undefined) return { next: await openKey(context, next), replaces, name };
  throw new CommandError('key-not-found', 'notFound', `The new key of ${file} is not on this machine.`, {
    hint: 'Use the file where it was written: `ice keys rotate --request` made the key there.',
  });
}

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
