import { parseCanonical } from '@iceos/core/canonical';
import { parseDigest, type Digest } from '@iceos/core/digest';
import type { VersionRecord } from '@iceos/core/log-record';
import { Refusal } from '@iceos/core/refusal';

const MAX_INDEX_BYTES = 16 * 1024 * 1024;

/** What the index of a package says of a version, as far as its record says it too. */
export interface IndexedVersion {
  readonly version: string;
  readonly index: number;
  readonly record: Digest;
  readonly manifest_digest: Digest;
  readonly archive_digest: Digest;
  readonly key_fingerprint: string;
  readonly retired: boolean;
}

export interface PackageIndex {
  /** Entries of the log when it was written. */
  readonly size: number;
  readonly versions: readonly IndexedVersion[];
}

/** The index of the package `place`; refuses one of another package and one that is none (`evidence-invalid`). */
export function readPackageIndex(place: string, bytes: Uint8Array): PackageIndex {
  const parsed = parseCanonical(bytes, { maxBytes: MAX_INDEX_BYTES });
  const document = (parsed.ok ? Object(parsed.value) : {}) as Readonly<Record<string, unknown>>;
  const { schema_version, package: name, size, versions } = document;
  const listed = Array.isArray(versions) ? versions.map(readVersion) : [undefined];
  const sound = listed.filter((version) => version !== undefined);
  if (
    schema_version === 'package-index.v0' &&
    name === place &&
    Number.isSafeInteger(size) &&
    sound.length === listed.length
  )
    return { size: size as number, versions: sound };
  throw new Refusal('evidence-invalid', `packages/${place}.json is not the index of ${place}.`, {
    subject: `packages/${place}.json`,
    expected: place,
    found: String(name),
  });
}

function readVersion(value: unknown): IndexedVersion | undefined {
  const { version, index, key_fingerprint, retired_reason, ...said } = Object(value) as Record<
    string,
    unknown
  >;
  const [record, manifest, archive] = [said.record, said.manifest_digest, said.archive_digest].map(
    parseDigest,
  );
  if (typeof version !== 'string' || !Number.isSafeInteger(index) || typeof key_fingerprint !== 'string')
    return undefined;
  if (!record || !manifest || !archive) return undefined;
  return {
    version,
    index: index as number,
    record,
    manifest_digest: manifest,
    archive_digest: archive,
    key_fingerprint,
    retired: typeof retired_reason === 'string',
  };
}

/** Refuses a line of an index that says something else than the record it names. */
export function requireRecorded(place: string, said: IndexedVersion, record: VersionRecord): void {
  const same =
    `${record.namespace}/${record.name}` === place &&
    (['version', 'manifest_digest', 'archive_digest', 'key_fingerprint'] as const).every(
      (member) => record[member] === said[member],
    );
  if (!same)
    throw new Refusal(
      'evidence-invalid',
      `packages/${place}.json says of ${said.version} what is not recorded.`,
      {
        subject: `packages/${place}.json`,
        expected: said.record,
      },
    );
}
