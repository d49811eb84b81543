import { CommandError } from '../errors.js';
import type { CommandRun } from '../context.js';
import { flagOption, textOption } from '../options.js';
import { confirmByTyping } from '../ui/ask.js';

const FINGERPRINT = /^[0-9a-f]{64}$/;

export const run: CommandRun = async (context, [given = ''], options) => {
  const client = await context.client();
  const { items } = await client.call('keysList');
  const matching = items.filter((key) =>
    FINGERPRINT.test(given) ? key.fingerprint === given : key.name === given || key.key_id === given,
  );
  const [key] = matching;
  if (!key) {
    throw new CommandError('key-not-found', 'notFound', `The server knows no key ${given.slice(0, 100)}.`, {
      hint: 'See which there are with `ice keys list`.',
    });
  }
  if (matching.length > 1) {
    throw new CommandError('key-ambiguous', 'usage', `Several keys are named ${given}.`, {
      hint: 'Name it by its fingerprint; see `ice keys list`.',
    });
  }
  if (!flagOption(options, 'yes')) {
    const question = `Revoking ${key.key_id} cannot be undone: it will sign nothing any more.`;
    await confirmByTyping(context, question, key.name, 'Give --yes.');
  }
  const reason = textOption(options, 'reason') ?? '';
  const revoked = await client.call('keysRevoke', {
    path: { fingerprint: key.fingerprint },
    body: { reason },
  });
  context.output.result(revoked, () => `${revoked.key_id} is revoked: ${revoked.revoked_reason}`);
};
