import type { NodeType } from '../blueprint/types.js';

/** What is known of a node by its type: how it is drawn, and how much it asks of a reader and of a run. */
export interface NodeProfile {
  /** What it is about. */
  readonly cluster: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** 1: does one thing; 2: asks a model, runs code or repeats; 3: decides by itself. */
  readonly complexity: 1 | 2 | 3;
  /** Whether it may well run beside others: what acts by itself may not, because the order may matter. */
  readonly parallelSafe: boolean;
}

const profile = (
  cluster: string,
  color: string,
  complexity: NodeProfile['complexity'],
  parallelSafe = true,
): NodeProfile => ({ cluster, color, complexity, parallelSafe });

export const PROFILES: Readonly<Record<NodeType, NodeProfile>> = {
  tool: profile('data_processing', '#4CAF50', 1),
  code: profile('data_processing', '#009688', 2),
  llm: profile('ai_processing', '#2196F3', 2),
  agent: profile('agents', '#FF9800', 3, false),
  swarm: profile('agents', '#FF5722', 3, false),
  recursive: profile('agents', '#795548', 3, false),
  condition: profile('control_flow', '#9C27B0', 1),
  loop: profile('control_flow', '#673AB7', 2),
  parallel: profile('control_flow', '#3F51B5', 2),
  workflow: profile('workflows', '#607D8B', 2),
  human: profile('people', '#E91E63', 1),
  monitor: profile('monitoring', '#9E9E9E', 1),
};
