import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, type Digest } from '@iceos/core/digest';
import { admitBytes, type AdmittedManifest } from '@iceos/core/gate';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import type { TrustSnapshot } from '@iceos/core/trust';
import { BlobStore } from '@iceos/runtime/blobs';
import { LoadGate } from '@iceos/runtime/gate';
import type { CommandContext } from '../context.js';
import { writeWhole } from '../files.js';
import type { RecordedVersion, Registry } from './registry.js';
import { readTrust } from './trust.js';

type VersionRecord = Pick<RecordedVersion, 'manifest_digest' | 'sequence'>;

/** A package whose manifest the load gate admitted. */
export interface StoredPackage {
  readonly admitted: AdmittedManifest;
  readonly sequence: number;
  /** The manifest as it was judged. */
  readonly bytes: Uint8Array;
}

/**
 * Packages in a folder of this machine: manifests by their digest, files as blobs. Nothing in it is believed: a manifest
 * is judged by the load gate each time it is read, and so are the bytes of every file.
 */
export class PackageStore {
  private readonly blobs: BlobStore;

  private constructor(
    private readonly folder: string,
    readonly gate: LoadGate,
    readonly trust: TrustSnapshot,
  ) {
    this.blobs = new BlobStore(join(folder, 'blobs'));
  }

  /** Id of the root that is trusted here. */
  get registry(): string {
    return this.trust.rootId;
  }

  static async open(context: CommandContext, folder: string): Promise<PackageStore> {
    const trust = await readTrust(context);
    const gate = new LoadGate({
      trust: () => trust,
      policy: { iceosVersion: parseVersion(context.version) },
    });
    const store = new PackageStore(folder, gate, trust);
    await mkdir(join(folder, 'manifests'), { recursive: true });
    await store.blobs.prepare();
    return store;
  }

  /** The stored version, or undefined when it is not here; throws the `Refusal` of the load gate. */
  async find(version: VersionRecord): Promise<StoredPackage | undefined> {
    const bytes = await readFile(this.pathOf(version)).catch(() => undefined);
    return bytes && this.admit(new Uint8Array(bytes), version);
  }

  /** The version with its manifest, fetched where it is not here; stores nothing. Throws the `Refusal` of the load gate. */
  async look(registry: Registry, version: VersionRecord): Promise<StoredPackage> {
    const known = await this.find(version);
    return known ?? this.admit(await registry.manifest(version.manifest_digest), version);
  }

  /** Stores a package: every file that is missing is fetched. Throws the `Refusal` of the load gate. */
  async keep(registry: Registry, { admitted, bytes }: StoredPackage): Promise<void> {
    for (const { path, sha256 } of admitted.manifest.files ?? []) {
      if (await this.blobs.has(sha256 as Digest)) continue;
      await this.blobs.put(await this.gate.loadFile(admitted, path, (wanted) => registry.blob(wanted)));
    }
    // Last, so that a manifest that is here has its files.
    const path = this.pathOf({ manifest_digest: admitted.digest });
    if (!existsSync(path)) await writeWhole(path, bytes);
  }

  /** The bytes of a file; whoever asks has the load gate judge them. */
  readonly read = (digest: Digest): Promise<Uint8Array> => this.blobs.read(digest);

  private admit(bytes: Uint8Array, { manifest_digest: wanted, sequence }: VersionRecord): StoredPackage {
    const admitted = this.gate.admit(bytes, { sequence });
    const { namespace, name, version } = admitted.coordinates;
    const subject = `${namespace}/${name}@${version}`;
    admitBytes(subject, wanted as Digest, admitted.digest);
    return { admitted, sequence, bytes };
  }

  private pathOf({ manifest_digest: digest }: Pick<VersionRecord, 'manifest_digest'>): string {
    return join(this.folder, 'manifests', `${digest}.json`);
  }
}

/** Refuses a package that is not byte for byte the one that was locked. */
export function refuseDrift(subject: string, expected: unknown, found: unknown): never {
  const digest = (value: unknown) => digestOf(new TextEncoder().encode(JSON.stringify(value)));
  throw new Refusal('lock-mismatch', `${subject} is not what ice.lock says.`, {
    subject,
    expected: digest(expected),
    found: digest(found),
  });
}
