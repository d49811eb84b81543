import { Injectable } from '@nestjs/common';
import { canonicalBytes } from '@iceos/core/canonical';
import type { Digest } from '@iceos/core/digest';
import { parseNamespace, parsePackageName } from '@iceos/core/names';
import { BlobStore } from '@iceos/runtime/blobs';
import type { Tx } from '../../../src/database/database.js';
import { LogService, type PublicRange } from '../../signing/log.service.js';
import { PublicFolder } from '../../signing/public-folder.js';
import type { PackageVersion } from '../registry.types.js';
import { VersionsRepository } from '../store/versions.repository.js';

/**
 * Keeps the public files of packages as the database says: everything of a public package, nothing of a private one, and
 * of a retired version only that it was (docs/spec/trust.md 4.8). The index of a package comes last and goes last, so that
 * it stands for whatever files there are; doing it again after a crash does no harm.
 */
@Injectable()
export class PublishFiles {
  constructor(
    private readonly versions: VersionsRepository,
    private readonly blobs: BlobStore,
    private readonly log: LogService,
    private readonly folder: PublicFolder,
  ) {}

  async execute(tx: Tx, packages: readonly string[], range: PublicRange): Promise<void> {
    for (const place of packages) {
      const [first, second] = place.split('/');
      const [namespace, name] = [parseNamespace(first), parsePackageName(second)];
      // The owner may read every version; what is public is told by the visibility.
      const versions = await this.versions.list(tx, namespace, namespace, name);
      const logged = versions.filter(({ sequence }) => sequence < range.to);
      if (versions[0]?.visibility === 'public') await this.publish(tx, place, logged, range);
      else if (await this.folder.has(indexOf(place))) await this.withdraw(tx, place, logged);
    }
  }

  private async publish(
    tx: Tx,
    place: string,
    versions: readonly PackageVersion[],
    range: PublicRange,
  ): Promise<void> {
    const from = (await this.folder.has(indexOf(place))) ? range.from : 0;
    await this.log.publishRecords(tx, place, { ...range, from });
    for (const version of versions) {
      if (version.retiredReason !== undefined) await this.removeVersion(tx, version);
      else if (version.sequence >= from) await this.addVersion(tx, version);
    }
    const records = await this.log.recordsByIndex(tx, place);
    const index = {
      schema_version: 'package-index.v0',
      package: place,
      size: range.to,
      versions: versions.map((version) => presentVersion(version, records.get(version.sequence))),
    };
    await this.folder.write(indexOf(place), canonicalBytes(index));
  }

  private async addVersion(tx: Tx, { namespace, manifestDigest }: PackageVersion): Promise<void> {
    const manifest = await this.versions.findManifest(tx, namespace, manifestDigest);
    if (!manifest) return;
    await this.folder.keep(`manifests/${manifestDigest}.json`, manifest.bytes);
    const statements = await this.log.statements(tx, manifestDigest);
    await this.folder.write(`statements/${manifestDigest}.json`, canonicalBytes(statements));
    for (const digest of await this.versions.blobsOf(tx, manifestDigest)) {
      await this.folder.adopt(`blobs/${digest}`, this.blobs.pathOf(digest));
    }
  }

  /** A package that is not public any more. What another public package has too stays for its sake. */
  private async withdraw(tx: Tx, place: string, versions: readonly PackageVersion[]): Promise<void> {
    for (const version of versions) await this.removeVersion(tx, version);
    await this.log.withdrawRecords(tx, place);
    await this.folder.settle();
    await this.folder.remove(indexOf(place));
  }

  private async removeVersion(tx: Tx, { manifestDigest }: PackageVersion): Promise<void> {
    await this.folder.remove(`manifests/${manifestDigest}.json`);
    await this.folder.remove(`statements/${manifestDigest}.json`);
    for (const digest of await this.versions.blobsOf(tx, manifestDigest)) {
      if (!(await this.versions.isPublicBlob(tx, digest))) await this.folder.remove(`blobs/${digest}`);
    }
  }
}

function indexOf(place: string): string {
  return `packages/${place}.json`;
}

function presentVersion(version: PackageVersion, record: Digest | undefined): Record<string, unknown> {
  return {
    version: version.version,
    kind: version.kind,
    index: version.sequence,
    record: record ?? null,
    manifest_digest: version.manifestDigest,
    archive_digest: version.archiveDigest,
    archive_size: version.archiveSize,
    key_fingerprint: version.keyFingerprint,
    published_at: version.publishedAt.toISOString(),
    yanked_reason: version.yankedReason ?? null,
    deprecated_reason: version.deprecatedReason ?? null,
    retired_reason: version.retiredReason ?? null,
  };
}
