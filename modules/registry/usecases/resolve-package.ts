import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import {
  parseNamespace,
  parsePackageName,
  parseVersion,
  type ComponentReference,
  type PackageKind,
} from '@iceos/core/names';
import { pickVersion } from '@iceos/core/semver';
import { Database } from '../../../src/database/database.js';
import type { RegistryCode } from '../registry.errors.js';
import type { PackageVersion } from '../registry.types.js';
import { VersionsRepository } from '../store/versions.repository.js';
import { FIRST_PARTY, requireRange } from './resolve-component.js';

export interface ResolvePackageInput {
  readonly org: string;
  /** `[namespace/]name[@range]` of a package. */
  readonly reference: ComponentReference;
  readonly kind: PackageKind;
}

/** Finds the version of a package that a reference means, in the own namespace and then in `iceos`. */
@Injectable()
export class ResolvePackage {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionsRepository,
  ) {}

  async execute({ org, reference, kind }: ResolvePackageInput): Promise<PackageVersion> {
    requireRange(reference);
    const namespaces = reference.namespace ? [reference.namespace] : [org, FIRST_PARTY];
    // A component may have dots in its name, a package may not.
    if (reference.name.includes('.')) throw notFound(reference, kind);
    const name = parsePackageName(reference.name);
    return this.database.read(async (tx) => {
      for (const namespace of new Set(namespaces)) {
        const versions = await this.versions.list(tx, org, parseNamespace(namespace), name);
        const usable = versions.filter(
          (version) =>
            version.kind === kind &&
            version.yankedReason === undefined &&
            version.retiredReason === undefined,
        );
        const picked = pickVersion(
          usable.map(({ version }) => parseVersion(version)),
          reference.range ?? '*',
        );
        const found = usable.find(({ version }) => version === picked);
        if (found) return found;
      }
      throw notFound(reference, kind);
    });
  }
}

function notFound({ name, range }: ComponentReference, kind: PackageKind): CodedError<RegistryCode> {
  const reference = `${name}${range ? `@${range}` : ''}`;
  return new CodedError('component-not-found', `No published ${kind} is named ${reference}.`, {
    hint: 'Find what there is with `ice search`.',
    data: { reference },
  });
}
