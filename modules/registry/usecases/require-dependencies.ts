import { Injectable } from '@nestjs/common';
import type { Manifest } from '@iceos/core/manifest';
import { parseNamespace, parsePackageName, parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { pickVersion } from '@iceos/core/semver';
import { Database } from '../../../src/database/database.js';
import { VersionsRepository } from '../store/versions.repository.js';

/** Refuses a package whose dependencies cannot be resolved here: by its org, among versions that are not taken back. */
@Injectable()
export class RequireDependencies {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionsRepository,
  ) {}

  async execute(org: string, { dependencies = {} }: Manifest): Promise<void> {
    for (const [coordinates, range] of Object.entries(dependencies)) {
      // The schema has been through `parseManifest`: two names and a slash.
      const [namespace, name] = coordinates.split('/');
      const published = await this.database.read((tx) =>
        this.versions.list(tx, org, parseNamespace(namespace), parsePackageName(name)),
      );
      const usable = published
        .filter(({ yankedReason, retiredReason }) => !yankedReason && !retiredReason)
        .map(({ version }) => parseVersion(version));
      if (pickVersion(usable, range) !== undefined) continue;
      throw new Refusal('dependency-unresolvable', `No published version of ${coordinates} is in ${range}.`, {
        subject: coordinates,
        expected: range,
        found: usable.join(', ') || 'no version',
      });
    }
  }
}
