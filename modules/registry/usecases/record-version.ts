import { Injectable } from '@nestjs/common';
import { declaredDigest } from '@iceos/core/manifest';
import type { Digest } from '@iceos/core/digest';
import type { AdmittedManifest } from '@iceos/core/gate';
import { formatCoordinates, parseComponentName, type PackageKind } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { Failpoints } from '../../../src/config/failpoints.js';
import { Database, type Tx } from '../../../src/database/database.js';
import { isUniqueViolation } from '../../../src/database/failures.js';
import { Announce } from './announce.js';
import { LogService } from '../../signing/log.service.js';
import { SigningService } from '../../signing/signing.service.js';
import type { PackageVersion, PublishReceipt, PublishedComponent } from '../registry.types.js';
import { PackagesRepository } from '../store/packages.repository.js';
import { VersionsRepository } from '../store/versions.repository.js';
import type { PublishInput } from './publish-version.js';

/** What `JudgeUpload` asked before a version came here, as the registry states it (docs/spec/trust.md 4.1). */
const RULES = ['manifest', 'namespace', 'signature', 'archive', 'dependencies', 'components'];

/** The one transaction that makes a version exist, with its names, sequence, outbox message and audit entry. */
@Injectable()
export class RecordVersion {
  constructor(
    private readonly database: Database,
    private readonly signing: SigningService,
    private readonly log: LogService,
    private readonly packages: PackagesRepository,
    private readonly versions: VersionsRepository,
    private readonly announce: Announce,
    private readonly failpoints: Failpoints,
  ) {}

  /** The receipt of an earlier publish of the same manifest, or undefined; refuses a version that exists with another. */
  async known(input: PublishInput, { digest }: AdmittedManifest): Promise<PublishReceipt | undefined> {
    const known = await this.database.read(async (tx) => {
      const version = await this.find(tx, input);
      if (!version) return undefined;
      requireSame(version, digest);
      return { version, components: await this.versions.components(tx, input.org, version), created: false };
    });
    // A receipt is given for what is in the log, however often it is asked for (docs/spec/trust.md 4.2).
    if (known) await this.log.included(known.version.sequence);
    return known;
  }

  async execute(input: PublishInput, admitted: AdmittedManifest): Promise<PublishReceipt> {
    try {
      const receipt = await this.database.transaction((tx) => this.write(tx, input, admitted));
      this.failpoints.pass('version-committed');
      await this.log.included(receipt.version.sequence);
      this.failpoints.pass('publish-included');
      this.announce.wake();
      return receipt;
    } catch (error) {
      // Two publishes of one version at a time: the second finds what the first wrote.
      const known = isUniqueViolation(error) ? await this.known(input, admitted) : undefined;
      if (known) return known;
      throw error;
    }
  }

  private async write(tx: Tx, input: PublishInput, admitted: AdmittedManifest): Promise<PublishReceipt> {
    const { namespace, name, version } = input.coordinates;
    const { manifest } = admitted;
    const components = componentsOf(admitted);
    const kind = manifest.kind as PackageKind;
    // The record comes first and locks the sequence: publishes are recorded one after the other, in the order of the log.
    const record = await this.log.append(tx, {
      type: 'version',
      namespace,
      name,
      version,
      manifest_digest: admitted.digest,
      archive_digest: input.archive.digest,
      key_fingerprint: admitted.key.fingerprint,
      decision: 'accepted',
    });
    const sequence = record.index;
    // A revocation may have come in since the manifest was judged.
    await this.signing.requireInForce(tx, input.org, admitted.key.fingerprint);
    await this.packages.ensure(tx, { namespace, name, kind, visibility: input.visibility ?? 'private' });
    if (input.visibility) await this.packages.setVisibility(tx, namespace, name, input.visibility);
    await this.packages.claimNames(
      tx,
      namespace,
      name,
      components.map((component) => parseComponentName(component.name)),
    );
    await this.versions.insert(tx, {
      namespace,
      name,
      version,
      sequence,
      manifestDigest: admitted.digest,
      manifest: input.manifest,
      archiveDigest: input.archive.digest,
      archiveSize: input.archive.size,
      keyFingerprint: admitted.key.fingerprint,
      publishedBy: input.actor,
      components,
      blobs: [
        { digest: input.archive.digest, mediaType: 'application/gzip' },
        ...(manifest.files ?? []).map((file) => ({
          digest: file.sha256 as Digest,
          mediaType: file.media_type,
        })),
      ],
    });
    await this.log.accept(tx, {
      coordinates: input.coordinates,
      manifestDigest: admitted.digest,
      archiveDigest: input.archive.digest,
      index: record.index,
      record: record.digest,
      acceptedAt: record.time,
      keyFingerprint: admitted.key.fingerprint,
      policy: RULES.map((rule) => ({ rule, result: 'passed' })),
    });
    await this.announce.published(tx, input, admitted.digest, sequence);
    const recorded = await this.find(tx, input);
    if (!recorded) throw new Error(`${formatCoordinates(input.coordinates)} was written and is not there.`);
    this.failpoints.pass('version-recorded');
    return { version: recorded, components, created: true };
  }

  private find(
    tx: Tx,
    { org, coordinates: { namespace, name, version } }: PublishInput,
  ): Promise<PackageVersion | undefined> {
    return this.versions.find(tx, org, namespace, name, version);
  }
}

function requireSame(version: PackageVersion, digest: Digest): void {
  const subject = `${version.namespace}/${version.name}@${version.version}`;
  if (version.retiredReason !== undefined) {
    throw new Refusal('version-retired', `${subject} was taken back: ${version.retiredReason}.`, { subject });
  }
  if (version.manifestDigest !== digest) {
    throw new Refusal('version-exists', `${subject} exists with other contents.`, {
      subject,
      expected: version.manifestDigest,
      found: digest,
    });
  }
}

function componentsOf({ manifest, coordinates }: AdmittedManifest): PublishedComponent[] {
  return manifest.components.map((component) => ({
    namespace: coordinates.namespace,
    package: coordinates.name,
    version: coordinates.version,
    name: component.name,
    nodeType: component.node_type,
    componentVersion: component.version ?? coordinates.version,
    // `CheckComponents` has refused components without a listed file.
    digest: declaredDigest(manifest, component.wasm?.path ?? component.document?.path ?? '') as Digest,
  }));
}
