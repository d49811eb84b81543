import type { CommandRun } from '../context.js';
import { textOption } from '../options.js';
import { sizeText } from '../packaging/build-folder.js';
import { Progress } from '../ui/progress.js';

export const run: CommandRun = async (context, [folder = ''], options) => {
  const { output, settings } = context;
  const base = textOption(options, 'from') ?? settings.registryUrl ?? `${settings.apiUrl}/static/v0`;
  const { Mirror } = await import('../mirror/mirror.js');
  const progress = new Progress(output);
  const mirror = new Mirror(context, base.replace(/\/+$/, ''), folder, (text) => progress.doing(text));
  const report = await progress.step(
    `mirroring ${base}`,
    () => mirror.run(),
    ({ files, bytes, removed }) => `copied ${files} files (${sizeText(bytes)}), took ${removed} away`,
  );
  for (const { version, code } of report.skipped)
    output.warn(`${version} is not in the mirror: it may not be loaded (${code}).`);
  const { root, size, previous_size: before, packages } = report;
  output.result(
    { folder, ...report },
    () => `${folder} has ${packages} packages of ${root}, complete to ${size} entries (${before} before)`,
  );
};
