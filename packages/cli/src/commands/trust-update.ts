import { verifySignature } from '@iceos/core/signature';
import {
  openTrust,
  readRoot,
  requireExtension,
  type TrustDocuments,
  type TrustRootDocument,
} from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import type { CommandContext, CommandOptions, CommandRun } from '../context.js';
import { readUserFile } from '../files.js';
import { flagOption, textOption } from '../options.js';
import { fetchTrust, trustFolderOf, trustOf } from '../trust/trusted.js';
import { confirmByTyping } from '../ui/ask.js';

export const run: CommandRun = async (context, _args, options) => {
  const path = trustFolderOf(context.settings);
  const folder = new TrustFolder(path);
  const offered = await fetchTrust(trustOf(await context.client()));
  if ((await folder.roots()).length === 0) await requireFirst(context, offered, options);
  const { rootId, rootVersion, sequence, keys } = await folder.update(offered);
  context.output.result(
    { folder: path, root: rootId, version: rootVersion, sequence, keys: keys.size },
    () => `${path}: ${rootId} at version ${rootVersion}, ${keys.size} keys, sequence ${sequence}`,
  );
};

/** The first time there is nothing that a root could continue: somebody must say that it is the right one. */
async function requireFirst(
  context: CommandContext,
  offered: TrustDocuments,
  options: CommandOptions,
): Promise<void> {
  const { rootId } = openTrust(offered, verifySignature);
  const named = textOption(options, 'root');
  if (named !== undefined) return requireExtension([await readUserFile(named)], offered.roots);
  if (flagOption(options, 'yes')) return;
  const first = readRoot(offered.roots[0] as Uint8Array, 'root/1.json');
  context.output.note(firstText(context, first));
  await confirmByTyping(
    context,
    `From now on packages of ${rootId} are trusted here.`,
    rootId,
    'Give the first version of the root, which you got in another way, with --root FILE; or --yes to trust what the server says.',
  );
}

function firstText({ settings }: CommandContext, { id, threshold, keys }: TrustRootDocument): string {
  return [
    `${settings.apiUrl} says that its root is ${id}, ${threshold} of these keys:`,
    ...keys.map(({ name, fingerprint }) => `  ${name}  ${fingerprint}`),
  ].join('\n');
}
