import { join, resolve } from 'node:path';
import { CommandError } from '../errors.js';
import { ensurePrivateFolder, readIfThere, writeWhole } from '../files.js';
import type { Settings } from '../settings.js';

/** A blueprint that was pushed from a file, and the lock that the next change has to name. */
export interface PushedBlueprint {
  readonly id: string;
  readonly version_lock: string;
}

interface Memory {
  /** Id of the one that was pushed last, by server. */
  readonly last: Readonly<Record<string, string>>;
  /** By server and the full path of the file. */
  readonly files: Readonly<Record<string, PushedBlueprint>>;
}

type Place = Pick<Settings, 'dataDir' | 'apiUrl'>;

/** The blueprint that the file at `path` was stored as, on the server of the settings. */
export async function pushedFrom(place: Place, path: string): Promise<PushedBlueprint | undefined> {
  return (await readMemory(place)).files[keyOf(place, path)];
}

/** Id of the blueprint that was pushed last. Rejects with `blueprint-unknown` when none was. */
export async function lastPushed(place: Place): Promise<string> {
  const id = (await readMemory(place)).last[place.apiUrl];
  if (id !== undefined) return id;
  throw new CommandError('blueprint-unknown', 'notFound', `No blueprint was pushed to ${place.apiUrl} yet.`, {
    hint: 'Push one with `ice push FILE`, or name what to run.',
  });
}

export async function rememberPush(place: Place, path: string, pushed: PushedBlueprint): Promise<void> {
  const { last, files } = await readMemory(place);
  const memory: Memory = {
    last: { ...last, [place.apiUrl]: pushed.id },
    files: { ...files, [keyOf(place, path)]: pushed },
  };
  ensurePrivateFolder(place.dataDir);
  await writeWhole(memoryPath(place), `${JSON.stringify(memory, null, 2)}\n`, { mode: 0o600 });
}

/** What cannot be read counts as nothing: it only saves naming an id, and a push then stores another blueprint. */
async function readMemory(place: Place): Promise<Memory> {
  const bytes = await readIfThere(memoryPath(place));
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Memory> | null;
    return { last: value?.last ?? {}, files: value?.files ?? {} };
  } catch {
    return { last: {}, files: {} };
  }
}

function memoryPath({ dataDir }: Place): string {
  return join(dataDir, 'last_blueprint');
}

function keyOf({ apiUrl }: Place, path: string): string {
  return `${apiUrl} ${resolve(path)}`;
}
