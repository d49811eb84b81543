import { fingerprintOf, formatPublicKey } from '@iceos/core/keys';
import type { CommandRun } from '../context.js';
import { writeWhole } from '../files.js';
import { DEFAULT_KEY, readPublicHalf } from '../keys/key-files.js';
import { textOption } from '../options.js';

export const run: CommandRun = async (context, [given = DEFAULT_KEY], options) => {
  const { name, publicKey } = await readPublicHalf(context.settings, given);
  const line = formatPublicKey(name, publicKey);
  const file = textOption(options, 'output');
  if (file !== undefined) await writeWhole(file, `${line}\n`);
  const told = {
    name,
    public_key: line,
    fingerprint: fingerprintOf(publicKey),
    ...(file === undefined ? {} : { file }),
  };
  context.output.result(told, () => file ?? line);
};
