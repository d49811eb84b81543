import {
  readComponent,
  usesOfAgent,
  type ComponentUse,
  type Resolution,
  type ResolvedComponent,
} from '@iceos/core/checks';
import { namedIn, placeOf, resolutionKey, type LookedUp, type Named, type Resolutions } from './protocol.js';

/**
 * What the references of one document stand for, and those of the documents behind it, which are read here: whoever looks up
 * only hands over their bytes.
 */
export class LookedUpComponents {
  readonly #known = new Map<string, Resolution>();

  /** `ask` looks up what is named, and answers by `resolutionKey`. */
  constructor(private readonly ask: (named: readonly Named[]) => Promise<Resolutions>) {}

  /** Looks up everything that is named, and everything behind it, level by level. */
  async bring(...named: readonly Named[]): Promise<void> {
    let level = this.#unknownOf(named);
    while (level.length > 0) {
      const next: Named[] = [];
      for (const [key, found] of await this.ask(level)) {
        if (this.#known.has(key)) continue;
        const resolution = read(found);
        this.#known.set(key, resolution);
        if (resolution.ok) next.push(...namedBehind(resolution.component));
      }
      for (const key of level.flatMap(keysOf)) if (!this.#known.has(key)) this.#known.set(key, UNKNOWN);
      level = this.#unknownOf(next);
    }
  }

  /** What a reference stands for, as it is meant in the document of `from`. */
  readonly resolve = (use: ComponentUse, from?: ResolvedComponent): Resolution =>
    this.#known.get(resolutionKey(use, from)) ?? UNKNOWN;

  #unknownOf(named: readonly Named[]): Named[] {
    const known = (use: ComponentUse, { from }: Named) => this.#known.has(resolutionKey(use, from));
    return named
      .map((one) => ({ ...one, uses: one.uses.filter((use) => !known(use, one)) }))
      .filter(({ uses, hasCode }) => uses.length > 0 || hasCode);
  }
}

const UNKNOWN: Resolution = { ok: false, code: 'unknown' };

function read(found: LookedUp): Resolution {
  return found.ok ? readComponent(found.component) : found;
}

/** What the document of a component names in turn. */
function namedBehind(component: ResolvedComponent): Named[] {
  const { blueprint, tools } = component;
  if (blueprint) return [namedIn(blueprint, component)];
  return tools ? [{ uses: usesOfAgent({ tools }), hasCode: false, from: placeOf(component) }] : [];
}

function keysOf({ uses, from }: Named): string[] {
  return uses.map((use) => resolutionKey(use, from));
}
