import type { Digest } from './digest.js';
import type { PackageStatus, RevocationRecord, StatusRecord } from './log-record.js';

/**
 * The lists among a registry's public files (docs/spec/trust.md 4.8): what was revoked, and which public versions are not as
 * they were when they were published. Each line names its record in the log, so that it can be proved there.
 */

/** Where a line of a list comes from. */
interface Listed {
  /** Index of the record in the log, and its digest, which is its entry there. */
  readonly index: number;
  readonly record: Digest;
}

export interface ListedRevocation extends Listed {
  readonly scope: RevocationRecord['scope'];
  /** Fingerprint of a key, manifest digest of a version, or a name space. */
  readonly subject: string;
  /** Null where it is that of a private version: nothing but digests is told of those. */
  readonly reason: string | null;
  /** From which index on it holds. */
  readonly sequence: number;
}

export interface RevocationList {
  readonly schema_version: 'revocations.v0';
  /** Every record of a revocation, in the order of the log. */
  readonly revocations: readonly ListedRevocation[];
}

export interface Advisory extends Listed {
  /** `namespace/name`. */
  readonly package: string;
  readonly version: string;
  readonly manifest_digest: Digest;
  readonly status: Exclude<PackageStatus, 'active'>;
  readonly reason: string | null;
  /** Digest of the record by which it was revoked too: what is retired is not loaded any more. */
  readonly revocation: Digest | null;
}

export interface AdvisoryList {
  readonly schema_version: 'advisories.v0';
  /** The public versions that are deprecated, yanked or retired, by package, and then in the order of the log. */
  readonly advisories: readonly Advisory[];
}

/** A record of the log with its digest. */
export interface DigestedRecord<Record> {
  readonly digest: Digest;
  readonly record: Record;
}

/** The list of `records`, which are those of all revocations; `isPublic` says of which everything may be told. */
export function revocationList(
  records: readonly (DigestedRecord<RevocationRecord> & { readonly isPublic: boolean })[],
): RevocationList {
  return {
    schema_version: 'revocations.v0',
    revocations: records
      .map(({ digest, isPublic, record: { index, scope, subject, reason, since } }) => ({
        scope,
        subject,
        reason: isPublic ? reason : null,
        // Records from before they said it hold from their own index on.
        sequence: since ?? index,
        index,
        record: digest,
      }))
      .toSorted((a, b) => a.index - b.index),
  };
}

/** The list of the newest records about the standing of public versions, with the revocations of versions. */
export function advisoryList(
  statuses: readonly DigestedRecord<StatusRecord>[],
  revocations: readonly DigestedRecord<RevocationRecord>[],
): AdvisoryList {
  const revoked = new Map(revocations.map(({ digest, record }) => [record.subject, digest]));
  return {
    schema_version: 'advisories.v0',
    advisories: statuses
      .flatMap(({ digest, record: { index, namespace, name, version, manifest_digest, status, reason } }) => {
        if (status === 'active') return [];
        const revocation = revoked.get(manifest_digest) ?? null;
        const place = `${namespace}/${name}`;
        return [
          { package: place, version, manifest_digest, status, reason, index, record: digest, revocation },
        ];
      })
      .toSorted((a, b) => (a.package === b.package ? a.index - b.index : a.package < b.package ? -1 : 1)),
  };
}
