import { extname, join } from 'node:path';
import { digestOf } from '@iceos/core/digest';
import { buildBlueprintFile } from '../blueprints/build.js';
import type { CommandContext, CommandRun } from '../context.js';
import { isFolder, requireThere, writeWhole } from '../files.js';
import { textOption } from '../options.js';
import { buildFolder } from '../packaging/build-folder.js';

export const run: CommandRun = async (context, [target = '.'], options) => {
  const into = textOption(options, 'output');
  if (!(await isFolder(target)) && extname(target) !== '') return buildBlueprintFile(context, target, into);
  await requireThere(target);
  await buildPackageFolder(context, target, into);
};

async function buildPackageFolder(
  context: CommandContext,
  folder: string,
  output: string | undefined,
): Promise<void> {
  const { archive, manifest } = await buildFolder(context, folder);
  const into = output ?? join(folder, 'dist');
  const base = join(into, `${manifest.name}-${manifest.version}`);
  const files = { archive: `${base}.ice.tgz`, manifest: `${base}.plugins.json` };
  await writeWhole(files.archive, archive);
  await writeWhole(files.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  context.output.result({ ...files, archive_digest: digestOf(archive) }, () =>
    [`made ${files.archive}`, `made ${files.manifest}`].join('\n'),
  );
  context.output.next(`ice publish ${folder}`, 'signs and publishes it');
}
