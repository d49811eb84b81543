import { join } from 'node:path';
import type { IceClient } from '@iceos/client';
import type { TrustDocuments } from '@iceos/core/trust';
import { known, ServerError } from '../errors.js';
import type { Settings } from '../settings.js';

/** More versions than any root will ever have. */
const MOST_VERSIONS = 10_000;

export function trustFolderOf({ dataDir }: Pick<Settings, 'dataDir'>): string {
  return join(dataDir, 'trust');
}

/** Where trust documents come from; a version of the root that there is not is undefined. */
export interface TrustSource {
  root(version: number): Promise<Uint8Array | undefined>;
  keys(): Promise<Uint8Array>;
}

/** The documents of a source, not verified: every version of its root, until there is no next one (TUF 5.3). */
export async function fetchTrust(source: TrustSource): Promise<TrustDocuments> {
  const roots = await fetchRoots(source);
  let keys = await source.keys();
  // The root may have been rotated meanwhile, and another key may sign the list of keys since.
  for (;;) {
    const next = await source.root(roots.length + 1);
    if (!next || roots.length >= MOST_VERSIONS) return { roots, keys };
    roots.push(next);
    keys = await source.keys();
  }
}

/** Every version of the root of a source, not verified. */
export async function fetchRoots(source: TrustSource): Promise<Uint8Array[]> {
  const roots: Uint8Array[] = [];
  while (roots.length < MOST_VERSIONS) {
    const next = await source.root(roots.length + 1);
    if (!next) break;
    roots.push(next);
  }
  return roots;
}

/** The trust documents of a server. */
export function trustOf(client: IceClient): TrustSource {
  return {
    keys: () => client.bytes('trustGet', { path: { document: 'keys.json' } }),
    async root(version) {
      try {
        return await client.bytes('trustRoot', { path: { document: `${version}.json` } });
      } catch (thrown) {
        const error = known(thrown);
        if (error instanceof ServerError && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}
