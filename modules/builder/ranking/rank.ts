import { setImmediate as turn } from 'node:timers/promises';
import type { ComponentType } from '@iceos/core/names';
import type { NodeSchemas } from '../partial/schemas.js';
import type { Review } from '../partial/review.js';
import { Fits, MILLION, type Fit } from './fit.js';
import { freeId } from './node-types.js';

/** A component that may come next. */
export interface Candidate {
  readonly nodeType: ComponentType;
  /** `namespace/name`. */
  readonly reference: string;
  readonly name: string;
  readonly title: string | undefined;
  /** How well it answers what was looked for, in millionths; 0 where search did not find it. */
  readonly search: number;
  /** What this cluster would load; or the code of the refusal. */
  readonly verdict:
    | { readonly loadable: true; readonly schemas: NodeSchemas; readonly usd: number }
    | { readonly loadable: false; readonly refusal: string };
}

export interface RankedComponent {
  readonly candidate: Candidate;
  /** In millionths; 0 for what is not loaded here. */
  readonly score: number;
  readonly fit: Fit;
  /** In millionths: 1,000,000 costs nothing, half of it a cent a call. */
  readonly cost: number;
  readonly reason: string;
  /** The node to add. */
  readonly template: Readonly<Record<string, unknown>>;
}

/** What the parts of a score weigh, in tenths. */
const WEIGHTS = { fit: 5, search: 3, cost: 2 } as const;
/** A call of so many US dollars has half of the score for costs. */
const HALF_USD = 0.01;
/** Candidates that are judged before others get a turn. */
const SLICE = 10;
const NO_FIT: Fit = { score: 0, feeds: [], missing: [], fills: [] };

/**
 * The candidates, the best first: what this cluster loads before what it refuses, then by score, then by reference. The same
 * candidates and nodes give the same order. Others get their turn while many candidates are judged.
 */
export async function rank(candidates: readonly Candidate[], review: Review): Promise<RankedComponent[]> {
  const fits = new Fits(review);
  const ranked: RankedComponent[] = [];
  for (const candidate of candidates)
    if (ranked.push(judge(candidate, fits, review)) % SLICE === 0) await turn();
  return ranked.sort(
    (one, other) =>
      Number(other.candidate.verdict.loadable) - Number(one.candidate.verdict.loadable) ||
      other.score - one.score ||
      (one.candidate.reference < other.candidate.reference ? -1 : 1),
  );
}

function judge(candidate: Candidate, fits: Fits, review: Review): RankedComponent {
  const { verdict, search } = candidate;
  if (!verdict.loadable) {
    const reason = `This cluster does not load it (${verdict.refusal})`;
    return {
      candidate,
      score: 0,
      fit: NO_FIT,
      cost: 0,
      reason,
      template: templateOf(candidate, NO_FIT, review),
    };
  }
  const fit = fits.of(verdict.schemas);
  const cost = Math.floor((MILLION * HALF_USD) / (HALF_USD + verdict.usd));
  const weighed = WEIGHTS.fit * fit.score + WEIGHTS.search * search + WEIGHTS.cost * cost;
  return {
    candidate,
    score: Math.floor(weighed / 10),
    fit,
    cost,
    reason: reasonOf(fit, search),
    template: templateOf(candidate, fit, review),
  };
}

function reasonOf({ feeds, missing, fills }: Fit, search: number): string {
  const said = [
    fills.length > 0 ? `feeds ${fills.slice(0, 5).join(', ')}` : '',
    feeds.length > 0 ? `takes ${feeds.map(({ node, output }) => `${node}.${output}`).join(', ')}` : '',
    missing.length > 0 ? `still needs ${missing.slice(0, 5).join(', ')}` : '',
    search > 0 ? 'answers what is looked for' : '',
  ].filter((part) => part !== '');
  return said.length > 0 ? said.join('; ') : 'needs nothing';
}

const NAMES = { tool: 'tool_name', agent: 'package', workflow: 'workflow_ref' } as const;

/** A node that runs the component, wired to what feeds it. */
function templateOf(
  { nodeType, name, reference }: Candidate,
  { feeds }: Fit,
  review: Review,
): RankedComponent['template'] {
  return {
    id: freeId(name.replaceAll('.', '_'), review),
    type: nodeType,
    [NAMES[nodeType]]: reference,
    dependencies: [...new Set(feeds.map(({ node }) => node))],
    input_mappings: Object.fromEntries(
      feeds.map(({ input, node, output }) => [input, { source_node_id: node, source_output_key: output }]),
    ),
  };
}
