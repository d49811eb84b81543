import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signCheckpoint } from '@iceos/core/checkpoint';
import {
  entriesPath,
  entryBundle,
  leafHash,
  readEntryBundle,
  tilesOf,
  TILE_WIDTH,
  treeRoot,
} from '@iceos/core/log';
import { SigningKey } from '@iceos/core/signing';
import { publicHead } from './public-files.js';

/**
 * Public files that make another log than the one of a data directory, signed by its own key: a checkpoint and the entries
 * under it. What a registry could show whose key was stolen, or that went on from a backup. The real log has few entries.
 */
export function forgedLog(
  dataDir: string,
  change: (entries: Uint8Array[]) => Uint8Array[],
): Map<string, Uint8Array> {
  const { origin, size } = publicHead(dataDir);
  const path = join(dataDir, 'public', 'log', entriesPath({ index: 0, width: size }));
  const entries = readEntryBundle(new Uint8Array(readFileSync(path)));
  if (!entries) throw new Error('There are no entries to change.');
  const forged = change(entries);
  const key = SigningKey.open(readFileSync(join(dataDir, 'keys', 'instance-log.key'), 'utf8'));
  const head = { origin, size: forged.length, root: treeRoot(forged.map(leafHash)) };
  const bundles = tilesOf(forged.length).filter(({ level }) => level === 0);
  return new Map([
    ['log/checkpoint', new TextEncoder().encode(signCheckpoint(head, key))],
    ...bundles.map(({ index, width }): [string, Uint8Array] => {
      const first = index * TILE_WIDTH;
      return [`log/${entriesPath({ index, width })}`, entryBundle(forged.slice(first, first + width))];
    }),
  ]);
}
