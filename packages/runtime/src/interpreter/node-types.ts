import type { NodeType } from '@iceos/core/blueprint';

/** The node types that this interpreter runs. A node of any other type fails with `node-type-unsupported`. */
export const RUN_NODE_TYPES: ReadonlySet<NodeType> = new Set([
  'tool',
  'llm',
  'code',
  'condition',
  'loop',
  'parallel',
  'workflow',
]);
