import type { Json } from '@iceos/core/canonical';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import type { CommandRun } from '../context.js';
import { CommandError } from '../errors.js';
import { openKey } from '../keys/signing-key.js';
import { textOption } from '../options.js';
import { tellRoot } from '../trust/root-drafts.js';
import { previousRoot, readRootFile, writeRootFile } from '../trust/root-file.js';

export const run: CommandRun = async (context, [file = ''], options) => {
  const document = await readRootFile(file);
  const previous = await previousRoot(file, document, textOption(options, 'previous'));
  const key = await openKey(context, textOption(options, 'key'));
  const fingerprint = fingerprintOf(key.publicKey);
  if (![...document.keys, ...(previous?.keys ?? [])].some((entry) => entry.fingerprint === fingerprint)) {
    throw new CommandError(
      'key-not-in-root',
      'refused',
      `${key.name} is a key neither of version ${document.version} nor of the one before.`,
      { hint: `Sign with one of ${document.keys.map(({ name }) => name).join(', ')}.` },
    );
  }
  const { signatures, ...body } = document;
  const value = encodeBase64(key.signStatement('iceos-trust-root-v1', body as unknown as Json));
  const others = signatures.filter((signature) => signature.fingerprint !== fingerprint);
  const signed = {
    ...body,
    signatures: [...others, { fingerprint, value }].toSorted((a, b) =>
      a.fingerprint < b.fingerprint ? -1 : 1,
    ),
  };
  await writeRootFile(file, signed);
  tellRoot(context, file, signed, previous);
};
