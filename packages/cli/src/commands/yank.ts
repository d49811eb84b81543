import type { CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { flagOption, textOption } from '../options.js';
import { readCoordinates } from '../packaging/coordinates.js';
import { tellStanding } from '../packaging/standing.js';
import { confirmByTyping } from '../ui/ask.js';

export const run: CommandRun = async (context, [target = ''], options) => {
  const path = readCoordinates(target);
  if (flagOption(options, 'undo')) {
    return tellStanding(context, await (await context.client()).call('standingUnyank', { path }));
  }
  const reason = textOption(options, 'reason');
  if (reason === undefined) throw new UsageError('A yank needs a reason.', 'Give one with --reason.');
  if (!flagOption(options, 'yes')) {
    await confirmByTyping(context, `Nobody new will get ${target}.`, path.name, 'Give --yes.');
  }
  tellStanding(context, await (await context.client()).call('standingYank', { path, body: { reason } }));
};
