import { fetchFile } from '../packages/fetch-file.js';
import type { FetchFile } from '../packages/log-files.js';
import { CommandError } from '../errors.js';

/** The public files of a registry under one address, not verified. */
export interface Source {
  /** Without a slash at its end. */
  readonly base: string;
  /** A file, or undefined where there is none. */
  readonly file: FetchFile;
  /** A file that must be there. */
  readonly required: (path: string, maxBytes: number) => Promise<Uint8Array>;
}

/** Files that are fetched at a time. */
const AT_ONCE = 8;
const MAX_BYTES = 16 * 1024 * 1024;

/** The files under `base`, of which no more than a few are fetched at a time, however many are asked for. */
export function openSource(base: string): Source {
  const turns = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  let next = 0;
  const file: FetchFile = (path, maxBytes = MAX_BYTES) => {
    const turn = next++ % AT_ONCE;
    const fetched = (turns[turn] as Promise<void>).then(() => fetchFile(`${base}/${path}`, maxBytes));
    turns[turn] = fetched.then(
      () => undefined,
      () => undefined,
    );
    return fetched;
  };
  return {
    base,
    file,
    async required(path, maxBytes) {
      const bytes = await file(path, maxBytes);
      if (bytes) return bytes;
      throw new CommandError('version-not-found', 'notFound', `${base} has no ${path}.`, {
        hint: 'Give the address under which the public files of a registry are served.',
      });
    },
  };
}
