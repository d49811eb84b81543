import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import type { ResolvedComponent } from '../checks/components.js';
import type { Graph } from '../graph.js';
import type { ModelCatalogue } from '../models.js';
import { NOTHING } from './amount.js';
import { flowCost } from './flow.js';

/**
 * Nodes whose cost nothing bounds (docs/spec/cost.md 5), as far as the blueprint itself says it: what is in workflows is
 * found when they are frozen, and a model that the list does not have is told with the models. `component` answers for a
 * tool or agent by the text that names it.
 */
export function* costFindings(
  graph: Graph,
  component: (text: string) => ResolvedComponent | undefined,
  catalogue: ModelCatalogue,
): Iterable<BlueprintFinding> {
  const { unbound } = flowCost(graph, new Set(), {
    catalogue,
    codeRunner: undefined,
    workflow: () => NOTHING,
    component(text) {
      const found = component(text);
      // What its tools cost is bounded, whatever it is.
      return found && { ...found, tools: {} };
    },
  });
  for (const { code, at, detail, place } of unbound) {
    if (code === 'cost-unknown') continue;
    const { id: nodeId } = place.node;
    yield finding(code, place.pointer + at, `Node '${nodeId}': ${detail}.`, { nodeId });
  }
}
