import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IceClient } from '@iceos/client';
import { digestOf, type Digest } from '@iceos/core/digest';
import { admitBytes, type AdmittedManifest } from '@iceos/core/gate';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { BlobStore } from '@iceos/runtime/blobs';
import { LoadGate } from '@iceos/runtime/gate';
import type { CommandContext } from '../context.js';
import { writeWhole } from '../files.js';
import { readTrust } from './trust.js';

/** A version by what the registry's record says about it. */
export interface RecordedVersion {
  readonly manifest_digest: string;
  readonly sequence: number;
}

/** A package whose manifest the load gate admitted. */
export interface StoredPackage {
  readonly admitted: AdmittedManifest;
  readonly sequence: number;
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
    /** Id of the root that is trusted here. */
    readonly registry: string,
  ) {
    this.blobs = new BlobStore(join(folder, 'blobs'));
  }

  static async open(context: CommandContext, folder: string): Promise<PackageStore> {
    const trust = await readTrust(context);
    const gate = new LoadGate({
      trust: () => trust,
      policy: { iceosVersion: parseVersion(context.version) },
    });
    const store = new PackageStore(folder, gate, trust.rootId);
    await mkdir(join(folder, 'manifests'), { recursive: true });
    await store.blobs.prepare();
    return store;
  }

  /** The stored version, or undefined when it is not here; throws the `Refusal` of the load gate. */
  async find(version: RecordedVersion): Promise<StoredPackage | undefined> {
    const bytes = await readFile(this.pathOf(version)).catch(() => undefined);
    return bytes && this.admit(new Uint8Array(bytes), version);
  }

  /** The version, with its manifest and every file fetched where it is missing; throws the `Refusal` of the load gate. */
  async fetch(client: IceClient, version: RecordedVersion): Promise<StoredPackage> {
    const known = await this.find(version);
    const digest = version.manifest_digest;
    const bytes = known ? undefined : await client.bytes('contentManifest', { path: { digest } });
    const stored = known ?? this.admit(bytes ?? new Uint8Array(), version);
    for (const { path, sha256 } of stored.admitted.manifest.files ?? []) {
      if (await this.blobs.has(sha256 as Digest)) continue;
      const file = await this.gate.loadFile(stored.admitted, path, (wanted) =>
        client.bytes('contentBlob', { path: { digest: wanted } }),
      );
      await this.blobs.put(file);
    }
    // Last, so that a manifest that is here has its files.
    if (bytes) await writeWhole(this.pathOf(version), bytes);
    return stored;
  }

  /** The bytes of a file; whoever asks has the load gate judge them. */
  readonly read = (digest: Digest): Promise<Uint8Array> => this.blobs.read(digest);

  private admit(bytes: Uint8Array, { manifest_digest: wanted, sequence }: RecordedVersion): StoredPackage {
    const admitted = this.gate.admit(bytes, { sequence });
    const { namespace, name, version } = admitted.coordinates;
    const subject = `${namespace}/${name}@${version}`;
    admitBytes(subject, wanted as Digest, admitted.digest);
    return { admitted, sequence };
  }

  private pathOf({ manifest_digest: digest }: RecordedVersion): string {
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
