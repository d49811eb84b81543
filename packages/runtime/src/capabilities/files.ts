import type { HostImplementation } from '@iceos/core/world';
import { HostFailure, QuotaExceeded } from './failures.js';

/** The verified bytes of a file, or how to get them. */
export type GrantedFile = Uint8Array | (() => Promise<Uint8Array>);

export interface FileQuotas {
  /** Bytes of one file. */
  readonly fileBytes: number;
}

const DEFAULT_QUOTAS: FileQuotas = { fileBytes: 8 * 1024 * 1024 };

/** Paths are looked up as they are: they are names in a table, never paths of this machine. */
export function fileReader(
  files: ReadonlyMap<string, GrantedFile>,
  quotas: Partial<FileQuotas> = {},
): HostImplementation<'files'> {
  const { fileBytes } = { ...DEFAULT_QUOTAS, ...quotas };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return {
    async readText(path) {
      const file = files.get(path);
      if (file === undefined)
        throw new HostFailure(`There is no file ${JSON.stringify(path.slice(0, 200))}.`);
      const bytes = typeof file === 'function' ? await file() : file;
      if (bytes.length > fileBytes) throw new QuotaExceeded('bytes of a file', fileBytes);
      try {
        return decoder.decode(bytes);
      } catch {
        throw new HostFailure(`${path} is not UTF-8 text.`);
      }
    },
    list: () => [...files.keys()].sort(),
  };
}
