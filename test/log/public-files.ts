import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peekCheckpoint, type TreeHead } from '@iceos/core/checkpoint';
import { digestOf } from '@iceos/core/digest';
import { equalBytes } from '@iceos/core/canonical';
import { rootOf, tilePath } from '@iceos/core/log';
import { signedView } from '@iceos/core/manifest';

/** The checkpoint among the public files of a data directory. */
export function publicHead(dataDir: string): TreeHead {
  const head = peekCheckpoint(readFileSync(join(dataDir, 'public', 'log', 'checkpoint'), 'utf8'));
  if (!head) throw new Error('The public checkpoint is none.');
  return head;
}

/**
 * What is wrong with the public files: ones that are not what their name says, ones that were never completed, and tiles
 * that do not make the root of the checkpoint, or of one of the `earlier` ones.
 */
export async function faultsIn(dataDir: string, earlier: readonly TreeHead[] = []): Promise<string[]> {
  const folder = join(dataDir, 'public');
  const faults: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (entry.name.startsWith('.')) faults.push(`${path} was not completed`);
    const named = /^(?<digest>[0-9a-f]{64})(?:\.json)?$/.exec(entry.name)?.groups?.['digest'];
    if (named === undefined || entry.parentPath.endsWith('statements')) continue;
    const bytes = readFileSync(path);
    const found = entry.parentPath.endsWith('manifests')
      ? digestOf(signedView(JSON.parse(bytes.toString('utf8'))))
      : digestOf(bytes);
    if (found !== named) faults.push(`${path} has the digest ${found}`);
  }
  const newest = publicHead(dataDir);
  for (const head of [...earlier, newest]) {
    const root = await rootOf(head.size, async (tile) => readTile(folder, tile, newest.size));
    if (!equalBytes(root, head.root))
      faults.push(`the tree of ${head.size} has another root than was signed`);
  }
  return faults;
}

/** A tile, or the wider one that the newest tree has in its place. */
function readTile(folder: string, tile: Parameters<typeof tilePath>[0], size: number): Uint8Array {
  const width = Math.min(256, Math.floor(size / 256 ** tile.level) - tile.index * 256);
  const bytes = readFileSync(join(folder, 'log', tilePath({ ...tile, width })));
  return new Uint8Array(bytes.subarray(0, tile.width * 32));
}
