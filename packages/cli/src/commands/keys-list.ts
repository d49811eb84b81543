import type { KeyResponse } from '@iceos/client';
import { fingerprintOf } from '@iceos/core/keys';
import { decodeBase64 } from '@iceos/core/encoding';
import type { CommandContext, CommandRun } from '../context.js';
import { keyNames, readKeyFile } from '../keys/key-files.js';
import { tableText } from '../ui/table.js';

/** A key as it is shown, wherever it was found. */
interface ShownKey {
  readonly name: string;
  readonly fingerprint: string;
  /** Whether its private half is on this machine. */
  readonly local: boolean;
  readonly standing: 'enrolled' | 'revoked' | 'not enrolled' | 'unknown';
}

export const run: CommandRun = async (context) => {
  const [local, server] = await Promise.all([localKeys(context), serverKeys(context)]);
  const keys = [...merged(local, server)];
  const rows = keys.map(({ name, fingerprint, local: here, standing }) => [
    name,
    fingerprint,
    here ? 'here' : '',
    standing,
  ]);
  const text = keys.length > 0 ? await tableText(['key', 'fingerprint', 'private', 'standing'], rows) : '';
  context.output.result({ items: keys }, () => text || 'no keys; make one with `ice keys create`');
};

async function localKeys({ settings }: CommandContext): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const name of await keyNames(settings)) {
    const { public_key: text } = JSON.parse(await readKeyFile(settings, name)) as { public_key?: unknown };
    const bytes = typeof text === 'string' ? decodeBase64(text) : undefined;
    if (bytes) keys.set(fingerprintOf(bytes), name);
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
    yield { name, fingerprint, local: true, standing: key ? standingOf(key) : elsewhere };
  }
  for (const key of known.values()) {
    if (local.has(key.fingerprint)) continue;
    yield { name: key.name, fingerprint: key.fingerprint, local: false, standing: standingOf(key) };
  }
}

function standingOf({ revoked }: KeyResponse): 'enrolled' | 'revoked' {
  return revoked ? 'revoked' : 'enrolled';
}
