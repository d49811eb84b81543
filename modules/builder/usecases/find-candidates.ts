import { Injectable } from '@nestjs/common';
import { parseReference, type ComponentType } from '@iceos/core/names';
import { CodedError } from '@iceos/core/errors';
import { Refusal } from '@iceos/core/refusal';
import { toJsonSchema } from '@iceos/core/value-schema';
import { MarketplaceService } from '../../marketplace/marketplace.service.js';
import type { Hit } from '../../marketplace/marketplace.types.js';
import { ComponentDirectory, type DirectoryEntry } from '../../registry/component-directory.js';
import { ComponentList } from '../../registry/component-list.js';
import { MILLION } from '../ranking/fit.js';
import type { Candidate } from '../ranking/rank.js';

/** How many of what search finds, and of what may be used at all, are looked at. */
const MOST_HITS = 50;
const MOST_LISTED = 200;
/** Tokens that a call is taken to cost, where a component is priced by them. */
const TOKENS = 1000;

/** Finds components that may come next: what search finds, and what the org may use. */
@Injectable()
export class FindCandidates {
  constructor(
    private readonly marketplace: MarketplaceService,
    private readonly directory: ComponentDirectory,
    private readonly list: ComponentList,
  ) {}

  async execute(org: string, text: string, types: readonly ComponentType[]): Promise<Candidate[]> {
    if (types.length === 0) return [];
    const candidates = new Map<string, Candidate>();
    for (const hit of text.trim() === '' ? [] : await this.search(org, text, types)) {
      const candidate = await this.judge(org, hit);
      if (candidate) candidates.set(candidate.reference, candidate);
    }
    const { components } = await this.list.page(org, '', MOST_LISTED);
    for (const { entry, about } of components) {
      const reference = referenceOf(entry);
      if (!types.includes(entry.nodeType) || candidates.has(reference)) continue;
      candidates.set(reference, { ...describe(entry), title: about.title, search: 0 });
    }
    return [...candidates.values()];
  }

  private async search(org: string, text: string, types: readonly ComponentType[]): Promise<Hit[]> {
    const filter = { org, namespace: undefined, tag: undefined, cursor: undefined, limit: MOST_HITS, text };
    const pages = types.map((kind) => this.marketplace.search({ ...filter, kind }));
    return (await Promise.all(pages)).flatMap(({ items }) => items);
  }

  /** The component that a hit stands for, as the load gate judges it now; undefined when it is gone meanwhile. */
  private async judge(org: string, hit: Hit): Promise<Candidate | undefined> {
    const { namespace, name, kind, title } = hit;
    const search = Math.min(hit.score, MILLION);
    const reference = `${namespace}/${name}`;
    try {
      const entry = await this.directory.find(org, parseReference(reference));
      return { ...describe(entry), title, search };
    } catch (error) {
      if (error instanceof Refusal) {
        const verdict = { loadable: false, refusal: error.code } as const;
        return { nodeType: kind as ComponentType, reference, name, title, search, verdict };
      }
      if (error instanceof CodedError && error.code === 'component-not-found') return undefined;
      throw error;
    }
  }
}

function referenceOf({ coordinates, name }: DirectoryEntry): string {
  return `${coordinates.namespace}/${name}`;
}

function describe(entry: DirectoryEntry): Omit<Candidate, 'title' | 'search'> {
  const { base = 0, per_token: perToken = 0 } = entry.costEstimate ?? {};
  return {
    nodeType: entry.nodeType,
    reference: referenceOf(entry),
    name: entry.name,
    verdict: {
      loadable: true,
      schemas: { input: toJsonSchema(entry.inputSchema), output: toJsonSchema(entry.outputSchema) },
      usd: base + perToken * TOKENS,
    },
  };
}
