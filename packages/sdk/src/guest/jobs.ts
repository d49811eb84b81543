/**
 * The event loop of a guest: a queue of jobs that the wrapper empties by hand, because the world is synchronous and the
 * engine never gets a turn of its own.
 */
let queue: (() => void)[] = [];

export function enqueue(job: () => void): void {
  queue.push(job);
}

/** Runs jobs, and those that they add, until none is left. */
export function drain(): void {
  while (queue.length > 0) {
    const jobs = queue;
    queue = [];
    for (const job of jobs) job();
  }
}
