import type { BlueprintNode } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';
import { NodeFailure } from './errors.js';
import { ABSENT, valueAt } from './paths.js';

/**
 * A node's output as others see it: cut to `output_selection`, with the aliases of `output_mappings` added. Throws a
 * `NodeFailure` when an alias finds nothing.
 */
export function shapeOutput(node: BlueprintNode, output: Json): Json {
  const aliases = Object.entries(node.output_mappings ?? {});
  const { output_selection: keep } = node;
  if (aliases.length === 0 && !keep) return output;
  const members = typeof output === 'object' && output !== null && !Array.isArray(output) ? output : {};
  const shaped = keep
    ? Object.fromEntries(Object.entries(members).filter(([name]) => keep.includes(name)))
    : { ...members };
  for (const [alias, path] of aliases) {
    const value = valueAt(output, path);
    if (value === ABSENT)
      throw new NodeFailure(
        'mapping-unresolved',
        `The output has nothing at '${path}', which '${alias}' maps.`,
      );
    shaped[alias] = value as Json;
  }
  return shaped;
}
