import { Injectable, Logger } from '@nestjs/common';
import { digestOf } from '@iceos/core/digest';
import type { AdmittedManifest } from '@iceos/core/gate';
import { signedView, type Manifest, type ManifestComponent } from '@iceos/core/manifest';
import { CodedError } from '@iceos/core/errors';
import { Refusal } from '@iceos/core/refusal';
import { LoadGate } from '@iceos/runtime/gate';
import { AppConfig } from '../../../src/config/app-config.js';
import type { RegistryCode } from '../registry.errors.js';
import { readBeside } from './local-files.js';
import { manifestPaths } from './manifest-paths.js';
import { readManifest, type FoundManifest } from './read-manifest.js';

/** A component that a manifest of the operator lists. */
export interface LocalComponent {
  readonly name: string;
  readonly component: ManifestComponent;
  readonly manifest: Manifest;
  /** File it was found in, and the folder that its paths are relative to. */
  readonly path: string;
  readonly folder: string;
  /** The verdict about its manifest; undefined for a dynamic component. */
  readonly admitted: AdmittedManifest | undefined;
}

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
        await this.add(await readManifest(path));
      } catch (error) {
        this.refuse(path, error);
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
      verified: all.filter(({ admitted }) => admitted),
      dynamic: all.filter(({ admitted }) => !admitted),
      refused: this.refused,
    };
  }

  private async add(found: FoundManifest): Promise<void> {
    const admitted = found.kind === 'signed' ? this.gate.admit(found.bytes) : undefined;
    const manifest = admitted?.manifest ?? (found as Extract<FoundManifest, { kind: 'unsigned' }>).manifest;
    for (const component of manifest.components) {
      const local: LocalComponent = {
        name: component.name,
        component,
        manifest,
        path: found.path,
        folder: found.folder,
        admitted,
      };
      try {
        await this.addComponent(local);
      } catch (error) {
        this.refuse(found.path, error);
      }
    }
  }

  private async addComponent(local: LocalComponent): Promise<void> {
    const { name, path, admitted, folder } = local;
    // Its file is hashed now, so that an operator hears of a swapped one at the start; it is hashed again at every load.
    if (admitted)
      await this.gate.load(admitted, name, () => readBeside(folder, this.gate.inspect(admitted, name).path));
    if (!admitted && this.config.noDynamic) {
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
    if (!admitted) this.logger.warn(`dynamic component ${name} – add to manifest (${path})`);
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
    this.logger.error(`${coded.code}: ${coded.message}${coded.hint ? ` ${coded.hint}` : ''}`);
  }
}

function sameComponent(a: LocalComponent, b: LocalComponent): boolean {
  return (
    JSON.stringify([a.component, a.manifest.version]) === JSON.stringify([b.component, b.manifest.version])
  );
}
