import type { JsonSchema } from '@iceos/core/value-schema';
import type { Review } from '../partial/review.js';
import { mayFeed, membersOf, requiredOf, sameType, type NodeSchemas } from '../partial/schemas.js';

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
/** Of two places that agree in type and not in name, what the match is worth. */
const BY_TYPE = 400_000;

/**
 * With open inputs a component is worth what it fills twice and what feeds it once; without any, what feeds it. A member of
 * the same name and a fitting type counts in full, one of the same type in part.
 */
export function fitOf(schemas: NodeSchemas, review: Review): Fit {
  const fed = feedsOf(schemas.input, review);
  const filled = fillsOf(schemas.output, review);
  const open = review.nodes.reduce((count, { inputs }) => count + inputs.length, 0);
  const score = open === 0 ? fed.score : Math.floor((fed.score + 2 * filled.score) / 3);
  return { score, feeds: fed.feeds, missing: fed.missing, fills: filled.fills };
}

function feedsOf(input: JsonSchema, { nodes }: Review): Pick<Fit, 'score' | 'feeds' | 'missing'> {
  const members = membersOf(input);
  const wanted = [...new Set(requiredOf(input))];
  // The newest first: what comes next is most likely to go on from there.
  const offers = nodes
    .toReversed()
    .flatMap(({ node, schemas }) =>
      [...membersOf(schemas.output)].map(([output, schema]) => ({ node: node.id, output, schema })),
    );
  const feeds: Feed[] = [];
  const missing: string[] = [];
  let worth = 0;
  for (const name of wanted) {
    const schema = members.get(name) ?? {};
    const named = offers.find(({ output, schema: given }) => output === name && mayFeed(given, schema));
    const found = named ?? offers.find(({ schema: given }) => sameType(given, schema));
    if (!found) {
      missing.push(name);
      continue;
    }
    feeds.push({ input: name, node: found.node, output: found.output });
    worth += named ? MILLION : BY_TYPE;
  }
  return { score: wanted.length === 0 ? ALONE : Math.floor(worth / wanted.length), feeds, missing };
}

function fillsOf(output: JsonSchema, { nodes }: Review): Pick<Fit, 'score' | 'fills'> {
  const given = [...membersOf(output)];
  const holes = nodes.flatMap(({ node, inputs }) => inputs.map((hole) => ({ node: node.id, ...hole })));
  const fills: string[] = [];
  let worth = 0;
  for (const { node, name, schema } of holes) {
    const named = given.some(([member, offered]) => member === name && mayFeed(offered, schema));
    if (!named && !given.some(([, offered]) => sameType(offered, schema))) continue;
    fills.push(`${node}.${name}`);
    worth += named ? MILLION : BY_TYPE;
  }
  return { score: holes.length === 0 ? 0 : Math.floor(worth / holes.length), fills };
}
