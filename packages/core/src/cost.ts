import { buildGraph } from './graph.js';
import type { DraftBlueprint } from './blueprint/types.js';
import type { CallCost } from './cost/call.js';
import { times, type Amount } from './cost/amount.js';
import { flowCost, type FlowCost, type Leaf, type UnboundPlace } from './cost/flow.js';
import type { CostedComponent } from './cost/nodes.js';
import type { ModelCatalogue } from './models.js';

export { agentTerms, promptTokens } from './cost/nodes.js';
export type { CostedComponent } from './cost/nodes.js';

/** What a run of a frozen blueprint costs, in whole nano-US-dollars (docs/spec/cost.md 2, 5, 6). */
export interface Cost {
  /** Version of the list of models by whose prices it was computed. */
  readonly catalogue: string;
  /** No run costs more; null where nothing bounds it, and then `unbounded` says why. */
  readonly bound_nano_usd: number | null;
  /** What a run will probably cost; at most the bound. */
  readonly expected_nano_usd: number;
  /** What costs most, the dearest first; at most ten. */
  readonly drivers: readonly CostDriver[];
  /** Why there is no bound; at most ten. */
  readonly unbounded: readonly CostGap[];
}

/** A node, and its share in the bound. */
export interface CostDriver {
  readonly node_id: string;
  readonly node_type: string;
  /** JSON pointer of the node. */
  readonly pointer: string;
  /** How often it is done at most, attempts included; null where nothing bounds it. */
  readonly times: number | null;
  readonly bound_nano_usd: number | null;
  readonly expected_nano_usd: number;
}

export interface CostGap {
  readonly code: 'cost-unbounded' | 'cost-unknown' | 'cost-excessive';
  /** The node; absent where it is the whole blueprint. */
  readonly node_id?: string;
  readonly pointer: string;
  readonly detail: string;
}

/** Flows, and what they name, as a frozen blueprint has them. */
export interface CostedBlueprint extends CostedFlow {
  readonly components: Readonly<Record<string, CostedComponent>>;
  readonly workflows: Readonly<Record<string, CostedFlow>>;
  readonly code_runner?: string;
}

interface CostedFlow {
  readonly blueprint: Pick<DraftBlueprint, 'nodes'>;
  /** Nodes that fail before they do anything. */
  readonly faults: Readonly<Record<string, unknown>>;
}

const SHOWN = 10;
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** What a run of `frozen` costs at the prices of `catalogue`. The same for the same bytes everywhere; never throws. */
export function costOf(frozen: CostedBlueprint, catalogue: ModelCatalogue): Cost {
  const { bound, expected, leaves, unbound } = totalOf(frozen, catalogue);
  const gaps = unbound.slice(0, SHOWN).map(gapOf);
  if (bound !== undefined && bound > MOST) gaps.push(EXCESSIVE);
  return {
    catalogue: catalogue.version,
    bound_nano_usd: bounded(bound),
    expected_nano_usd: Number(least(expected)),
    drivers: [...leaves].sort(dearestFirst).slice(0, SHOWN).map(driverOf),
    unbounded: gaps,
  };
}

/** Whether a run may cost more than `budget` nano-US-dollars (docs/spec/cost.md 7). */
export function exceedsBudget({ bound_nano_usd: bound }: Cost, budget: bigint): boolean {
  return bound === null || BigInt(bound) > budget;
}

function totalOf(frozen: CostedBlueprint, catalogue: ModelCatalogue): FlowCost {
  const known = new Map<string, CallCost>();
  const prices = {
    catalogue,
    codeRunner: frozen.code_runner,
    component: (name: string) => own(frozen.components, name),
    workflow: (name: string): CallCost => {
      let cost = known.get(name);
      if (!cost) {
        const flow = own(frozen.workflows, name);
        known.set(name, RING);
        known.set(name, (cost = flow ? summary(name, total(flow)) : RING));
      }
      return cost;
    },
  };
  const total = ({ blueprint, faults }: CostedFlow): FlowCost =>
    flowCost(buildGraph(blueprint.nodes).graph, new Set(Object.keys(faults)), prices);
  return total(frozen);
}

/** Freezing refuses workflows that run each other in a ring, and takes every workflow along. */
const RING: CallCost = {
  bound: undefined,
  expected: 0n,
  unbound: { code: 'cost-unbounded', at: '', detail: 'its workflow is not there, or runs itself' },
};

/** Whoever uses a workflow sees its sum, and the first reason for which it has no bound. */
function summary(name: string, { bound, expected, unbound: [first] }: FlowCost): CallCost {
  if (!first) return { bound, expected };
  const { code, detail, place } = first;
  const inside = `in the workflow '${name}', node '${place.node.id}': ${detail}`;
  return { bound, expected, unbound: { code, at: '', detail: inside } };
}

function gapOf({ code, at, detail, place: { node, pointer } }: UnboundPlace): CostGap {
  const shown = detail.length > 500 ? `${detail.slice(0, 499)}…` : detail;
  return { code, node_id: node.id, pointer: pointer + at, detail: `Node '${node.id}': ${shown}.` };
}

const EXCESSIVE: CostGap = {
  code: 'cost-excessive',
  pointer: '',
  detail: 'All its calls together may cost more than nine million US dollars.',
};

function driverOf({ place: { node, pointer }, cost, times: often }: Leaf): CostDriver {
  const share = times(cost, often);
  return {
    node_id: node.id,
    node_type: node.type,
    pointer,
    times: bounded(often.most),
    bound_nano_usd: bounded(share.bound),
    expected_nano_usd: Number(least(share.expected)),
  };
}

function dearestFirst(one: Leaf, other: Leaf): number {
  return compareAmounts(times(other.cost, other.times), times(one.cost, one.times));
}

/** Without a bound is more than any; the sort keeps the order of the document among equals. */
function compareAmounts(one: Amount, other: Amount): number {
  if (one.bound !== other.bound) {
    if (one.bound === undefined) return 1;
    return other.bound === undefined || one.bound < other.bound ? -1 : 1;
  }
  return one.expected === other.expected ? 0 : one.expected < other.expected ? -1 : 1;
}

function bounded(value: bigint | undefined): number | null {
  return value === undefined || value > MOST ? null : Number(value);
}

function least(value: bigint): bigint {
  return value > MOST ? MOST : value;
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
