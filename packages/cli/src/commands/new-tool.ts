import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { scaffoldTool } from '@iceos/sdk/scaffold';
import { CommandError } from '../errors.js';
import type { CommandRun } from '../context.js';
import { textOption } from '../options.js';
import { writeScaffold } from '../scaffold.js';

export const run: CommandRun = async (context, [name = ''], options) => {
  const folder = textOption(options, 'dir') ?? '.';
  const description = textOption(options, 'description');
  const scaffold = scaffoldTool(name, description === undefined ? {} : { description });
  if (!existsSync(join(folder, 'kit.yaml'))) {
    throw new CommandError('file-not-found', 'notFound', `There is no kit.yaml in ${folder}.`, {
      hint: 'Go into the folder of a kit, or make one with `ice new kit`.',
    });
  }
  const written = await writeScaffold(context, scaffold, options, { kind: 'tool', name });
  if (written) context.output.next(`ice plugins lint ${folder}`, 'checks it');
};
