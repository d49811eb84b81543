import { readTar, writeTar } from '@iceos/core/archive';
import { canonicalBytes, equalBytes, parseCanonical } from '@iceos/core/canonical';
import type { VerifiedCheckpoint } from '@iceos/core/checkpoint';
import { digestOf, parseDigest, type Digest } from '@iceos/core/digest';
import type { AdmittedManifest } from '@iceos/core/gate';
import { tilePath, tilesOf } from '@iceos/core/log';
import { parseNamespace, parsePackageName, parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import type { TrustSnapshot } from '@iceos/core/trust';
import { CommandError } from '../errors.js';

/**
 * One file that carries packages to where there is no network (docs/spec/trust.md 4.7): a plain ustar archive with the
 * names that the public files of a registry have, so that whatever reads those reads it.
 */

/** Largest file that is read, in bytes. */
export const MAX_EXPORT_BYTES = 1024 * 1024 * 1024;
const MAX_FILES = 100_000;
const MAX_INDEX_BYTES = 4 * 1024 * 1024;

interface ExportedPackage {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly manifest_digest: string;
}

/** `export.json`: what the file holds. It is believed no more than the rest. */
export interface ExportIndex {
  readonly schema_version: 'export.v0';
  /** Id of the trust root, and the digest of its first version. */
  readonly registry: string;
  readonly root: Digest;
  readonly packages: readonly ExportedPackage[];
}

interface JudgedPackage {
  readonly admitted: AdmittedManifest;
}

export type ExportFiles = ReadonlyMap<string, Uint8Array>;

export const INDEX = 'export.json';
export const LOCK = 'ice.lock';
const CHECKPOINT = 'log/checkpoint';
export const KEYS = 'trust/keys.json';
const LICENCES = 'licences.json';
const REVOCATIONS = 'revocations.json';

export const rootPath = (version: number): string => `trust/root/${version}.json`;
export const manifestPath = (digest: string): string => `manifests/${digest}.json`;
export const evidencePath = (digest: string): string => `evidence/${digest}.json`;
export const blobPath = (digest: string): string => `blobs/${digest}`;

/** The names of the tiles of a tree of `size` entries: out of them everybody proves that it continues what they know. */
export function tilePaths(size: number): string[] {
  return tilesOf(size).map((tile) => `log/${tilePath(tile)}`);
}

/** The bytes of the file: the same for the same files. */
export function packExport(files: ExportFiles): Uint8Array {
  return writeTar(files);
}

/** Takes the file apart. Rejects with `export-unreadable`, whatever is wrong with it. */
export function unpackExport(bytes: Uint8Array): {
  readonly index: ExportIndex;
  readonly files: ExportFiles;
} {
  let files: ExportFiles;
  try {
    files = new Map(readTar(bytes, MAX_FILES).map(({ path, bytes: content }) => [path, content]));
  } catch (cause) {
    if (cause instanceof Refusal) throw unreadable(cause.message, cause);
    throw cause;
  }
  return { index: readIndex(files.get(INDEX)), files };
}

/** What people want to know of packages without reading manifests: under which licence each of them is. */
function licencesOf(packages: readonly AdmittedManifest[]): Uint8Array {
  return canonicalBytes(
    packages.map(({ manifest, coordinates: { namespace, name, version } }) => ({
      package: `${namespace}/${name}@${version}`,
      license: manifest.license ?? null,
      files: (manifest.files ?? [])
        .filter(({ path }) => /(?:^|\/)(?:licen[cs]e|copying|notice)[^/]*$/i.test(path))
        .map(({ path, sha256 }) => ({ path, sha256 })),
    })),
  );
}

/** What the list of keys ends, in one place. */
function revocationsOf({ sequence, keys, revokedVersions, revokedNamespaces }: TrustSnapshot): Uint8Array {
  return canonicalBytes({
    sequence,
    keys: [...keys.values()].flatMap(({ fingerprint, revoked }) =>
      revoked ? [{ fingerprint, ...revoked }] : [],
    ),
    versions: [...revokedVersions].map(([manifest_digest, revoked]) => ({ manifest_digest, ...revoked })),
    namespaces: [...revokedNamespaces].map(([namespace, revoked]) => ({ namespace, ...revoked })),
  });
}

/** What follows from the packages and the trust that were verified: the newest checkpoint, and what is written for people. */
export function summariesOf(
  packages: readonly JudgedPackage[],
  trust: TrustSnapshot,
): Map<string, Uint8Array> {
  return new Map([
    [CHECKPOINT, new TextEncoder().encode(newestCheckpoint(packages).note)],
    [LICENCES, licencesOf(packages.map(({ admitted }) => admitted))],
    [REVOCATIONS, revocationsOf(trust)],
  ]);
}

/** The largest checkpoint that any of the evidence stands under. */
export function newestCheckpoint(packages: readonly JudgedPackage[]): VerifiedCheckpoint {
  const all = packages.flatMap(({ admitted: { proved } }) => (proved ? [proved.checkpoint] : []));
  const newest = all.toSorted((a, b) => b.size - a.size)[0];
  if (newest) return newest;
  throw new Refusal('evidence-missing', 'It holds nothing whose record the log shows.', {
    subject: 'export',
  });
}

/** Refuses an export whose summaries for people say something else than what was verified, or that holds more than it lists. */
export function requireExactly(
  files: ExportFiles,
  expected: ReadonlySet<string>,
  summaries: ExportFiles,
): void {
  for (const [path, bytes] of summaries) {
    const found = files.get(path);
    if (found && equalBytes(found, bytes)) continue;
    throw new Refusal('digest-mismatch', `${path} says something else than what was verified.`, {
      subject: path,
      expected: digestOf(bytes),
      found: found ? digestOf(found) : 'no such file',
    });
  }
  for (const path of files.keys()) {
    if (expected.has(path) || summaries.has(path)) continue;
    throw new Refusal('file-undeclared', `${path} belongs to nothing that the export lists.`, {
      subject: path,
    });
  }
}

function readIndex(bytes: Uint8Array | undefined): ExportIndex {
  if (!bytes) throw unreadable(`it has no ${INDEX}`);
  const parsed = parseCanonical(bytes, { maxBytes: MAX_INDEX_BYTES });
  if (!parsed.ok) throw unreadable(`${INDEX}: ${parsed.detail}`);
  const { schema_version, registry, root, packages, ...rest } = (parsed.value ?? {}) as Partial<
    Record<keyof ExportIndex, unknown>
  >;
  const digest = parseDigest(root);
  if (
    schema_version !== 'export.v0' ||
    typeof registry !== 'string' ||
    !digest ||
    !Array.isArray(packages) ||
    Object.keys(rest).length > 0
  )
    throw unreadable(`${INDEX} is not that of an export`);
  return { schema_version, registry, root: digest, packages: packages.map(readPackage) };
}

function readPackage(value: unknown): ExportedPackage {
  const { namespace, name, version, manifest_digest } = (value ?? {}) as Partial<ExportedPackage>;
  try {
    const digest = parseDigest(manifest_digest);
    if (digest)
      return {
        namespace: parseNamespace(namespace),
        name: parsePackageName(name),
        version: parseVersion(version),
        manifest_digest: digest,
      };
  } catch (cause) {
    throw unreadable((cause as Error).message, cause);
  }
  throw unreadable(`${INDEX} lists a package without the digest of its manifest`);
}

function unreadable(why: string, cause?: unknown): CommandError {
  return new CommandError(
    'export-unreadable',
    'refused',
    `That is no file of \`ice bundle export\`: ${why}.`,
    {
      hint: 'Export it again, and carry it over whole.',
      cause,
    },
  );
}
