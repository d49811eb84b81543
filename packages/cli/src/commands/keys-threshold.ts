import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import type { CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { openKeys } from '../keys/signing-key.js';
import { listOption } from '../options.js';

export const run: CommandRun = async (context, [given], options) => {
  const client = await context.client();
  const now = await client.call('keysGetThreshold');
  const text = (count: number) => `${count} of the keys of ${now.namespace} sign a manifest`;
  if (given === undefined) return context.output.result(now, () => text(now.threshold));
  const threshold = /^\d{1,2}$/.test(given) ? Number(given) : 0;
  if (threshold < 1 || threshold > 20)
    throw new UsageError(`${JSON.stringify(given)} is no number of keys.`, 'Give one from 1 to 20.');
  const statement = { namespace: now.namespace, threshold, after: now.sequence };
  const approvals = (await openKeys(context, listOption(options, 'approve'))).map((key) => ({
    fingerprint: fingerprintOf(key.publicKey),
    value: encodeBase64(key.signStatement('iceos-key-threshold-v1', statement)),
  }));
  const changed = await client.call('keysChangeThreshold', { body: { threshold, approvals } });
  context.output.result(changed, () => text(changed.threshold));
};
