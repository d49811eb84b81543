import { Injectable, Logger } from '@nestjs/common';
import { parseManifest, type Manifest } from '@iceos/core/manifest';
import { parseVersion, type Version } from '@iceos/core/names';
import { pickVersion } from '@iceos/core/semver';
import type { Tx } from '../../src/database/database.js';
import type { OfferedVersion, PackagePlace, PackageVersion } from './registry.types.js';
import { VersionsRepository, type ComponentRow } from './store/versions.repository.js';

/**
 * What packages offer now: for each component the version that a bare reference to it resolves to. Reads in the caller's
 * transaction, so that what is made of it can be written in the same one.
 */
@Injectable()
export class PackageOffers {
  private readonly logger = new Logger('offers');

  constructor(private readonly versions: VersionsRepository) {}

  /** Every package of every org that offers something. */
  packages(tx: Tx): Promise<PackagePlace[]> {
    return this.versions.usablePackages(tx);
  }

  /** What one package offers, its newest version first; nothing when every version is yanked or retired. */
  async of(tx: Tx, { namespace, name }: PackagePlace): Promise<OfferedVersion[]> {
    // The owner may read every version, and this is about nobody else's.
    const versions = (await this.versions.list(tx, namespace, namespace, name)).filter(isUsable);
    const newest = newestOf(versions.map(({ version }) => parseVersion(version)));
    const components = newestOfEach(await this.versions.usableComponents(tx, namespace, namespace, name));
    const offered: OfferedVersion[] = [];
    for (const version of versions) {
      const own = components.filter((component) => component.version === version.version);
      const manifest = own.length > 0 ? await this.readManifest(tx, version) : undefined;
      if (!manifest) continue;
      const offer = { version, manifest, components: own };
      if (version.version === newest) offered.unshift(offer);
      else offered.push(offer);
    }
    return offered;
  }

  /** A manifest from before a rule that it does not meet offers nothing, and must not stop the others. */
  private async readManifest(tx: Tx, version: PackageVersion): Promise<Manifest | undefined> {
    const stored = await this.versions.findManifest(tx, version.namespace, version.manifestDigest);
    const parsed = stored && parseManifest(stored.bytes);
    if (parsed?.ok) return parsed.value.manifest;
    this.logger.warn(
      `The manifest of ${version.namespace}/${version.name}@${version.version} cannot be read: ${parsed?.detail}`,
    );
    return undefined;
  }
}

function isUsable({ yankedReason, retiredReason }: PackageVersion): boolean {
  return yankedReason === undefined && retiredReason === undefined;
}

/** The version that `*` means, or the one published last where there are only pre-releases. Newest publish first. */
function newestOf(versions: readonly Version[]): Version | undefined {
  return pickVersion(versions, '*') ?? versions[0];
}

/** Of every component the version that a bare reference means, in the order in which the components come. */
export function newestOfEach(rows: readonly ComponentRow[]): ComponentRow[] {
  return [...Map.groupBy(rows, ({ namespace, name }) => `${namespace}/${name}`).values()].flatMap(
    (versions) => {
      const newest = newestOf(versions.map(({ version }) => parseVersion(version)));
      return versions.filter(({ version }) => version === newest);
    },
  );
}
