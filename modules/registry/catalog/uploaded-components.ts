import type { Archive } from '@iceos/core/archive';
import { admitComponent, type AdmittedManifest, type GatePolicy } from '@iceos/core/gate';
import { parseVersion, type ComponentReference } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { satisfies } from '@iceos/core/semver';
import type { ComponentDirectory, DirectoryEntry, PackageContents } from '../component-directory.js';
import type { ComponentSource } from '../component-table.js';

/**
 * Components as the documents of a package mean them that is not published yet: its own, then those of its dependencies, then
 * what there is here.
 */
export class UploadedComponents implements ComponentSource {
  private readonly preferred: ReadonlyMap<string, string>;

  constructor(
    private readonly directory: ComponentDirectory,
    private readonly admitted: AdmittedManifest,
    private readonly archive: Archive,
    private readonly policy: GatePolicy,
  ) {
    const { coordinates, manifest } = admitted;
    this.preferred = new Map([
      [`${coordinates.namespace}/${coordinates.name}`, coordinates.version],
      ...Object.entries(manifest.dependencies ?? {}),
    ]);
  }

  /** `preferred` is what another package prefers, in whose document the reference stands. */
  async find(
    org: string,
    reference: ComponentReference,
    preferred?: ReadonlyMap<string, string>,
  ): Promise<DirectoryEntry> {
    if (preferred && preferred !== this.preferred) return this.directory.find(org, reference, preferred);
    return this.own(reference) ?? this.directory.find(org, reference, this.preferred);
  }

  async contents(org: string, entry: DirectoryEntry): Promise<PackageContents> {
    return this.isOwn(entry) ? { preferred: this.preferred, data: [] } : this.directory.contents(org, entry);
  }

  async read(org: string, entry: DirectoryEntry): Promise<Uint8Array> {
    return this.isOwn(entry) ? copyIn(this.archive, entry.path) : this.directory.read(org, entry);
  }

  private own({ namespace, name, range = '*' }: ComponentReference): DirectoryEntry | undefined {
    const { coordinates, manifest } = this.admitted;
    if (namespace !== undefined && namespace !== coordinates.namespace) return undefined;
    if (!manifest.components.some((component) => component.name === name)) return undefined;
    if (range !== '*' && !satisfies(parseVersion(coordinates.version), range)) return undefined;
    return { ...admitComponent(this.admitted, name, this.policy), origin: 'published', sequence: undefined };
  }

  private isOwn({ manifestDigest }: DirectoryEntry): boolean {
    return manifestDigest === this.admitted.digest;
  }
}

/** As `bytesIn`, apart from the archive: what a thread is given takes along all the memory that it is a part of. */
export function copyIn(archive: Archive, path: string): Uint8Array {
  return new Uint8Array(bytesIn(archive, path));
}

/** The bytes of a file of an archive; throws the `Refusal` where there is none. */
export function bytesIn(archive: Archive, path: string): Uint8Array {
  const file = archive.files.find((candidate) => candidate.path === path);
  if (!file) throw new Refusal('archive-file-missing', `The archive lacks ${path}.`, { subject: path });
  return file.bytes;
}
