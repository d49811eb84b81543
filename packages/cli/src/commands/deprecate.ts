import type { CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { flagOption, textOption } from '../options.js';
import { readCoordinates } from '../packaging/coordinates.js';
import { tellStanding } from '../packaging/standing.js';

export const run: CommandRun = async (context, [target = ''], options) => {
  const path = readCoordinates(target);
  const client = await context.client();
  if (flagOption(options, 'undo'))
    return tellStanding(context, await client.call('standingUndeprecate', { path }));
  const reason = textOption(options, 'reason');
  if (reason === undefined) throw new UsageError('A deprecation needs a reason.', 'Give one with --reason.');
  tellStanding(context, await client.call('standingDeprecate', { path, body: { reason } }));
};
