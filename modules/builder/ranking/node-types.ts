import type { NodeType } from '@iceos/core/blueprint';
import { NODE_TYPES } from '@iceos/core/schemas';
import type { Review } from '../partial/review.js';

/** A type of node that may come next. */
export interface TypeSuggestion {
  readonly type: NodeType;
  readonly reason: string;
  /** Between 0 and 1. */
  readonly confidence: number;
  /** A node to fill in; its id is free, and it follows the last node. */
  readonly template: Readonly<Record<string, unknown>>;
}

export const DEFAULT_TYPES: readonly NodeType[] = ['tool', 'llm', 'condition', 'loop', 'parallel'];
export const ALL_TYPES = NODE_TYPES;

type Rule = Omit<TypeSuggestion, 'template'> & { readonly holds: (review: Review) => boolean };

const atLeast =
  (count: number) =>
  ({ nodes }: Review) =>
    nodes.length >= count;

/** In the order in which they are suggested. */
const RULES: readonly Rule[] = [
  {
    type: 'llm',
    confidence: 0.65,
    holds: atLeast(1),
    reason: 'Process what came before with a language model',
  },
  { type: 'tool', confidence: 0.6, holds: atLeast(1), reason: 'Act on what came before with a tool' },
  { type: 'parallel', confidence: 0.55, holds: atLeast(2), reason: 'Run independent steps at the same time' },
  { type: 'loop', confidence: 0.7, holds: hasListHint, reason: 'Go through the items of a list one by one' },
  { type: 'condition', confidence: 0.5, holds: atLeast(1), reason: 'Branch on what came before' },
];

/** Whether an open input or output sounds like a list. */
export function hasListHint({ nodes }: Review): boolean {
  return nodes.some(({ inputs, outputs }) =>
    [...inputs, ...outputs].some(({ name }) => /list|items/i.test(name)),
  );
}

/** The types that may come next; nothing where there is no node yet. Always the same for the same nodes. */
export function suggestTypes(review: Review, allowed: readonly NodeType[]): TypeSuggestion[] {
  return RULES.filter(({ type, holds }) => allowed.includes(type) && holds(review)).map(
    ({ type, reason, confidence }) => ({ type, reason, confidence, template: templateOf(type, review) }),
  );
}

/** An id that no node has: `base`, or `base_2` and so on. */
export function freeId(base: string, { nodes }: Pick<Review, 'nodes'>): string {
  const taken = new Set(nodes.map(({ node }) => node.id));
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(id)) return id;
  }
}

function templateOf(type: NodeType, review: Review): TypeSuggestion['template'] {
  const last = review.nodes.at(-1)?.node.id;
  const base = { id: freeId(type, review), type, dependencies: last === undefined ? [] : [last] };
  switch (type) {
    case 'llm':
      return { ...base, model: 'gpt-4o', prompt: '', llm_config: { provider: 'openai', model: 'gpt-4o' } };
    case 'tool':
      return { ...base, tool_name: '', tool_args: {} };
    case 'loop':
      return { ...base, items_source: listSource(review), item_var: 'item', body: [] };
    case 'parallel':
      return { ...base, branches: [[], []] };
    case 'condition':
      return { ...base, expression: '', true_path: [], false_path: [] };
    default:
      return base;
  }
}

/** Path of the first open output that sounds like a list. */
function listSource({ nodes }: Review): string {
  for (const { node, outputs } of nodes) {
    const list = outputs.find(({ name }) => /list|items/i.test(name));
    if (list) return `${node.id}.${list.name}`;
  }
  return '';
}
