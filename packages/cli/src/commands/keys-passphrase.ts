import type { CommandRun } from '../context.js';
import { isPath, pathOf } from '../keys/key-files.js';
import { nextPassphrase } from '../keys/passphrase.js';
import { onlyKey, openKey } from '../keys/signing-key.js';
import { flagOption } from '../options.js';
import { writeWhole } from '../files.js';

export const run: CommandRun = async (context, [given], options) => {
  const name = given ?? (await onlyKey(context));
  const key = await openKey(context, name);
  const sealed = !flagOption(options, 'remove');
  const text = key.seal(sealed ? await nextPassphrase(context) : undefined);
  const file = isPath(name) ? name : pathOf(context.settings, name);
  await writeWhole(file, text, { mode: 0o600 });
  context.output.result({ name: key.name, file, sealed }, () =>
    sealed ? `${file} is sealed with the new passphrase` : `${file} is not sealed any more`,
  );
};
