import type { KeyResponse, RevocationResponse } from '@iceos/client';
import { fingerprintOf } from '@iceos/core/keys';
import type { CommandContext, CommandRun } from '../context.js';
import { keyNames, readPublicHalf } from '../keys/key-files.js';
import { oneLine, tableText } from '../ui/table.js';

/** A key as it is shown, wherever it was found. */
interface ShownKey {
  readonly name: string;
  readonly fingerprint: string;
  /** Whether its private half is on this machine. */
  readonly local: boolean;
  readonly standing: 'enrolled' | 'revoked' | 'replaced' | 'not enrolled' | 'unknown';
  /** Publish sequence from which on it does not count, and why. */
  readonly revoked?: { readonly sequence: number | null; readonly reason: string | null };
}

export const run: CommandRun = async (context) => {
  const [local, server] = await Promise.all([localKeys(context), serverKeys(context)]);
  const keys = [...merged(local, server)];
  const rows = keys.map(({ name, fingerprint, local: here, standing, revoked: ended }) => [
    name,
    fingerprint,
    here ? 'here' : '',
    standing,
    ended ? `from ${ended.sequence}: ${ended.reason}` : '',
  ]);
  const text =
    keys.length > 0 ? await tableText(['key', 'fingerprint', 'private', 'standing', ''], rows) : '';
  const revocations = server ? await otherRevocations(context) : [];
  const others = revocations.map(
    ({ scope, coordinates, sequence, reason }) =>
      `${scope} ${coordinates} is revoked from sequence ${sequence} on: ${oneLine(reason)}`,
  );
  context.output.result({ items: keys, revocations }, () =>
    [text || 'no keys; make one with `ice keys create`', ...others].join('\n'),
  );
};

/** What was revoked besides keys: versions and the name space. */
async function otherRevocations(context: CommandContext): Promise<readonly RevocationResponse[]> {
  return (await (await context.client()).call('namespacesRevocations')).items;
}

async function localKeys({ settings }: CommandContext): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const name of await keyNames(settings)) {
    const { publicKey } = await readPublicHalf(settings, name);
    keys.set(fingerprintOf(publicKey), name);
  }
  return keys;
}

/** Keys that the server knows, or undefined where it cannot be asked: those on this machine are shown all the same. */
async function serverKeys(context: CommandContext): Promise<readonly KeyResponse[] | undefined> {
  try {
    return (await (await context.client()).call('keysList')).items;
  } catch (error) {
    context.output.warn(`The keys of the server are not shown: ${(error as Error).message}`);
    return undefined;
  }
}

function* merged(
  local: ReadonlyMap<string, string>,
  server: readonly KeyResponse[] | undefined,
): Generator<ShownKey> {
  const known = new Map(server?.map((key) => [key.fingerprint, key]));
  for (const [fingerprint, name] of local) {
    const key = known.get(fingerprint);
    const elsewhere = server ? 'not enrolled' : 'unknown';
    yield { name, fingerprint, local: true, ...(key ? standingOf(key) : { standing: elsewhere }) };
  }
  for (const key of known.values()) {
    if (local.has(key.fingerprint)) continue;
    yield { name: key.name, fingerprint: key.fingerprint, local: false, ...standingOf(key) };
  }
}

function standingOf(key: KeyResponse): Pick<ShownKey, 'standing' | 'revoked'> {
  if (!key.revoked) return { standing: 'enrolled' };
  const revoked = { sequence: key.revoked_sequence, reason: key.revoked_reason };
  return { standing: key.replaced_by === null ? 'revoked' : 'replaced', revoked };
}
