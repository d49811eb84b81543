import { parseDigest, type Digest } from '@iceos/core/digest';
import { parseCanonical } from '@iceos/core/canonical';
import { Refusal } from '@iceos/core/refusal';
import type { FileTree } from '@iceos/runtime/file-tree';
import { requireDigest } from '../log/record-copy.js';
import type { Source } from '../log/source.js';

const MAX_PAGE_BYTES = 64 * 1024;
const MAX_DEPTH = 64;

/**
 * Copies the pages of the map below the page `digest` (docs/spec/trust.md 4.4). A page is put into the copy after those that
 * it names: one that is there has all that are public, and is not looked into again. Leaves of private packages are not
 * public.
 */
export async function copyPages(source: Source, copy: FileTree, digest: Digest, depth = 0): Promise<void> {
  const path = `map/${digest}`;
  if (await copy.has(path)) return;
  const bytes = await source.file(path, MAX_PAGE_BYTES);
  if (!bytes && depth > 0) return;
  if (!bytes)
    throw new Refusal('evidence-missing', `The registry has no ${path}.`, { subject: path, expected: path });
  requireDigest(path, digest, bytes);
  await Promise.all(below(path, bytes, depth).map((child) => copyPages(source, copy, child, depth + 1)));
  await copy.keep(path, bytes);
}

function below(path: string, bytes: Uint8Array, depth: number): Digest[] {
  const parsed = parseCanonical(bytes, { maxBytes: MAX_PAGE_BYTES });
  const { branch } = (parsed.ok ? Object(parsed.value) : {}) as { branch?: unknown };
  const named: unknown[] = Object.values(Object(branch) as object);
  const children = named.flatMap((value) => parseDigest(value) ?? []);
  if (parsed.ok && children.length === named.length && depth <= MAX_DEPTH) return children;
  throw new Refusal('evidence-invalid', `${path} is no page of a map.`, { subject: path });
}
