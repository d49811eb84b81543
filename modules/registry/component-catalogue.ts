import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { parseReference, type ComponentType } from '@iceos/core/names';
import { Database } from '../../src/database/database.js';
import { ComponentList, type ComponentPage, type ListedComponent } from './component-list.js';
import type { RegistryCode } from './registry.errors.js';
import { PublishedNamesRepository } from './store/published-names.repository.js';
import { FIRST_PARTY } from './usecases/resolve-component.js';

/** A component by the shortest reference that means it for the org that asks. */
export interface CataloguedComponent extends ListedComponent {
  /** A bare name where that is enough, else `namespace/name`. */
  readonly name: string;
}

export interface CataloguePage {
  readonly components: readonly CataloguedComponent[];
  /** The id after which the catalogue goes on; undefined at its end. */
  readonly next: string | undefined;
}

const PAGE = 500;
/** Most pages that `names` reads. */
const MOST_PAGES = 20;

/** What an org may name in its blueprints, by the name that it would write. */
@Injectable()
export class ComponentCatalogue {
  constructor(
    private readonly database: Database,
    private readonly list: ComponentList,
    private readonly published: PublishedNamesRepository,
  ) {}

  /** Up to `limit` components after the id `after`, in the order of their ids. */
  async page(org: string, after: string, limit: number): Promise<CataloguePage> {
    const { components, next } = await this.list.page(org, after, limit);
    return { components: await this.named(org, components), next };
  }

  /** Up to `limit` workflows after the id `after`, in the order of their ids. */
  async workflows(org: string, after: string, limit: number): Promise<CataloguePage> {
    const found: ListedComponent[] = [];
    let place: string | undefined = after;
    while (place !== undefined && found.length <= limit) {
      const page: ComponentPage = await this.list.page(org, place, PAGE);
      found.push(...page.components.filter(({ entry }) => entry.nodeType === 'workflow'));
      place = page.next;
    }
    const shown = found.slice(0, limit);
    const next = found.length > limit ? shown.at(-1)?.id : undefined;
    return { components: await this.named(org, shown), next };
  }

  /** One component of a type by reference; throws `component-not-found`, or why it may not be used. */
  async find(org: string, type: ComponentType, text: string): Promise<CataloguedComponent> {
    const component = await this.list.find(org, parseReference(text));
    if (component.entry.nodeType !== type) throw notThere(type, text);
    const [named] = await this.named(org, [component]);
    if (!named) throw notThere(type, text);
    return named;
  }

  /** The names of what there is by type, each list sorted: of the first 10,000 components. */
  async names(org: string): Promise<Readonly<Record<ComponentType, readonly string[]>>> {
    const names: Record<ComponentType, string[]> = { tool: [], agent: [], workflow: [] };
    let after: string | undefined = '';
    for (let pages = 0; after !== undefined && pages < MOST_PAGES; pages += 1) {
      const page: CataloguePage = await this.page(org, after, PAGE);
      for (const { name, entry } of page.components) names[entry.nodeType].push(name);
      after = page.next;
    }
    for (const list of Object.values(names)) list.sort();
    return names;
  }

  /** A bare name means the component of the own org, then that of iceOS, then one of the operator's manifests. */
  private async named(org: string, components: readonly ListedComponent[]): Promise<CataloguedComponent[]> {
    const bare = components.map(({ entry }) => entry.name);
    const taken = await this.database.read((tx) => this.published.among(tx, org, [org, FIRST_PARTY], bare));
    return components.map((component) => {
      const { name, coordinates, origin } = component.entry;
      const owner = [org, FIRST_PARTY].find((namespace) => taken.has(`${namespace}/${name}`));
      const meant = origin === 'published' ? owner === coordinates.namespace : owner === undefined;
      return { ...component, name: meant ? name : `${coordinates.namespace}/${name}` };
    });
  }
}

function notThere(type: ComponentType, text: string): CodedError<RegistryCode> {
  const name = JSON.stringify(text.slice(0, 250));
  return new CodedError('component-not-found', `There is no ${type} ${name}.`, {
    hint: 'See GET /api/v1/meta/nodes for what there is.',
  });
}
