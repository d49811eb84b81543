import { once } from 'node:events';
import { relative, sep } from 'node:path';
import { watch } from 'chokidar';
import type { CommandRun } from '../context.js';
import { DevLoop } from '../kits/dev-loop.js';
import { Workshop } from '../kits/workshop.js';
import { listOption, textOption } from '../options.js';
import { readInputs } from '../running/inputs.js';

export const run: CommandRun = async (context, [folder = '.'], options) => {
  const given = listOption(options, 'input');
  const input = given.length === 0 ? undefined : await readInputs(given);
  const workshop = await Workshop.open(context);
  const loop = new DevLoop(context, workshop, { folder, tool: textOption(options, 'tool'), input });
  const watcher = watch(folder, { ignoreInitial: true, ignored: (path) => isPassedOver(folder, path) });
  context.onInterrupt(async () => {
    await watcher.close();
    await loop.stop();
    await workshop.close();
  });
  watcher.on('error', (error) => context.output.warn(`Changes may go unseen: ${(error as Error).message}`));
  watcher.on('all', () => loop.changed());
  await once(watcher, 'ready');
  context.output.note(`watching ${folder}; Ctrl-C ends it`);
  loop.changed();
  await once(context.signal, 'abort');
};

/** What is made by tools, and what no build reads: hidden files, installed packages, results. */
function isPassedOver(folder: string, path: string): boolean {
  return relative(folder, path)
    .split(sep)
    .some(
      (name) =>
        name === 'node_modules' || name === 'dist' || (name.startsWith('.') && name !== '..' && name !== '.'),
    );
}
