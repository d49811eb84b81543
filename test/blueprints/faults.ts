import type { BlueprintCode, DraftNode, NodeType } from '@iceos/core/blueprint';
import { DOCUMENT_FAULTS } from './faults/document.js';
import { GRAPH_FAULTS } from './faults/graph.js';
import { NODE_FAULTS } from './faults/nodes.js';
import { REFERENCE_FAULTS } from './faults/references.js';
import { TYPE_FAULTS } from './faults/types.js';
import type { Fault, Target } from './faults/target.js';
import { Random } from './random.js';
import { validBlueprint, type Generated } from './valid.js';

/**
 * Every code there is, and how its fault is planted; `elsewhere` where one planted fault cannot show it: what is refused
 * before a node is looked at, what follows from another fault, and what only freezing finds have tests of their own.
 */
const FAULTS: Readonly<Record<BlueprintCode, readonly Fault[] | 'elsewhere'>> = {
  ...DOCUMENT_FAULTS,
  ...GRAPH_FAULTS,
  ...REFERENCE_FAULTS,
  ...NODE_FAULTS,
  ...TYPE_FAULTS,
};

export interface Planted {
  readonly blueprint: Generated;
  readonly code: string;
  readonly type: NodeType;
  /** Where the fault is to be found. */
  readonly pointer: string;
}

interface Planting {
  readonly code: string;
  readonly fault: Fault;
  readonly type: NodeType;
}

/** Every fault on every type of node that can have it. */
export const PLANTINGS: readonly Planting[] = Object.entries(FAULTS).flatMap(([code, faults]) =>
  faults === 'elsewhere'
    ? []
    : faults.flatMap((fault) => fault.on.map((type): Planting => ({ code, fault, type }))),
);

/** A valid blueprint into which one fault was put, the same for the same seed. */
export function plant(seed: number, { code, fault, type }: Planting): Planted {
  const random = new Random(seed);
  // Few have every type inside a container, so others are tried.
  for (let next = seed; ; next += 1000) {
    const blueprint = validBlueprint(next, ['loop', type]);
    const targets = [...targetsIn(blueprint.nodes, '/nodes', blueprint, undefined)];
    const fitting = targets.filter((target) => target.node.type === type && fits(target, fault));
    const target = fault.where === 'last' ? fitting.at(-1) : fitting[random.below(fitting.length || 1)];
    // Nothing reads the last node.
    if (fault.where === 'last') blueprint.outputs = {};
    // What a tool keeps would not suit the one that takes its place.
    if (target) delete target.node.permissions;
    if (target) return { blueprint, code, type, pointer: fault.plant(target) };
  }
}

function fits({ list, node, container }: Target, { where }: Fault): boolean {
  // The first of each list is what the others read from.
  if (list[0] === node) return false;
  if (where === 'last') return container === undefined;
  return where !== 'nested' || (container !== undefined && list.at(-1) === node);
}

function* targetsIn(
  list: DraftNode[],
  pointer: string,
  blueprint: Generated,
  container: DraftNode | undefined,
): Iterable<Target> {
  for (const [at, one] of list.entries()) {
    const node = one as unknown as Target['node'];
    const place = `${pointer}/${at}`;
    yield { node, pointer: place, list: list as unknown as Target['list'], blueprint, container };
    for (const field of ['true_path', 'false_path', 'body']) {
      if (Array.isArray(node[field]))
        yield* targetsIn(node[field] as DraftNode[], `${place}/${field}`, blueprint, one);
    }
    for (const [branch, nodes] of (Array.isArray(node.branches) ? node.branches : []).entries()) {
      yield* targetsIn(nodes as DraftNode[], `${place}/branches/${branch}`, blueprint, one);
    }
  }
}
