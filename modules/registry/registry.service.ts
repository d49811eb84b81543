import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import type { EvidenceDocument } from '@iceos/core/evidence';
import type { Coordinates, Namespace, PackageName } from '@iceos/core/names';
import { BlobStore } from '@iceos/runtime/blobs';
import { Database } from '../../src/database/database.js';
import type { RegistryCode } from './registry.errors.js';
import type { PackageVersion, PublishedComponent, ServedBlob, ServedManifest } from './registry.types.js';
import { newestOfEach } from './package-offers.js';
import { VersionsRepository, type ComponentRow } from './store/versions.repository.js';
import { versionNotFound, gone } from './usecases/mark-version.js';
import { ReadPublished } from './usecases/read-published.js';
import { ResolveComponent, type ResolveInput } from './usecases/resolve-component.js';
import { ResolvePackage, type ResolvePackageInput } from './usecases/resolve-package.js';
import { ReviewPackages, type Review } from './usecases/review-packages.js';

export type { Review } from './usecases/review-packages.js';
export { FIRST_PARTY } from './usecases/resolve-component.js';

/** The door to what was published. Every method takes the org that asks; what it may not read does not exist for it. */
@Injectable()
export class RegistryService {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionsRepository,
    private readonly blobs: BlobStore,
    private readonly resolveComponent: ResolveComponent,
    private readonly packages: ResolvePackage,
    private readonly reviewPackages: ReviewPackages,
    private readonly published: ReadPublished,
  ) {}

  async version(
    org: string,
    coordinates: Coordinates,
  ): Promise<{ version: PackageVersion; components: PublishedComponent[] }> {
    const { namespace, name, version } = coordinates;
    return this.database.read(async (tx) => {
      const found = await this.versions.find(tx, org, namespace, name, version);
      if (!found) throw versionNotFound(coordinates);
      if (found.retiredReason !== undefined) throw gone(coordinates, found.retiredReason);
      return { version: found, components: await this.versions.components(tx, org, found) };
    });
  }

  /** Versions of a package, the newest publish first, yanked and retired ones included. */
  async listVersions(org: string, namespace: Namespace, name: PackageName): Promise<PackageVersion[]> {
    const versions = await this.database.read((tx) => this.versions.list(tx, org, namespace, name));
    if (versions.length === 0) {
      throw new CodedError<RegistryCode>('package-not-found', `There is no package ${namespace}/${name}.`, {
        hint: 'Find what there is with `ice search`.',
      });
    }
    return versions;
  }

  /** The newest version of each package, by descending publish sequence, before `before` where it is given. */
  listPackages(org: string, limit: number, before?: number): Promise<PackageVersion[]> {
    return this.database.read((tx) => this.versions.listPackages(tx, org, limit, before));
  }

  /** The version that a bare reference means of each of the first `limit` components after `after`, as `namespace__name`. */
  async listComponents(org: string, after: string, limit: number): Promise<ComponentRow[]> {
    return newestOfEach(
      await this.database.read((tx) => this.versions.componentsAfter(tx, org, after, limit)),
    );
  }

  /** The component that a reference means; throws `component-not-found`. */
  resolve(input: ResolveInput): ReturnType<ResolveComponent['execute']> {
    return this.resolveComponent.execute(input);
  }

  /** The version of a package that a reference means; throws `component-not-found`. */
  resolvePackage(input: ResolvePackageInput): Promise<PackageVersion> {
    return this.packages.execute(input);
  }

  /** What the load gate says now about every package that `org` may use, and about the manifests of this cluster. */
  review(org: string): Promise<Review[]> {
    return this.reviewPackages.execute(org);
  }

  /** A manifest as it was published; throws `version-not-found`. */
  manifest(org: string, digest: Digest): Promise<ServedManifest> {
    return this.published.manifest(org, digest);
  }

  /** The evidence of a version, by its manifest digest; throws `version-not-found` or `log-behind`. */
  evidence(org: string, digest: Digest): Promise<EvidenceDocument> {
    return this.published.evidence(org, digest);
  }

  /** How a blob of a published version may be served; throws `blob-not-found`. */
  async blob(org: string, digest: Digest): Promise<ServedBlob> {
    const found = await this.database.read((tx) => this.versions.findBlob(tx, org, digest));
    if (found) return found;
    throw new CodedError('blob-not-found', `There is no blob ${digest}.`, {
      hint: 'The manifest of a version lists its files.',
    });
  }

  /** The bytes of a blob, hashed again. Who may read it is the caller's to know. */
  readBlob(digest: Digest): Promise<Uint8Array> {
    return this.blobs.read(digest);
  }
}
