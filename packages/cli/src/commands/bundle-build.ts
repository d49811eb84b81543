import { join } from 'node:path';
import { digestOf } from '@iceos/core/digest';
import { CommandError } from '../errors.js';
import type { CommandRun } from '../context.js';
import { writeWhole } from '../files.js';
import { textOption } from '../options.js';
import { buildFolder } from '../packaging/build-folder.js';

export const run: CommandRun = async (context, [folder = '.'], options) => {
  const { archive, manifest } = await buildFolder(context, folder);
  if (manifest.kind !== 'bundle') {
    throw new CommandError('package-invalid', 'invalid', `${folder} holds a kit, not a bundle.`, {
      hint: 'Build a kit with `ice build`.',
    });
  }
  const file = join(
    textOption(options, 'output') ?? 'dist/bundles',
    `${manifest.name}-${manifest.version}.ice.tgz`,
  );
  await writeWhole(file, archive);
  const workflows = manifest.components.map(({ name }) => name);
  context.output.result({ file, archive_digest: digestOf(archive), workflows }, () => `made ${file}`);
};
