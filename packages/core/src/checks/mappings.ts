import { finding, pointerStep, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import type { Place } from '../graph.js';
import type { MappingSource } from '../generated/blueprint-1.2.0.js';
import type { Fit } from './fit.js';
import { dotSteps, follow, type Arrival } from './types/paths.js';
import { describe, type Step } from './types/rules.js';
import type { View } from './types/view.js';

/** Whether an input mapping takes an output, rather than being a constant. */
export function isMappingSource(mapping: unknown): mapping is MappingSource {
  return typeof mapping === 'object' && mapping !== null && Object.hasOwn(mapping, 'source_node_id');
}

/** What is wrong with the mappings of a node: sources that are no dependencies, paths that lead nowhere, types. */
export function* mappingFindings(
  place: Place,
  number: number,
  view: View,
  fit: Fit,
): Iterable<BlueprintFinding> {
  const { node, pointer } = place;
  const mappings = Object.entries(node.input_mappings ?? {});
  const dependencies = mappings.length > 0 ? new Set(node.dependencies) : undefined;
  for (const [name, mapping] of mappings) {
    const at = `${pointer}/input_mappings${pointerStep(name)}`;
    if (isMappingSource(mapping)) {
      const { source_node_id: source, source_output_key: key } = mapping;
      if (!dependencies?.has(source)) {
        const detail = `Node '${node.id}' maps '${name}' from '${source}', which is not among its dependencies.`;
        yield finding('mapping-source', `${at}/source_node_id`, detail, { nodeId: node.id });
        continue;
      }
      const steps = dotSteps(key);
      const arrival = follow(view.sourceType(number, source), steps);
      const what = `Node '${node.id}' maps '${name}' from '${source}.${key}'`;
      const lost = lostMapping(arrival, steps, what, `${at}/source_output_key`, node.id);
      if (lost) {
        yield lost;
        continue;
      }
    }
    const type = view.mappedType(number, mapping);
    yield* fit.firstFindings(
      type,
      view.targetsOf(number, name),
      at,
      `Node '${node.id}' maps '${name}'`,
      node.id,
    );
  }
  yield* aliasFindings(place, number, view);
}

function* aliasFindings({ node, pointer }: Place, number: number, view: View): Iterable<BlueprintFinding> {
  for (const [alias, path] of Object.entries(node.output_mappings ?? {})) {
    const steps = dotSteps(path);
    const what = `Node '${node.id}' gives '${alias}' from its output at '${path}'`;
    const at = `${pointer}/output_mappings${pointerStep(alias)}`;
    const lost = lostMapping(follow(view.outputs.raw(number), steps), steps, what, at, node.id);
    if (lost) yield lost;
  }
}

/** The first member must be a declared one (docs/spec/blueprint.md 6.1); further in, what is not certain is advice. */
function lostMapping(
  arrival: Arrival,
  steps: readonly Step[],
  what: string,
  pointer: string,
  nodeId: string,
): BlueprintFinding | undefined {
  if (arrival.at === 'value') return undefined;
  const name = nameOf(steps[arrival.step]);
  if (arrival.at === 'nowhere') {
    const detail = `${what}, but there is no ${quoted(name)} in ${describe(arrival.from)}.`;
    return finding('mapping-key', pointer, detail, { nodeId });
  }
  const code = arrival.step === 0 ? 'mapping-key' : 'path-undeclared';
  const detail = `${what}, but ${quoted(name)} is not declared there.`;
  return finding(code, pointer, detail, { nodeId, fix: declaredFix(arrival.declared) });
}

export function nameOf(step: Step | undefined): string {
  return step?.name ?? String(step?.index ?? '');
}

export function declaredFix(declared: readonly string[]): string {
  return `Declared are ${declared.slice(0, 20).join(', ')}.`;
}
