import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { Refusal } from '@iceos/core/refusal';

/** Reads a file that a manifest lists, from the folder of the manifest and never from outside it. */
export async function readBeside(folder: string, path: string): Promise<Uint8Array> {
  const target = resolve(folder, path);
  if (!target.startsWith(resolve(folder) + sep)) {
    throw new Refusal('file-undeclared', `${path} is outside the folder of the manifest.`, { subject: path });
  }
  try {
    return new Uint8Array(await readFile(target));
  } catch (cause) {
    throw new Refusal('archive-file-missing', `${target} cannot be read.`, { subject: path, cause });
  }
}
