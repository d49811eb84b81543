import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode, DraftOf, NodeType } from '../blueprint/types.js';
import type { Graph } from '../graph.js';
import { dotSteps } from './types/paths.js';
import type { View } from './types/view.js';

/** Attempts that nested nodes may multiply to. */
const MOST_ATTEMPTS = 10_000;
/** Iterations that nested loops may multiply to: as many as one loop may have. */
const MOST_ITERATIONS = 1_000_000;

/** How often a node is tried at most (docs/spec/blueprint.md 9.3); `retry_policy` wins over the scalars. */
export function attemptsOf({ retry_policy: policy, retries }: DraftNode): number {
  return policy ? (policy.max_attempts ?? 3) : (retries ?? 0) + 1;
}

/**
 * Nodes whose attempts or iterations, multiplied with those of the containers they stand in, are beyond all measure, and
 * loops that nothing bounds (docs/spec/blueprint.md 6.5).
 */
export function* boundFindings(graph: Graph, view: View): Iterable<BlueprintFinding> {
  const attempts: number[] = [];
  const iterations: number[] = [];
  for (const [number, { node, pointer, container }] of graph.places.entries()) {
    const tried = product(attempts, container, attemptsOf(node));
    attempts.push(tried.inner);
    if (tried.inner > MOST_ATTEMPTS && tried.outer <= MOST_ATTEMPTS) {
      const detail = `Node '${node.id}' may be tried ${tried.inner} times, its own attempts times those of its containers.`;
      yield finding('attempts-excessive', pointer, detail, { nodeId: node.id });
    }
    const most = iterationsOf(node, number, view);
    const gone = product(iterations, container, most ?? 1);
    iterations.push(gone.inner);
    if (most === undefined) {
      const detail = `Nothing bounds how often the loop '${node.id}' goes round but the list that it is given.`;
      yield finding('loop-unbounded', pointer, detail, { nodeId: node.id });
    } else if (gone.inner > MOST_ITERATIONS && gone.outer <= MOST_ITERATIONS) {
      const detail = `Loop '${node.id}' may go round ${gone.inner} times, its own iterations times those of its containers.`;
      yield finding('iterations-excessive', `${pointer}/max_iterations`, detail, { nodeId: node.id });
    }
  }
}

function product(
  products: readonly number[],
  container: number | undefined,
  own: number,
): { readonly outer: number; readonly inner: number } {
  const outer = container === undefined ? 1 : (products[container] ?? 1);
  return { outer, inner: outer * own };
}

/** Whose outputs a run holds against their schemas; of others a schema only says what somebody expects. */
const HELD: ReadonlySet<NodeType | undefined> = new Set<NodeType>(['tool', 'code']);

/** Whether what is known of the list of a loop holds in every run. */
function isHeld({ items_source: source = '' }: DraftOf<'loop'>, number: number, view: View): boolean {
  const [root] = dotSteps(source);
  const meaning = root?.name === undefined ? undefined : view.names.meaning(number, root.name);
  return meaning?.kind === 'output' && HELD.has(view.node(meaning.of)?.type);
}

/** How often what is inside the node is run for each time that the node is; undefined when nothing says. */
function iterationsOf(node: DraftNode, number: number, view: View): number | undefined {
  if (node.type !== 'loop' || node.items_source === undefined) return 1;
  const { maxItems, constant } = view.itemsType(number);
  const listed = isHeld(node, number, view) ? maxItems : undefined;
  const constantLength = Array.isArray(constant?.value) ? constant.value.length : undefined;
  const bounds = [node.max_iterations, listed, constantLength].filter((bound) => typeof bound === 'number');
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}
