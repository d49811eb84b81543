import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { parseTilePath } from '@iceos/core/log';
import type { TrustDocuments } from '@iceos/core/trust';
import type { PackageStore, StoredPackage } from '../packages/package-store.js';
import type { Registry } from '../packages/registry.js';
import {
  blobPath,
  evidencePath,
  INDEX,
  KEYS,
  LOCK,
  manifestPath,
  newestCheckpoint,
  rootPath,
  summariesOf,
  tilePaths,
  type ExportFiles,
  type ExportIndex,
} from './export-file.js';

/** What goes into an export. */
export interface Cargo {
  readonly store: PackageStore;
  readonly registry: Registry;
  readonly documents: TrustDocuments;
  readonly packages: readonly StoredPackage[];
  /** Text of the lock, where the packages are what a lock locks. */
  readonly lock: string | undefined;
}

/** Everything that judging the packages needs, as the files of an export. Every file was judged. */
export async function gather({ store, registry, documents, packages, lock }: Cargo): Promise<ExportFiles> {
  const { roots, keys } = documents;
  const files = new Map<string, Uint8Array>([
    [INDEX, canonicalBytes(indexOf(store.registry, documents, packages))],
    [KEYS, keys],
    ...roots.map((bytes, at) => [rootPath(at + 1), bytes] as const),
  ]);
  if (lock !== undefined) files.set(LOCK, new TextEncoder().encode(lock));
  for (const { admitted, bytes, evidence } of packages) {
    files.set(manifestPath(admitted.digest), bytes);
    files.set(evidencePath(admitted.digest), evidence);
    for (const { path, sha256 } of admitted.manifest.files ?? [])
      files.set(blobPath(sha256), await store.gate.loadFile(admitted, path, store.read));
  }
  for (const path of tilePaths(newestCheckpoint(packages).size))
    files.set(path, await tileAt(registry, path));
  for (const [path, bytes] of summariesOf(packages, store.trust)) files.set(path, bytes);
  return files;
}

function indexOf(
  registry: string,
  { roots }: TrustDocuments,
  packages: readonly StoredPackage[],
): ExportIndex {
  return {
    schema_version: 'export.v0',
    registry,
    root: digestOf(roots[0] ?? new Uint8Array()),
    packages: packages
      .map(({ admitted: { coordinates, digest } }) => ({ ...coordinates, manifest_digest: digest }))
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
}

function keyOf({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

async function tileAt(registry: Registry, path: string): Promise<Uint8Array> {
  const tile = parseTilePath(path.slice('log/'.length));
  if (!tile || tile.level === 'entries') throw new RangeError(`${path} is no tile.`);
  return registry.log.tile({ ...tile, level: tile.level });
}
