import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type {
  ComponentName,
  ComponentType,
  Namespace,
  PackageKind,
  PackageName,
  Version,
} from '@iceos/core/names';
import type { Tx } from '../../../src/database/database.js';
import type {
  PackagePlace,
  PackageVersion,
  PublishedComponent,
  ServedBlob,
  ServedManifest,
  Visibility,
} from '../registry.types.js';
import { ComponentEntity } from './component.entity.js';
import { VersionBlobEntity } from './version-blob.entity.js';
import { VersionEntity } from './version.entity.js';

export interface NewVersion {
  readonly namespace: Namespace;
  readonly name: PackageName;
  readonly version: Version;
  readonly sequence: number;
  readonly manifestDigest: Digest;
  readonly manifest: Uint8Array;
  readonly archiveDigest: Digest;
  readonly archiveSize: number;
  readonly keyFingerprint: Digest;
  readonly publishedBy: string;
  readonly components: readonly PublishedComponent[];
  readonly blobs: readonly { readonly digest: Digest; readonly mediaType: string }[];
}

export type Standing = 'yankedReason' | 'deprecatedReason' | 'retiredReason';

/** A published component together with the version it belongs to. */
export interface ComponentRow extends PublishedComponent {
  readonly manifestDigest: Digest;
  readonly yanked: boolean;
}

interface VersionRow {
  namespace: string;
  package: string;
  version: string;
  kind: PackageKind;
  visibility: Visibility;
  sequence: string;
  manifest_digest: string;
  archive_digest: string;
  archive_size: string;
  key_fingerprint: string;
  published_at: Date;
  yanked_reason: string | null;
  deprecated_reason: string | null;
  retired_reason: string | null;
}

const VERSION_COLUMNS = `v.namespace, v.package, v.version, p.kind, p.visibility, v.sequence, v.manifest_digest, v.archive_digest,
  v.archive_size, v.key_fingerprint, v.published_at, v.yanked_reason, v.deprecated_reason, v.retired_reason`;
const VERSIONS = 'versions v JOIN packages p ON p.namespace = v.namespace AND p.name = v.package';
/** `$1` is the org that reads: its own packages, and public ones. */
const READABLE = `(p.namespace = $1 OR p.visibility = 'public')`;
/** A component in lists of all: no namespace holds an underscore, so the name is unambiguous. */
const LISTED = `((c.namespace || '__' || c.name) COLLATE "C")`;

/** Published versions. Every read takes the org that asks; what it may not read does not exist for it. */
@Injectable()
export class VersionsRepository {
  /** Writes a version, its components and the list of its blobs. A unique violation means the version or manifest exists. */
  async insert(tx: Tx, version: NewVersion): Promise<void> {
    const place = { namespace: version.namespace, package: version.name, version: version.version };
    await tx.insert(VersionEntity, {
      ...place,
      sequence: String(version.sequence),
      manifestDigest: version.manifestDigest,
      manifest: Buffer.from(version.manifest),
      archiveDigest: version.archiveDigest,
      archiveSize: String(version.archiveSize),
      keyFingerprint: version.keyFingerprint,
      publishedBy: version.publishedBy,
    });
    const components = version.components.map(({ name, nodeType, componentVersion, digest }) => ({
      ...place,
      name,
      nodeType,
      componentVersion,
      digest,
    }));
    await tx.insert(ComponentEntity, components);
    const blobs = new Map(
      version.blobs.map(({ digest, mediaType }) => [digest, { ...place, digest, mediaType }]),
    );
    await tx.insert(VersionBlobEntity, [...blobs.values()]);
  }

  async find(
    tx: Tx,
    org: string,
    namespace: Namespace,
    name: PackageName,
    version: Version,
  ): Promise<PackageVersion | undefined> {
    const rows = await tx.query<VersionRow[]>(
      `SELECT ${VERSION_COLUMNS} FROM ${VERSIONS} WHERE ${READABLE} AND v.namespace = $2 AND v.package = $3 AND v.version = $4`,
      [org, namespace, name, version],
    );
    return rows[0] && domain(rows[0]);
  }

  /** Versions of one package, the newest publish first. */
  async list(tx: Tx, org: string, namespace: Namespace, name: PackageName): Promise<PackageVersion[]> {
    const rows = await tx.query<VersionRow[]>(
      `SELECT ${VERSION_COLUMNS} FROM ${VERSIONS} WHERE ${READABLE} AND v.namespace = $2 AND v.package = $3 ORDER BY v.sequence DESC`,
      [org, namespace, name],
    );
    return rows.map(domain);
  }

  /** The newest publish of each package, by descending sequence, before `before` where it is given. */
  async listPackages(
    tx: Tx,
    org: string,
    limit: number,
    before: number | undefined,
  ): Promise<PackageVersion[]> {
    const rows = await tx.query<VersionRow[]>(
      `SELECT ${VERSION_COLUMNS} FROM ${VERSIONS}
       WHERE ${READABLE} AND v.retired_reason IS NULL AND ($2::bigint IS NULL OR v.sequence < $2)
         AND NOT EXISTS (SELECT 1 FROM versions newer
           WHERE newer.namespace = v.namespace AND newer.package = v.package AND newer.sequence > v.sequence AND newer.retired_reason IS NULL)
       ORDER BY v.sequence DESC LIMIT $3`,
      [org, before ?? null, limit],
    );
    return rows.map(domain);
  }

  async components(
    tx: Tx,
    org: string,
    { namespace, name, version }: PackageVersion,
  ): Promise<PublishedComponent[]> {
    return this.componentRows(
      tx,
      org,
      'c.namespace = $2 AND c.package = $3 AND c.version = $4 ORDER BY c.node_type, c.name',
      [namespace, name, version],
    );
  }

  /** Every version of a component that is not retired, the newest publish first. */
  async versionsOfComponent(
    tx: Tx,
    org: string,
    namespace: string,
    name: ComponentName,
  ): Promise<ComponentRow[]> {
    return this.componentRows(
      tx,
      org,
      'c.namespace = $2 AND c.name = $3 ORDER BY v.sequence DESC LIMIT 500',
      [namespace, name],
    );
  }

  /** Every component of every version of a package that is neither yanked nor retired, the newest publish first. */
  async usableComponents(
    tx: Tx,
    org: string,
    namespace: Namespace,
    name: PackageName,
  ): Promise<ComponentRow[]> {
    return this.componentRows(
      tx,
      org,
      'c.namespace = $2 AND c.package = $3 AND v.yanked_reason IS NULL ORDER BY v.sequence DESC, c.name',
      [namespace, name],
    );
  }

  /**
   * Every usable version of the first `limit` components whose `namespace__name` comes after `after`, in the order of their
   * code points.
   */
  async componentsAfter(tx: Tx, org: string, after: string, limit: number): Promise<ComponentRow[]> {
    return this.componentRows(
      tx,
      org,
      `v.yanked_reason IS NULL AND (c.namespace, c.name) IN (
         SELECT c.namespace, c.name FROM components c
         JOIN ${VERSIONS} ON v.namespace = c.namespace AND v.package = c.package AND v.version = c.version
         WHERE ${READABLE} AND v.retired_reason IS NULL AND v.yanked_reason IS NULL AND ${LISTED} > $2
         GROUP BY c.namespace, c.name ORDER BY ${LISTED} LIMIT $3)
       ORDER BY ${LISTED}, v.sequence DESC`,
      [after, limit],
    );
  }

  /** Every package of every org that has a version which is neither yanked nor retired. For the instance itself. */
  async usablePackages(tx: Tx): Promise<PackagePlace[]> {
    return tx.query<PackagePlace[]>(
      `SELECT namespace, package AS name FROM versions WHERE yanked_reason IS NULL AND retired_reason IS NULL
       GROUP BY namespace, package ORDER BY max(sequence)`,
    );
  }

  async findManifest(tx: Tx, org: string, digest: Digest): Promise<ServedManifest | undefined> {
    const rows = await tx.query<
      { manifest: Buffer; sequence: string; place: string; visibility: Visibility }[]
    >(
      `SELECT v.manifest, v.sequence, v.namespace || '/' || v.package AS place, p.visibility FROM ${VERSIONS} WHERE ${READABLE} AND v.manifest_digest = $2 AND v.retired_reason IS NULL`,
      [org, digest],
    );
    return (
      rows[0] && {
        bytes: new Uint8Array(rows[0].manifest),
        digest,
        sequence: Number(rows[0].sequence),
        place: rows[0].place,
        visibility: rows[0].visibility,
      }
    );
  }

  /** How a blob may be served, if some version that `org` may read is made of it. */
  async findBlob(tx: Tx, org: string, digest: Digest): Promise<ServedBlob | undefined> {
    const rows = await tx.query<{ media_type: string; visibility: Visibility }[]>(
      `SELECT b.media_type, p.visibility FROM version_blobs b
       JOIN ${VERSIONS} ON v.namespace = b.namespace AND v.package = b.package AND v.version = b.version
       WHERE ${READABLE} AND b.digest = $2 AND v.retired_reason IS NULL ORDER BY p.visibility DESC LIMIT 1`,
      [org, digest],
    );
    return rows[0] && { digest, mediaType: rows[0].media_type, visibility: rows[0].visibility };
  }

  /** The blobs that the version with this manifest is made of, its archive included. */
  async blobsOf(tx: Tx, manifest: Digest): Promise<Digest[]> {
    const rows = await tx.query<{ digest: Digest }[]>(
      `SELECT b.digest FROM version_blobs b
       JOIN versions v ON v.namespace = b.namespace AND v.package = b.package AND v.version = b.version
       WHERE v.manifest_digest = $1`,
      [manifest],
    );
    return rows.map(({ digest }) => digest);
  }

  /** Whether some version that everybody may read is made of a blob. */
  async isPublicBlob(tx: Tx, digest: Digest): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM version_blobs b
       JOIN ${VERSIONS} ON v.namespace = b.namespace AND v.package = b.package AND v.version = b.version
       WHERE p.visibility = 'public' AND b.digest = $1 AND v.retired_reason IS NULL LIMIT 1`,
      [digest],
    );
    return rows.length > 0;
  }

  /** Sets or clears what stands beside a version of `org`; false when there is no such version. */
  async mark(
    tx: Tx,
    org: Namespace,
    name: PackageName,
    version: Version,
    standing: Standing,
    reason: string | null,
  ): Promise<boolean> {
    const { affected } = await tx.update(
      VersionEntity,
      { namespace: org, package: name, version },
      { [standing]: reason },
    );
    return affected === 1;
  }

  private async componentRows(
    tx: Tx,
    org: string,
    where: string,
    values: readonly unknown[],
  ): Promise<ComponentRow[]> {
    const rows = await tx.query<
      {
        namespace: string;
        package: string;
        version: string;
        name: string;
        node_type: ComponentType;
        component_version: string;
        digest: string;
        manifest_digest: string;
        yanked: boolean;
      }[]
    >(
      `SELECT c.*, v.manifest_digest, v.yanked_reason IS NOT NULL AS yanked FROM components c
       JOIN ${VERSIONS} ON v.namespace = c.namespace AND v.package = c.package AND v.version = c.version
       WHERE ${READABLE} AND v.retired_reason IS NULL AND ${where}`,
      [org, ...values],
    );
    return rows.map((row) => ({
      namespace: row.namespace,
      package: row.package,
      version: row.version,
      name: row.name,
      nodeType: row.node_type,
      componentVersion: row.component_version,
      digest: row.digest as Digest,
      manifestDigest: row.manifest_digest as Digest,
      yanked: row.yanked,
    }));
  }
}

function domain(row: VersionRow): PackageVersion {
  return {
    namespace: row.namespace,
    name: row.package,
    version: row.version,
    kind: row.kind,
    visibility: row.visibility,
    sequence: Number(row.sequence),
    manifestDigest: row.manifest_digest as Digest,
    archiveDigest: row.archive_digest as Digest,
    archiveSize: Number(row.archive_size),
    keyFingerprint: row.key_fingerprint as Digest,
    publishedAt: row.published_at,
    yankedReason: row.yanked_reason ?? undefined,
    deprecatedReason: row.deprecated_reason ?? undefined,
    retiredReason: row.retired_reason ?? undefined,
  };
}
