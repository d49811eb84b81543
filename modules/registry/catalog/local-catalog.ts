import { Injectable, Logger } from '@nestjs/common';
import { digestOf, type Digest } from '@iceos/core/digest';
import type { AdmittedManifest } from '@iceos/core/gate';
import { signedView, type Manifest, type ManifestComponent } from '@iceos/core/manifest';
import { CodedError } from '@iceos/core/errors';
import { Refusal } from '@iceos/core/refusal';
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

/**
 * The manifests that a cluster loads at its start, besides what is published in its registry. Loading the same manifest
 * again changes nothing. Signed ones go through the load gate. Unsigned ones make their components dynamic: a warning
 * each, and refused in a strict cluster.
 */
@Injectable()
export class LocalCatalog {
  private readonly logger = new Logger('registry');
  private readonly components = new Map<string, LocalComponent>();
  private readonly refused: { path: string; error: CodedError }[] = [];

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
    for await (const item of this.imported.all()) {
      try {
        await this.add({ ...item.open(), path: item.path, folder: item.path });
      } catch (error) {
        this.refuse(item.path, error);
      }
    }
  }

  /** The component that a bare name, or a name in a namespace, means here. */
  find(name: string, namespace?: string): LocalComponent | undefined {
    const found = this.components.get(name);
    return found && (namespace === undefined || found.manifest.namespace === namespace) ? found : undefined;
  }

  all(): LocalComponent[] {
    return [...this.components.values()];
  }

  report(): CatalogReport {
    const all = this.all();
    return {
      verified: all.filter(({ verified }) => verified),
      dynamic: all.filter(({ verified }) => !verified),
      refused: this.refused,
    };
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
    for (const component of manifest.components) {
      try {
        await this.addComponent({ name: component.name, component, manifest, path, folder, verified });
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
          found: `no signature on the manifest ${digestOf(signedView(local.manifest))}`,
        },
      );
    }
    const known = this.components.get(name);
    if (known && !sameComponent(known, local)) {
      throw new CodedError<RegistryCode>(
        'component-ambiguous',
        `${name} is in ${known.path} and, as another one, in ${path}.`,
        { hint: 'Remove one of the two.' },
      );
    }
    if (!verified) this.logger.warn(`dynamic component ${name} – add to manifest (${path})`);
    this.components.set(name, local);
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

function sameComponent(a: LocalComponent, b: LocalComponent): boolean {
  return (
    JSON.stringify([a.component, a.manifest.version]) === JSON.stringify([b.component, b.manifest.version])
  );
}
