import type { BlueprintNode } from '@iceos/core/blueprint';

/** How often a node is tried, how long each try may take, and how long to wait between (docs/spec/blueprint.md 9.3). */
export interface Attempts {
  readonly max: number;
  readonly timeoutMs: number;
  /** Wait after attempt number `attempt`, which counts from 1. */
  waitMs(attempt: number): number;
}

const DEFAULT_TIMEOUT_SECONDS = 30;
const LONGEST_WAIT_MS = 10 * 60 * 1000;

/** `retry_policy` wins over the two scalars, which mean exponential backoff. */
export function attemptsOf(node: BlueprintNode): Attempts {
  const policy = node.retry_policy;
  const max = policy ? (policy.max_attempts ?? 3) : (node.retries ?? 0) + 1;
  const seconds = policy ? (policy.backoff_seconds ?? 1) : (node.backoff_seconds ?? 0);
  const strategy = policy ? (policy.backoff_strategy ?? 'exponential') : 'exponential';
  return {
    max,
    timeoutMs: (node.timeout_seconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    waitMs: (attempt) => Math.min(seconds * 1000 * factor(strategy, attempt), LONGEST_WAIT_MS),
  };
}

function factor(strategy: 'fixed' | 'linear' | 'exponential', attempt: number): number {
  if (strategy === 'fixed') return 1;
  return strategy === 'linear' ? attempt : 2 ** (attempt - 1);
}
