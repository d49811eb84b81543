import type { IceClient, KeyResponse } from '@iceos/client';
import { CommandError, UsageError } from '../errors.js';
import type { CommandContext, CommandOptions, CommandRun } from '../context.js';
import { flagOption, numberOption, textOption } from '../options.js';
import { readCoordinates } from '../packaging/coordinates.js';
import { confirmByTyping } from '../ui/ask.js';

const FINGERPRINT = /^[0-9a-f]{64}$/;

export const run: CommandRun = async (context, [given], options) => {
  const namespace = textOption(options, 'namespace');
  if ((given === undefined) === (namespace === undefined))
    throw new UsageError(
      'One thing is revoked at a time.',
      'Give a key, namespace/name@version, or --namespace ORG.',
    );
  const reason = textOption(options, 'reason') ?? '';
  if (namespace !== undefined) return revokeNamespace(context, namespace, reason, options);
  // The names of keys have no slash in them.
  if (given?.includes('/')) return revokeVersion(context, given, reason, options);
  return revokeKey(context, given ?? '', reason, options);
};

async function revokeKey(
  context: CommandContext,
  given: string,
  reason: string,
  options: CommandOptions,
): Promise<void> {
  const client = await context.client();
  const { fingerprint, key_id: id, name } = await findKey(client, given);
  await confirm(context, options, `Revoking ${id} cannot be undone: it will sign nothing any more.`, name);
  const since = numberOption(options, 'since', [0, Number.MAX_SAFE_INTEGER]);
  const body = { reason, ...(since === undefined ? {} : { since }) };
  const revoked = await client.call('keysRevoke', { path: { fingerprint }, body });
  context.output.result(
    revoked,
    () =>
      `${revoked.key_id} is revoked from sequence ${revoked.revoked_sequence} on: ${revoked.revoked_reason}`,
  );
}

async function findKey(
  client: IceClient,
  given: string,
): Promise<Pick<KeyResponse, 'fingerprint' | 'key_id' | 'name'>> {
  const { items } = await client.call('keysList');
  const matching = items.filter((key) =>
    FINGERPRINT.test(given) ? key.fingerprint === given : key.name === given || key.key_id === given,
  );
  const [key] = matching;
  // Whoever administers the instance may name a key of another org by its fingerprint.
  if (!key && FINGERPRINT.test(given)) return { fingerprint: given, key_id: given, name: given.slice(0, 8) };
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
  return key;
}

async function revokeVersion(
  context: CommandContext,
  coordinates: string,
  reason: string,
  options: CommandOptions,
): Promise<void> {
  const path = readCoordinates(coordinates);
  await confirm(
    context,
    options,
    `Revoking ${coordinates} cannot be undone: nobody will load it.`,
    path.name,
  );
  const version = await (await context.client()).call('standingRetire', { path, body: { reason } });
  context.output.result(version, () => `${coordinates} is revoked: ${reason}`);
}

async function revokeNamespace(
  context: CommandContext,
  namespace: string,
  reason: string,
  options: CommandOptions,
): Promise<void> {
  const question = `Revoking the name space ${namespace} cannot be undone: nothing more is published in it.`;
  await confirm(context, options, question, namespace);
  const client = await context.client();
  const revoked = await client.call('namespacesRevoke', { path: { namespace }, body: { reason } });
  context.output.result(
    revoked,
    () => `${namespace} is revoked from sequence ${revoked.sequence} on: ${reason}`,
  );
}

async function confirm(
  context: CommandContext,
  options: CommandOptions,
  question: string,
  wanted: string,
): Promise<void> {
  if (!flagOption(options, 'yes')) await confirmByTyping(context, question, wanted, 'Give --yes.');
}
