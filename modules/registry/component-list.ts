import { Injectable } from '@nestjs/common';
import type { ManifestComponent } from '@iceos/core/manifest';
import type { ComponentReference } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { LoadGate } from '@iceos/runtime/gate';
import { LocalCatalog } from './catalog/local-catalog.js';
import type { LocalComponent } from './catalog/local-component.js';
import { ComponentDirectory, type DirectoryEntry } from './component-directory.js';
import { RegistryService } from './registry.service.js';
import { AdmitPublished } from './usecases/admit-published.js';

/** A component that may run here, with what its author says about it. */
export interface ListedComponent {
  /** `namespace__name`. No namespace holds an underscore, so the first two of them are the seam. */
  readonly id: string;
  readonly entry: DirectoryEntry;
  readonly about: ManifestComponent;
}

export interface ComponentPage {
  readonly components: readonly ListedComponent[];
  /** The id after which the list goes on; undefined at its end. */
  readonly next: string | undefined;
}

type Place = { readonly id: string; readonly describe: () => Promise<ListedComponent> };

/** Lists the components an org may use, each in the version that its bare reference means. */
@Injectable()
export class ComponentList {
  constructor(
    private readonly registry: RegistryService,
    private readonly directory: ComponentDirectory,
    private readonly gate: LoadGate,
    private readonly local: LocalCatalog,
    private readonly publishedManifests: AdmitPublished,
  ) {}

  /**
   * Up to `limit` components after the id `after`, in the order of their ids. What the load gate or the operator refuses now
   * is left out: it cannot be used.
   */
  async page(org: string, after: string, limit: number): Promise<ComponentPage> {
    const places = await this.places(org, after, limit + 1);
    const shown = places.slice(0, limit);
    const components: ListedComponent[] = [];
    for (const { describe } of shown) {
      const component = await unlessRefused(describe);
      if (component && this.directory.allows(org, component.entry)) components.push(component);
    }
    return { components, next: places.length > limit ? shown.at(-1)?.id : undefined };
  }

  /** The component that `reference` means; throws what `ComponentDirectory.find` does. */
  async find(org: string, reference: ComponentReference): Promise<ListedComponent> {
    const entry = await this.directory.find(org, reference);
    return listed(entry, (await this.directory.manifest(org, entry)).components);
  }

  private async places(org: string, after: string, limit: number): Promise<Place[]> {
    const rows = await this.registry.listComponents(org, after, limit);
    const published = rows.map((row): Place => ({
      id: `${row.namespace}__${row.name}`,
      describe: async () => {
        const { admitted, sequence } = await this.publishedManifests.execute(org, row.manifestDigest);
        const entry = {
          ...this.gate.inspect(admitted, row.name),
          origin: 'published' as const,
          sequence,
        };
        return listed(entry, admitted.manifest.components);
      },
    }));
    const known = new Set(published.map(({ id }) => id));
    const local = (await this.local.all())
      .map((component) => this.placeOf(component))
      // What is published is found before what the manifests of the operator list.
      .filter(({ id }) => id > after && !known.has(id));
    return [...published, ...local].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  private placeOf(local: LocalComponent): Place {
    return {
      id: `${local.manifest.namespace}__${local.name}`,
      describe: async () => listed(await this.directory.describe(local), local.manifest.components),
    };
  }
}

async function unlessRefused(describe: Place['describe']): Promise<ListedComponent | undefined> {
  try {
    return await describe();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function listed(entry: DirectoryEntry, components: readonly ManifestComponent[]): ListedComponent {
  const about = components.find(({ name }) => name === entry.name);
  if (!about) throw new Error(`The manifest of ${entry.name} does not list it.`);
  return { id: `${entry.coordinates.namespace}__${entry.name}`, entry, about };
}
