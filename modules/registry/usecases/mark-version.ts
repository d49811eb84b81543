import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { formatCoordinates, type Coordinates } from '@iceos/core/names';
import { Database, type Tx } from '../../../src/database/database.js';
import { LogService, type RecordDraft } from '../../signing/log.service.js';
import { SigningService } from '../../signing/signing.service.js';
import type { RegistryCode } from '../registry.errors.js';
import type { PackageVersion } from '../registry.types.js';
import { ManifestCache } from '../store/manifest-cache.js';
import { VersionsRepository, type Standing } from '../store/versions.repository.js';
import { Announce } from './announce.js';

export interface MarkInput {
  /** Org and actor of the token. */
  readonly org: string;
  readonly actor: string;
  readonly coordinates: Coordinates;
  readonly action: 'yank' | 'deprecate' | 'retire';
  /** Null takes a yank or a deprecation back; a retired version never comes back. */
  readonly reason: string | null;
}

const STANDINGS: Readonly<Record<MarkInput['action'], Standing>> = {
  yank: 'yankedReason',
  deprecate: 'deprecatedReason',
  retire: 'retiredReason',
};

/**
 * Says something about a version without changing it: yanked versions are not resolved any more, deprecated ones come with
 * a warning, retired ones are gone and revoked, and their number stays used.
 */
@Injectable()
export class MarkVersion {
  constructor(
    private readonly database: Database,
    private readonly signing: SigningService,
    private readonly log: LogService,
    private readonly versions: VersionsRepository,
    private readonly announce: Announce,
    private readonly manifests: ManifestCache,
  ) {}

  async execute(input: MarkInput): Promise<PackageVersion> {
    const { marked, index } = await this.database.transaction((tx) => this.mark(tx, input));
    this.announce.wake();
    this.manifests.clear();
    if (input.action === 'retire') await this.signing.refresh();
    if (index !== undefined) await this.log.included(index);
    return marked;
  }

  private async mark(
    tx: Tx,
    input: MarkInput,
  ): Promise<{ marked: PackageVersion; index: number | undefined }> {
    const { org, coordinates, action, reason } = input;
    const known = await this.require(tx, org, coordinates);
    if (known.retiredReason !== undefined) throw gone(coordinates, known.retiredReason);
    const { namespace, name, version } = coordinates;
    await this.versions.mark(tx, namespace, name, version, STANDINGS[action], reason);
    const changes = known[STANDINGS[action]] !== (reason ?? undefined);
    const recorded = changes ? await this.log.append(tx, recordOf(input, known)) : undefined;
    const index = action === 'retire' ? await this.revoke(tx, input, known) : recorded?.index;
    await this.announce.changed(tx, input, `version.${reason === null ? `un${action}` : action}`, { reason });
    return { marked: await this.require(tx, org, coordinates), index };
  }

  private async revoke(
    tx: Tx,
    { org, coordinates, reason }: MarkInput,
    { manifestDigest, visibility }: PackageVersion,
  ): Promise<number> {
    return this.signing.revokeVersion(tx, {
      org,
      package: `${coordinates.namespace}/${coordinates.name}`,
      coordinates: formatCoordinates(coordinates),
      manifestDigest,
      reason: reason ?? 'retired',
      isPublic: visibility === 'public',
    });
  }

  /** The version, if it is the org's own: what belongs to another org does not exist for it. */
  private async require(tx: Tx, org: string, coordinates: Coordinates): Promise<PackageVersion> {
    const { namespace, name, version } = coordinates;
    const known = namespace === org ? await this.versions.find(tx, org, namespace, name, version) : undefined;
    if (known) return known;
    throw versionNotFound(coordinates);
  }
}

/** What the log is told: how the version stands now, all that was said about it taken together. */
function recordOf({ action, reason }: MarkInput, known: PackageVersion): RecordDraft {
  const { namespace, name, version, manifestDigest } = known;
  const marked: PackageVersion = { ...known, [STANDINGS[action]]: reason ?? undefined };
  const standings = [
    ['retired', marked.retiredReason],
    ['yanked', marked.yankedReason],
    ['deprecated', marked.deprecatedReason],
  ] as const;
  const [status, why] = standings.find(([, given]) => given !== undefined) ?? (['active', null] as const);
  return {
    type: 'status',
    namespace,
    name,
    version,
    manifest_digest: manifestDigest,
    status,
    reason: why ?? null,
  };
}

export function versionNotFound(coordinates: Coordinates): CodedError<RegistryCode> {
  return new CodedError('version-not-found', `There is no ${formatCoordinates(coordinates)}.`, {
    hint: 'Find what there is with `ice search`.',
  });
}

export function gone(coordinates: Coordinates, reason: string): CodedError<RegistryCode> {
  return new CodedError('version-gone', `${formatCoordinates(coordinates)} was taken back: ${reason}.`, {
    hint: 'Use another version.',
  });
}
