import { exportManifest } from '@iceos/sdk/build';
import type { CommandRun } from '../context.js';
import { writeWhole } from '../files.js';
import { textOption } from '../options.js';

export const run: CommandRun = async ({ output }, [folder = '.'], options) => {
  const text = await exportManifest(folder);
  const file = textOption(options, 'output');
  if (file === undefined) return output.raw(text);
  await writeWhole(file, text);
  output.result({ file }, () => `wrote ${file}`);
};
