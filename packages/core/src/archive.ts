import { digestOf, type Digest } from './digest.js';
import type { Manifest } from './generated/plugins.v0.js';
import { gunzipStrict, gzipDeterministic } from './archive/gzip.js';
import { readTar, writeTar } from './archive/tar.js';
import { Refusal } from './refusal.js';

export { readTar, writeTar, type TarFile } from './archive/tar.js';

/**
 * The package archive `.ice.tgz` (docs/spec/trust.md 1.5): one gzip member holding a plain POSIX ustar archive of regular
 * files. It is transport: the registry takes it apart into blobs, and nothing is ever loaded from it.
 */

export interface ArchiveLimits {
  /** Bytes of the archive as sent. */
  readonly packedBytes: number;
  /** Bytes of the tar inside. */
  readonly unpackedBytes: number;
  readonly files: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  packedBytes: 25 * 1024 * 1024,
  unpackedBytes: 100 * 1024 * 1024,
  files: 1000,
};

export interface ArchiveFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: Digest;
}

export interface Archive {
  /** SHA-256 of the archive as sent: the first half of the signed message. */
  readonly sha256: Digest;
  readonly size: number;
  /** In the order in which they stand. */
  readonly files: readonly ArchiveFile[];
}

/**
 * Takes `bytes` apart. Rejects with a `Refusal` (`archive-*`) on anything but regular files under names that are the same
 * on every system, each once, within `limits`.
 */
export async function readArchive(
  bytes: Uint8Array,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Archive> {
  if (!(bytes instanceof Uint8Array))
    throw new Refusal('archive-malformed', 'The archive is not bytes.', { subject: 'archive' });
  if (bytes.length > limits.packedBytes) {
    throw new Refusal('archive-too-large', `The archive has ${bytes.length} bytes.`, {
      subject: 'archive',
      expected: `at most ${limits.packedBytes} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  const tar = await gunzipStrict(bytes, limits.unpackedBytes);
  const files = readTar(tar, limits.files).map(({ path, bytes: content }) => ({
    path,
    bytes: content,
    sha256: digestOf(content),
  }));
  return { sha256: digestOf(bytes), size: bytes.length, files };
}

/** Packs `files` (path to bytes) so that equal input gives equal bytes: sorted, with fixed times, owners and modes. */
export async function writeArchive(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  return gzipDeterministic(writeTar(files));
}

/**
 * Refuses unless `archive` is the one that `manifest` was made for: same digest and size, and exactly the declared files,
 * each with its declared digest and size.
 */
export function matchArchive(archive: Archive, manifest: Manifest): void {
  const { artifact, files = [] } = manifest;
  if (artifact?.sha256 !== archive.sha256 || artifact.size !== archive.size) {
    throw new Refusal('archive-digest-mismatch', 'The archive is not the one the manifest was made for.', {
      subject: 'archive',
      expected: artifact ? `${artifact.sha256} (${artifact.size} bytes)` : 'an artifact member',
      found: `${archive.sha256} (${archive.size} bytes)`,
    });
  }
  const declared = new Map(files.map((file) => [file.path, file]));
  for (const file of archive.files) {
    const expected = declared.get(file.path);
    if (!expected)
      throw new Refusal('archive-file-undeclared', `The manifest does not list ${file.path}.`, {
        subject: file.path,
      });
    if (expected.sha256 !== file.sha256 || expected.size !== file.bytes.length) {
      throw new Refusal('archive-file-mismatch', `${file.path} is not the file that the manifest lists.`, {
        subject: file.path,
        expected: expected.sha256,
        found: file.sha256,
      });
    }
    declared.delete(file.path);
  }
  const [missing] = declared.keys();
  if (missing !== undefined)
    throw new Refusal('archive-file-missing', `The archive lacks ${missing}.`, { subject: missing });
}
