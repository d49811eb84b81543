import { Injectable, Logger } from '@nestjs/common';
import { digestOf, type Digest } from '@iceos/core/digest';
import { signedView } from '@iceos/core/manifest';
import { CodedError } from '@iceos/core/errors';
import type { ComponentReference } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { LoadGate } from '@iceos/runtime/gate';
import { AppConfig } from '../../../src/config/app-config.js';
import type { RegistryCode } from '../registry.errors.js';
import { ImportedPackages } from './imported-packages.js';
import {
  byVersion,
  isOtherVersion,
  loadLocal,
  sameComponent,
  usableOf,
  type LocalComponent,
  type VerifiedPackage,
} from './local-component.js';
import { readBeside } from './local-files.js';
import { manifestPaths } from './manifest-paths.js';
import { readManifest, type FoundManifest } from './read-manifest.js';

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
const REVOKED: ReadonlySet<string> = new Set(['version-revoked', 'key-revoked']);

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
  /** Why imported packages were not loaded that were revoked, by the names and places of the components they would have. */
  private readonly revoked = new Map<string, Refusal>();
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
    return usableOf(found);
  }

  /** Why what was imported of that name is not loaded, where it was revoked. */
  whyRevoked({ namespace, name, range }: ComponentReference): Refusal | undefined {
    if (range !== undefined) return undefined;
    return this.revoked.get(namespace === undefined ? name : `${namespace}/${name}`);
  }

  /** The component `name` of exactly this manifest, whether it may be used or not. */
  async findIn(manifestDigest: Digest, name: string): Promise<LocalComponent | undefined> {
    await this.refresh();
    return this.components.get(name)?.find((local) => local.manifestDigest === manifestDigest);
  }

  /** Every component, in the version that its name means. */
  async all(): Promise<LocalComponent[]> {
    await this.refresh();
    return [...this.components.values()].flatMap((versions) => usableOf(versions) ?? []);
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
    const loaded = new Set([...this.components.values()].flat().map(({ path }) => path));
    for (const { path, open, names } of changed) {
      // What is loaded is judged again at each use, by what was read now.
      if (loaded.has(path)) continue;
      this.refused = this.refused.filter((refused) => refused.path !== path);
      try {
        await this.add({ ...open(), path, folder: path });
      } catch (error) {
        this.refuse(path, error);
        if (!(error instanceof Refusal) || !REVOKED.has(error.code)) continue;
        for (const name of names()) this.revoked.set(name, error);
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
