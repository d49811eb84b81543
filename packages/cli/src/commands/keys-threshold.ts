import type { CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { approvers, request } from '../keys/approvals.js';
import { textOption } from '../options.js';

export const run: CommandRun = async (context, [given], options) => {
  const client = await context.client();
  const { namespace, threshold: now, sequence: after } = await client.call('keysGetThreshold');
  const text = (count: number) => `${count} of the keys of ${namespace} sign a manifest`;
  if (given === undefined)
    return context.output.result({ namespace, threshold: now, sequence: after }, () => text(now));
  const threshold = /^\d{1,2}$/.test(given) ? Number(given) : 0;
  if (threshold < 1 || threshold > 20)
    throw new UsageError(`${JSON.stringify(given)} is no number of keys.`, 'Give one from 1 to 20.');
  const statement = { namespace, purpose: 'manifest', threshold, after } as const;
  const asked = { label: 'iceos-key-threshold-v1', statement } as const;
  if (textOption(options, 'request') !== undefined) return request(context, options, asked);
  const approvals = (await approvers(context, options))(asked);
  const changed = await client.call('keysChangeThreshold', { body: { threshold, approvals } });
  context.output.result(changed, () => text(changed.threshold));
};
