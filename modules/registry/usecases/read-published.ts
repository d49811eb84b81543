import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import type { EvidenceDocument } from '@iceos/core/evidence';
import { Database } from '../../../src/database/database.js';
import { LogService } from '../../signing/log.service.js';
import type { RegistryCode } from '../registry.errors.js';
import type { ServedManifest } from '../registry.types.js';
import { ManifestCache } from '../store/manifest-cache.js';
import { VersionsRepository } from '../store/versions.repository.js';

/** Reads what was published, for the org that may read it. */
@Injectable()
export class ReadPublished {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionsRepository,
    private readonly manifests: ManifestCache,
    private readonly log: LogService,
  ) {}

  /** A manifest as it was published; throws `version-not-found`. */
  async manifest(org: string, digest: Digest): Promise<ServedManifest> {
    const known = this.manifests.get(org, digest);
    if (known) return known;
    const found = await this.database.read((tx) => this.versions.findManifest(tx, org, digest));
    if (!found)
      throw new CodedError<RegistryCode>('version-not-found', `There is no manifest ${digest}.`, {
        hint: 'Find what there is with `ice search`.',
      });
    this.manifests.set(org, found);
    return found;
  }

  /** The evidence of a version, by its manifest digest; throws `version-not-found` or `log-behind`. */
  async evidence(org: string, digest: Digest): Promise<EvidenceDocument> {
    const { sequence, place } = await this.manifest(org, digest);
    await this.log.included(sequence);
    const evidence = await this.database.read((tx) => this.log.evidence(tx, sequence, place, digest));
    if (evidence) return evidence;
    throw new Error(`The record ${sequence} is in the log and has no evidence.`);
  }
}
