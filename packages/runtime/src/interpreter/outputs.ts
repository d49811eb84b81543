import type { Json } from '@iceos/core/canonical';
import type { Program } from './program.js';
import type { NodeContext } from './types.js';

/** The declared outputs of a workflow, or undefined when it declares none. Throws when a template names nothing. */
export function evaluateOutputs(program: Program, context: NodeContext): Record<string, Json> | undefined {
  if (!program.outputs) return undefined;
  return program.render(program.outputs, context) as Record<string, Json>;
}
