import { Injectable } from '@nestjs/common';
import type { Bundle } from '@iceos/core/authored';
import { CodedError } from '@iceos/core/errors';
import type { Digest } from '@iceos/core/digest';
import type { AdmittedComponent, AdmittedManifest } from '@iceos/core/gate';
import type { Manifest } from '@iceos/core/manifest';
import type { ComponentReference } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { LoadGate } from '@iceos/runtime/gate';
import { ComponentAccess } from './component-access.js';
import { DynamicComponents } from './catalog/dynamic-components.js';
import { LocalCatalog } from './catalog/local-catalog.js';
import type { LocalComponent, VerifiedPackage } from './catalog/local-component.js';
import { readBeside } from './catalog/local-files.js';
import { RegistryService } from './registry.service.js';
import { AdmitPublished } from './usecases/admit-published.js';

/** The document of a bundle package that says what the bundle is. */
const BUNDLE_DOCUMENT = 'bundle.json';

/** A component that may run here, judged by the load gate or, outside strict clusters, dynamic. */
export interface DirectoryEntry extends Omit<AdmittedComponent, 'keyFingerprint'> {
  readonly origin: 'published' | 'local' | 'dynamic';
  /** Absent for dynamic components. */
  readonly keyFingerprint: Digest | undefined;
  readonly sequence: number | undefined;
}

/** What the package of a component brings along for the components in it. */
export interface PackageContents {
  /** Packages in which bare names of its documents are looked up first, `namespace/name` to range: itself and its dependencies. */
  readonly preferred: ReadonlyMap<string, string>;
  /** Paths of the files that are no component: data that its tools may be granted. */
  readonly data: readonly string[];
}

/** What a frozen blueprint or a lock keeps of a component, enough to find the same one again. */
export interface LockedComponent {
  readonly name: string;
  readonly manifestDigest: Digest;
  readonly digest: Digest;
}

/**
 * Finds components by reference, and the same ones again by what was locked: what is published, then what the manifests of
 * the operator list. Everything it gives has been through the load gate; bytes are judged before they are handed over.
 */
@Injectable()
export class ComponentDirectory {
  constructor(
    private readonly registry: RegistryService,
    private readonly gate: LoadGate,
    private readonly local: LocalCatalog,
    private readonly dynamic: DynamicComponents,
    private readonly publishedManifests: AdmitPublished,
    private readonly access: ComponentAccess,
  ) {}

  /**
   * The component that `reference` means for `org`; throws `component-not-found`, the `Refusal`, or `component-forbidden`
   * where the operator does not let it be used.
   */
  async find(
    org: string,
    reference: ComponentReference,
    preferred?: ReadonlyMap<string, string>,
  ): Promise<DirectoryEntry> {
    const entry = await this.resolve(org, reference, preferred);
    this.access.require(org, entry);
    return entry;
  }

  /** Whether the operator lets a component be used. */
  allows(org: string, entry: DirectoryEntry): boolean {
    return this.access.allows(org, entry);
  }

  private async resolve(
    org: string,
    reference: ComponentReference,
    preferred: ReadonlyMap<string, string> | undefined,
  ): Promise<DirectoryEntry> {
    try {
      const row = await this.registry.resolve({ org, reference, ...(preferred ? { preferred } : {}) });
      return await this.published(org, row.manifestDigest, row.name);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'component-not-found') throw error;
      const local =
        reference.range === undefined
          ? await this.local.find(reference.name, reference.namespace)
          : undefined;
      if (!local) throw this.local.whyRevoked(reference) ?? error;
      return this.describe(local);
    }
  }

  /** The workflow with which the bundle that `reference` means begins; throws `component-not-found` or the `Refusal`. */
  async findEntrypoint(org: string, reference: ComponentReference): Promise<DirectoryEntry> {
    const bundle = await this.registry.resolvePackage({ org, reference, kind: 'bundle' });
    const { admitted } = await this.publishedManifests.execute(org, bundle.manifestDigest);
    const document = await this.gate.loadFile(admitted, BUNDLE_DOCUMENT, (digest) =>
      this.registry.readBlob(digest),
    );
    // It was checked when the bundle was published, and these are the same bytes.
    const { entrypoint } = JSON.parse(Buffer.from(document).toString('utf8')) as Bundle;
    return this.published(org, bundle.manifestDigest, entrypoint);
  }

  /** The locked component as it is judged now; throws the `Refusal`, or `component-forbidden`, when it may not run any more. */
  async inspect(org: string, locked: LockedComponent): Promise<DirectoryEntry> {
    const entry = await this.locate(org, locked);
    this.access.require(org, entry);
    if (entry.digest === locked.digest) return entry;
    throw new Refusal('lock-mismatch', `${locked.name} is not the component that was locked.`, {
      subject: locked.name,
      expected: locked.digest,
      found: entry.digest,
    });
  }

  /** The bytes of an inspected component, hashed before they are handed over. */
  async read(org: string, entry: DirectoryEntry): Promise<Uint8Array> {
    if (entry.origin === 'dynamic') return this.dynamic.read(await this.requireLocal(entry));
    const { gate, admitted, read } = await this.source(org, entry);
    return (await gate.load(admitted, entry.name, (digest) => read(entry.path, digest))).bytes;
  }

  /** The manifest that lists an inspected component. */
  async manifest(org: string, entry: DirectoryEntry): Promise<Manifest> {
    if (entry.origin === 'dynamic') return (await this.requireLocal(entry)).manifest;
    return (await this.source(org, entry)).admitted.manifest;
  }

  /** What the package of an inspected component brings along. */
  async contents(org: string, entry: DirectoryEntry): Promise<PackageContents> {
    const manifest = await this.manifest(org, entry);
    const { namespace, name, version } = entry.coordinates;
    const components = new Set(
      manifest.components.map(({ wasm, document }) => wasm?.path ?? document?.path ?? ''),
    );
    return {
      preferred: new Map([[`${namespace}/${name}`, version], ...Object.entries(manifest.dependencies ?? {})]),
      data: (manifest.files ?? []).map(({ path }) => path).filter((path) => !components.has(path)),
    };
  }

  /** The bytes of a data file of the package of an inspected component, hashed before they are handed over. */
  async readData(org: string, entry: DirectoryEntry, path: string): Promise<Uint8Array> {
    if (entry.origin === 'dynamic') return readBeside((await this.requireLocal(entry)).folder, path);
    const { gate, admitted, read } = await this.source(org, entry);
    return gate.loadFile(admitted, path, (digest) => read(path, digest));
  }

  /** The package of a verified component, judged now, and where its files are. */
  private async source(
    org: string,
    entry: DirectoryEntry,
  ): Promise<{
    readonly gate: LoadGate;
    readonly admitted: AdmittedManifest;
    readonly read: VerifiedPackage['read'];
  }> {
    const local = entry.origin === 'local' ? (await this.requireLocal(entry)).verified : undefined;
    if (local) return { gate: local.gate, admitted: local.admit(), read: local.read };
    const { admitted } = await this.publishedManifests.execute(org, entry.manifestDigest);
    return { gate: this.gate, admitted, read: (_path, digest) => this.registry.readBlob(digest) };
  }

  private async locate(org: string, { manifestDigest, name }: LockedComponent): Promise<DirectoryEntry> {
    const local = await this.local.findIn(manifestDigest, name);
    if (local) return this.describe(local);
    return this.published(org, manifestDigest, name);
  }

  private async published(org: string, digest: Digest, name: string): Promise<DirectoryEntry> {
    const { admitted, sequence } = await this.publishedManifests.execute(org, digest);
    return { ...this.gate.inspect(admitted, name), origin: 'published', sequence };
  }

  /** A component of the manifests of this cluster, as it is judged now; throws the `Refusal`. */
  async describe(local: LocalComponent): Promise<DirectoryEntry> {
    const { verified } = local;
    if (verified) {
      const admitted = verified.admit();
      const sequence = admitted.proved?.index;
      return { ...verified.gate.inspect(admitted, local.name), origin: 'local', sequence };
    }
    return {
      ...(await this.dynamic.describe(local)),
      origin: 'dynamic',
      keyFingerprint: undefined,
      sequence: undefined,
    };
  }

  private async requireLocal({ name, manifestDigest }: DirectoryEntry): Promise<LocalComponent> {
    const local = await this.local.findIn(manifestDigest, name);
    if (local) return local;
    throw new CodedError('component-not-found', `No manifest lists ${name} any more.`);
  }
}
