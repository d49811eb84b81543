import type { BlueprintNode } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';
import type { Frame } from './frame.js';
import { NodeFailure } from './errors.js';
import { ABSENT, valueAt } from './paths.js';
import type { NodeContext } from './types.js';

/**
 * What a node sees (docs/spec/blueprint.md 7), later ones winning: the names of its list, the outputs of what it waits for
 * by node id, and its input mappings. Throws a `NodeFailure` when a mapping finds nothing.
 */
export function contextOf(
  frame: Frame,
  number: number,
): { context: NodeContext; inputs: Record<string, Json> } {
  const node = frame.program.node(number);
  const inputs: Record<string, Json> = Object.fromEntries(frame.visibleOutputs(number));
  const context: NodeContext = Object.assign(Object.create(null) as NodeContext, frame.base, inputs);
  const missing: string[] = [];
  for (const [name, mapping] of Object.entries(node.input_mappings ?? {})) {
    const source = mappingSource(mapping);
    if (!source) {
      context[name] = mapping;
      continue;
    }
    // In a container, what stands outside of it is among what the container sees.
    const from = Object.hasOwn(inputs, source.node) ? inputs : frame.base;
    const output = Object.hasOwn(from, source.node) ? from[source.node] : ABSENT;
    const value = output === ABSENT ? ABSENT : valueAt(output, source.path);
    if (value === ABSENT) missing.push(`${name} from ${source.node}.${source.path}`);
    else context[name] = value;
  }
  if (missing.length > 0) {
    throw new NodeFailure('mapping-unresolved', `Nothing is there to map: ${missing.join('; ')}.`, {
      hint: 'Map from a direct dependency that succeeded, by a path that its output has.',
    });
  }
  return { context: selected(context, node), inputs };
}

function mappingSource(mapping: unknown): { node: string; path: string } | undefined {
  if (typeof mapping !== 'object' || mapping === null) return undefined;
  const { source_node_id: node, source_output_key: path } = mapping as Record<string, unknown>;
  return typeof node === 'string' && typeof path === 'string' ? { node, path } : undefined;
}

function selected(context: NodeContext, { input_selection: keep }: BlueprintNode): NodeContext {
  if (!keep) return context;
  const names = new Set(keep);
  const kept = Object.create(null) as NodeContext;
  for (const [name, value] of Object.entries(context))
    if (names.has(name) || name === 'inputs') kept[name] = value;
  return kept;
}

/** The context of a whole run: its inputs, by their names and together under `inputs`. */
export function inputContext(inputs: Readonly<Record<string, unknown>>): NodeContext {
  return Object.assign(Object.create(null) as NodeContext, inputs, { inputs });
}
