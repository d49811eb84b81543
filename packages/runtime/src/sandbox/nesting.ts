import { AsyncLocalStorage } from 'node:async_hooks';
import { limitExceeded } from './errors.js';

/** Each waits with a child of its own for the one inside it (docs/spec/sandbox.md 6). */
const MAX_DEPTH = 4;

const depths = new AsyncLocalStorage<number>();

/** Does `work` for a sandboxed call; calls that it makes in turn know how deep they are. */
export function nested<Result>(depth: number, work: () => Result): Result {
  return depths.run(depth, work);
}

/** How many sandboxed calls wait for one that is made here. Throws `limit-exceeded` when there are too many. */
export function nestingDepth(): number {
  const depth = depths.getStore() ?? 0;
  if (depth >= MAX_DEPTH) throw limitExceeded('nesting', MAX_DEPTH);
  return depth;
}
