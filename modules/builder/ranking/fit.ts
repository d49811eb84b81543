import type { JsonSchema } from '@iceos/core/value-schema';
import type { Review } from '../partial/review.js';
import { mayFeed, membersOf, requiredOf, typesOf, type NodeSchemas } from '../partial/schemas.js';

/** Where a required input of a component may come from. */
interface Feed {
  readonly input: string;
  readonly node: string;
  readonly output: string;
}

/** How well a component fits between what a partial blueprint has and what it lacks. */
export interface Fit {
  /** In millionths. */
  readonly score: number;
  readonly feeds: readonly Feed[];
  /** Required inputs that nothing there feeds. */
  readonly missing: readonly string[];
  /** Open inputs that its outputs would feed, as `node.input`. */
  readonly fills: readonly string[];
}

export const MILLION = 1_000_000;
/** What a component is worth that needs nothing: it stands beside the others, and goes on from none. */
const ALONE = 500_000;
/** Open inputs of a partial blueprint that components are held against. More than that no component is chosen by. */
const MOST_HOLES = 1000;
/** Of two places that agree in type and not in name, what the match is worth. */
const BY_TYPE = 400_000;

interface Offer {
  readonly node: string;
  readonly output: string;
  readonly schema: JsonSchema;
  /** Smaller is newer. */
  readonly age: number;
}

/**
 * What a partial blueprint has and lacks, laid out once so that any number of components can be held against it. With open
 * inputs a component is worth what it fills twice and what feeds it once; without any, what feeds it. A member of the same name
 * and a fitting type counts in full, one of the same type in part.
 */
export class Fits {
  private readonly byName = new Map<string, Offer[]>();
  /** The newest output that says to be of a type. */
  private readonly byType = new Map<string, Offer>();
  private readonly holes: readonly { place: string; name: string; schema: JsonSchema }[];

  constructor({ nodes }: Review) {
    let age = 0;
    // The newest first: what comes next is most likely to go on from there.
    for (const { node, schemas } of nodes.toReversed()) {
      for (const [output, schema] of membersOf(schemas.output)) {
        const offer = { node: node.id, output, schema, age: age++ };
        const named = this.byName.get(output);
        if (named) named.push(offer);
        else this.byName.set(output, [offer]);
        for (const type of typesOf(schema) ?? []) if (!this.byType.has(type)) this.byType.set(type, offer);
      }
    }
    this.holes = nodes
      .flatMap(({ node, inputs }) =>
        inputs.map(({ name, schema }) => ({ place: `${node.id}.${name}`, name, schema })),
      )
      .slice(0, MOST_HOLES);
  }

  of({ input, output }: NodeSchemas): Fit {
    const fed = this.feedsOf(input);
    const filled = this.fillsOf(membersOf(output));
    const score = this.holes.length === 0 ? fed.score : Math.floor((fed.score + 2 * filled.score) / 3);
    return { score, feeds: fed.feeds, missing: fed.missing, fills: filled.fills };
  }

  private feedsOf(input: JsonSchema): Pick<Fit, 'score' | 'feeds' | 'missing'> {
    const members = membersOf(input);
    const wanted = requiredOf(input);
    const feeds: Feed[] = [];
    const missing: string[] = [];
    let worth = 0;
    for (const name of wanted) {
      const schema = members.get(name) ?? {};
      const named = this.byName.get(name)?.find((offer) => mayFeed(offer.schema, schema));
      const found = named ?? this.newestOfType(schema);
      if (!found) {
        missing.push(name);
        continue;
      }
      feeds.push({ input: name, node: found.node, output: found.output });
      worth += named ? MILLION : BY_TYPE;
    }
    return { score: wanted.length === 0 ? ALONE : Math.floor(worth / wanted.length), feeds, missing };
  }

  private newestOfType(wanted: JsonSchema): Offer | undefined {
    return takenBy(wanted)
      .flatMap((type) => this.byType.get(type) ?? [])
      .sort((one, other) => one.age - other.age)[0];
  }

  private fillsOf(given: ReadonlyMap<string, JsonSchema>): Pick<Fit, 'score' | 'fills'> {
    const types = new Set([...given.values()].flatMap((schema) => typesOf(schema) ?? []));
    const fills: string[] = [];
    let worth = 0;
    for (const { place, name, schema } of this.holes) {
      const same = given.get(name);
      const named = same !== undefined && mayFeed(same, schema);
      if (!named && !takenBy(schema).some((type) => types.has(type))) continue;
      fills.push(place);
      worth += named ? MILLION : BY_TYPE;
    }
    return { score: this.holes.length === 0 ? 0 : Math.floor(worth / this.holes.length), fills };
  }
}

/** The types that a schema names, and those whose values are of them too. */
function takenBy(schema: JsonSchema): readonly string[] {
  const types = typesOf(schema) ?? [];
  return types.includes('number') ? [...types, 'integer'] : types;
}
