import { ARCHIVE_LIMITS, matchArchive, readArchive } from '@iceos/core/archive';
import type { Manifest } from '@iceos/core/manifest';
import type { CommandContext, CommandRun } from '../context.js';
import { readIfThere } from '../files.js';
import { readApprovals, withSignatures, writeApprovals } from '../keys/approval-file.js';
import { tellApprovals } from '../keys/approvals.js';
import { archiveBeside, askedText } from '../keys/asked.js';
import { openKey } from '../keys/signing-key.js';
import { flagOption, textOption } from '../options.js';
import { confirmByTyping } from '../ui/ask.js';
import { oneLine } from '../ui/table.js';

export const run: CommandRun = async (context, [file = ''], options) => {
  const approvals = await readApprovals(file);
  const { asked } = approvals;
  if ('version' in asked) await showVersion(context, file, asked.version.manifest);
  if (flagOption(options, 'dryRun')) return tellApprovals(context, file, approvals);
  const key = await openKey(context, textOption(options, 'key'));
  if (!flagOption(options, 'yes'))
    await confirmByTyping(context, askedText(asked), 'sign', 'Look at it with --dry-run, then give --yes.');
  const signed = withSignatures(approvals, [key]);
  await writeApprovals(file, signed);
  tellApprovals(context, file, signed);
};

/** Shows what a version may do, and that the archive beside the file is the one whose digest is signed. */
async function showVersion({ output }: CommandContext, file: string, manifest: Manifest): Promise<void> {
  for (const { name, node_type: kind, permissions = [] } of manifest.components) {
    const asks = permissions.map((permission) => permission.interface).join(', ') || 'nothing';
    output.note(oneLine(`${kind} ${name} asks for ${asks}`));
  }
  const path = archiveBeside(file);
  const bytes = await readIfThere(path, ARCHIVE_LIMITS.packedBytes);
  if (!bytes) return output.warn(`${path} is not here: of what is published only the digests are known.`);
  matchArchive(await readArchive(bytes), manifest);
  output.note(`${path} holds the ${manifest.files?.length ?? 0} files that the manifest lists`);
}
