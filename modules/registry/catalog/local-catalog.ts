import { Injectable, Logger } from '@nestjs/common';
import { digestOf, type Digest } from '@iceos/core/digest';
import type { AdmittedManifest } from '@iceos/core/gate';
import { signedView, type Manifest, type ManifestComponent } from '@iceos/core/manifest';
import { CodedError } from '@iceos/core/errors';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { compareVersions } from '@iceos/core/semver';
import { LoadGate, type VerifiedComponent } from '@iceos/runtime/gate';
import { AppConfig } from '../../../src/config/app-config.js';
import type { RegistryCode } from '../registry.errors.js';
import { ImportedPackages } from './imported-packages.js';
import { readBeside } from './local-files.js';
import { manifestPaths } from './manifest-paths.js';
import { readManifest, type FoundManifest } from './read-manifest.js';

/** A component that a manifest of the operator lists, or an imported one. */
export interface LocalComponent {
  readonly name: string;
  readonly component: ManifestComponent;
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  /** File it was found in, and the folder that its paths are relative to. */
  readonly path: string;
  readonly folder: string;
  /** What its package was admitted as; undefined for a dynamic component. */
  readonly verified: VerifiedPackage | undefined;
}

/** A signed package of this machine. */
export interface VerifiedPackage {
  readonly gate: LoadGate;
  /** The verdict about its manifest now: what was revoked since the start counts. Throws the `Refusal`. */
  admit(): AdmittedManifest;
  /** The bytes of a listed file as they are now, not judged. */
  read(path: string, digest: Digest): Promise<Uint8Array>;
}

type LocalPackage = Pick<LocalComponent, 'manifest' | 'path' | 'folder'> & {
  readonly verified?: VerifiedPackage;
};

export interface CatalogReport {
  readonly verified: readonly LocalComponent[];
  readonly dynamic: readonly LocalComponent[];
  readonly refused: readonly { readonly path: string; readonly error: CodedError }[];
}

/** How often it is looked whether anything was imported, at most. */
const LOOK_MS = 1000;

/**
 * The manifests that a cluster loads at its start, besides what is published in its registry, and what is imported while it
 * runs. Loading the same manifest again changes nothing. Signed ones go through the load gate. Unsigned ones make their
 * components dynamic: a warning each, and refused in a strict cluster.
 */
@Injectable()
export class LocalCatalog {
  private readonly logger = new Logger('registry');
  /** By name; of several versions of one package the newest first. */
  private readonly components = new Map<string, readonly LocalComponent[]>();
  private refused: { path: string; error: CodedError }[] = [];
  private looking: Promise<void> | undefined;
  /** Monotonic milliseconds. */
  private nextLook = 0;

  constructor(
    private readonly config: AppConfig,
    private readonly gate: LoadGate,
    private readonly imported: ImportedPackages,
  ) {}

  async load(): Promise<void> {
    const { dataDir, plugins } = this.config;
    const paths = await manifestPaths({
      dataDir,
      projectDir: plugins.projectDir,
      extra: plugins.extra,
      manifests: plugins.manifests ?? [],
    });
    for (const path of paths) {
      try {
        await this.addFound(await readManifest(path));
      } catch (error) {
        this.refuse(path, error);
      }
    }
    await this.takeUpImported();
  }

  /** The component that a bare name, or a name in a namespace, means here: the newest version that may be used. */
  async find(name: string, namespace?: string): Promise<LocalComponent | undefined> {
    await this.refresh();
    const found = (this.components.get(name) ?? []).filter(
      ({ manifest }) => namespace === undefined || manifest.namespace === namespace,
    );
    return found.find(isAdmitted) ?? found[0];
  }

  /** The component `name` of exactly this manifest, whether it may be used or not. */
  async findIn(manifestDigest: Digest, name: string): Promise<LocalComponent | undefined> {
    await this.refresh();
    return this.components.get(name)?.find((local) => local.manifestDigest === manifestDigest);
  }

  /** Every component, in the version that its name means. */
  async all(): Promise<LocalComponent[]> {
    await this.refresh();
    return [...this.components.values()].flatMap(
      (versions) => versions.find(isAdmitted) ?? versions[0] ?? [],
    );
  }

  async report(): Promise<CatalogReport> {
    const all = await this.all();
    return {
      verified: all.filter(({ verified }) => verified),
      dynamic: all.filter(({ verified }) => !verified),
      refused: this.refused,
    };
  }

  /** Takes up what was imported since, looking at most once a second. */
  private async refresh(): Promise<void> {
    if (performance.now() < this.nextLook) return;
    this.looking ??= this.takeUpImported().finally(() => {
      this.looking = undefined;
    });
    await this.looking;
  }

  private async takeUpImported(): Promise<void> {
    const changed = await this.imported.changed();
    for (const { path, open } of changed) {
      // What is loaded is judged again at each use, by what was read now.
      if ([...this.components.values()].flat().some((known) => known.path === path)) continue;
      this.refused = this.refused.filter((refused) => refused.path !== path);
      try {
        await this.add({ ...open(), path, folder: path });
      } catch (error) {
        this.refuse(path, error);
      }
    }
    this.nextLook = performance.now() + LOOK_MS;
  }

  private addFound(found: FoundManifest): Promise<void> {
    const { path, folder } = found;
    if (found.kind === 'unsigned') return this.add({ path, folder, manifest: found.manifest });
    const { bytes, evidence } = found;
    const given = evidence ? { document: evidence } : {};
    const verified: VerifiedPackage = {
      gate: this.gate,
      admit: () => this.gate.admit(bytes, given),
      read: (file) => readBeside(folder, file),
    };
    return this.add({ path, folder, manifest: verified.admit().manifest, verified });
  }

  private async add({ manifest, path, folder, verified }: LocalPackage): Promise<void> {
    const manifestDigest = digestOf(signedView(manifest));
    for (const component of manifest.components) {
      const { name } = component;
      try {
        await this.addComponent({ name, component, manifest, manifestDigest, path, folder, verified });
      } catch (error) {
        this.refuse(path, error);
      }
    }
  }

  private async addComponent(local: LocalComponent): Promise<void> {
    const { name, path, verified } = local;
    // Its file is hashed now, so that an operator hears of a swapped one at the start; it is hashed again at every load.
    if (verified) await loadLocal(verified, name);
    if (!verified && this.config.noDynamic) {
      throw new Refusal(
        'component-dynamic',
        `${name} in ${path} is in no verified manifest, and this cluster loads nothing else.`,
        {
          subject: path,
          expected: 'a signature by an enrolled key',
          found: `no signature on the manifest ${local.manifestDigest}`,
        },
      );
    }
    const others = (this.components.get(name) ?? []).filter((known) => !sameComponent(known, local));
    const known = others.find((other) => !isOtherVersion(other, local));
    if (known) {
      throw new CodedError<RegistryCode>(
        'component-ambiguous',
        `${name} is in ${known.path} and, as another one, in ${path}.`,
        { hint: 'Remove one of the two.' },
      );
    }
    if (!verified) this.logger.warn(`dynamic component ${name} – add to manifest (${path})`);
    this.components.set(name, [...others, local].sort(byVersion));
  }

  private refuse(path: string, error: unknown): void {
    const coded =
      error instanceof CodedError
        ? error
        : new CodedError<RegistryCode>(
            'manifest-unreadable',
            `${path}: ${error instanceof Error ? error.message : String(error)}`,
          );
    this.refused.push({ path, error: coded });
    const where = coded.message.includes(path) ? '' : ` (${path})`;
    this.logger.error(`${coded.code}: ${coded.message}${where}${coded.hint ? ` ${coded.hint}` : ''}`);
  }
}

/** The component of a signed package with its bytes, judged now; throws the `Refusal`. */
async function loadLocal({ gate, admit, read }: VerifiedPackage, name: string): Promise<VerifiedComponent> {
  const admitted = admit();
  const { path } = gate.inspect(admitted, name);
  return gate.load(admitted, name, (digest) => read(path, digest));
}

/** Whether both are verified versions of one package, of which a file across an air gap may bring several. */
function isOtherVersion(a: LocalComponent, b: LocalComponent): boolean {
  const [ours, theirs] = [a, b].map(({ manifest: { registry, namespace, name } }) =>
    JSON.stringify([registry, namespace, name]),
  );
  return a.verified !== undefined && b.verified !== undefined && ours === theirs && byVersion(a, b) !== 0;
}

/** Newest first. */
function byVersion({ manifest: a }: LocalComponent, { manifest: b }: LocalComponent): number {
  const [ours, theirs] = [parseVersion(a.version), parseVersion(b.version)];
  return ours && theirs ? compareVersions(theirs, ours) : 0;
}

function isAdmitted({ verified }: LocalComponent): boolean {
  try {
    verified?.admit();
    return true;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}

function sameComponent(a: LocalComponent, b: LocalComponent): boolean {
  return (
    JSON.stringify([a.component, a.manifest.version]) === JSON.stringify([b.component, b.manifest.version])
  );
}
