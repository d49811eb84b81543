import { availableParallelism } from 'node:os';

/** `act` on every item, as many at a time as there are cores; results in the order of the items. Rejects with the first failure, after those running have ended. */
export async function inParallel<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  let failure: { readonly reason: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failure) return;
      try {
        results[index] = await act(item);
      } catch (reason) {
        failure ??= { reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, work));
  if (failure) throw failure.reason;
  return results;
}
