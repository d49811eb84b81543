import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode } from '../blueprint/types.js';
import type { Graph } from '../graph.js';

/** Attempts that nested nodes may multiply to. */
const MOST = 10_000;

/** How often a node is tried at most (docs/spec/blueprint.md 9.3); `retry_policy` wins over the scalars. */
export function attemptsOf({ retry_policy: policy, retries }: DraftNode): number {
  return policy ? (policy.max_attempts ?? 3) : (retries ?? 0) + 1;
}

/** Nodes whose attempts, multiplied with those of the containers they stand in, are beyond all measure. */
export function attemptFindings(graph: Graph): BlueprintFinding[] {
  const products: number[] = [];
  return graph.places.flatMap(({ node, pointer, container }) => {
    const outer = container === undefined ? 1 : (products[container] ?? 1);
    const product = outer * attemptsOf(node);
    products.push(product);
    if (product <= MOST || outer > MOST) return [];
    const detail = `Node '${node.id}' may be tried ${product} times, its own attempts times those of its containers.`;
    return [finding('attempts-excessive', pointer, detail, { nodeId: node.id })];
  });
}
