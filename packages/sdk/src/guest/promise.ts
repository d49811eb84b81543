import { enqueue } from './jobs.js';

/**
 * The `Promise` of a guest. The engine's own runs its jobs only between calls of the host, so in a synchronous world what
 * is awaited would never arrive. The build turns `async` functions into generators over the global `Promise`, which is
 * this one; its jobs wait in a queue that the wrapper drains (docs/spec/sandbox.md, Authoring).
 */

type Settled<T> =
  | { readonly status: 'fulfilled'; readonly value: T }
  | { readonly status: 'rejected'; readonly reason: unknown };
type Resolve<T> = (value: T | PromiseLike<T>) => void;
type Reject = (reason: unknown) => void;

export class GuestPromise<T> implements PromiseLike<T> {
  #outcome: Settled<T> | undefined;
  #waiting: ((outcome: Settled<T>) => void)[] = [];

  constructor(executor: (resolve: Resolve<T>, reject: Reject) => void) {
    const { resolve, reject } = this.#settlers();
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  /** How the promise ended, or undefined while it has not. */
  get outcome(): Settled<T> | undefined {
    return this.#outcome;
  }

  // oxlint-disable-next-line unicorn/no-thenable
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): GuestPromise<A | B> {
    return new GuestPromise<A | B>((resolve, reject) => {
      this.#whenSettled((outcome) => {
        try {
          if (outcome.status === 'fulfilled') {
            resolve(onFulfilled ? onFulfilled(outcome.value) : (outcome.value as never));
          } else if (onRejected) resolve(onRejected(outcome.reason));
          else reject(outcome.reason);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): GuestPromise<T | B> {
    return this.then(null, onRejected);
  }

  finally(onFinally?: (() => unknown) | null): GuestPromise<T> {
    if (typeof onFinally !== 'function') return this.then(null);
    return this.then(
      (value) => GuestPromise.resolve(onFinally()).then(() => value),
      (reason) =>
        GuestPromise.resolve(onFinally()).then(() => {
          throw reason;
        }),
    );
  }

  #whenSettled(react: (outcome: Settled<T>) => void): void {
    const outcome = this.#outcome;
    if (outcome) enqueue(() => react(outcome));
    else this.#waiting.push(react);
  }

  /** The first call of either counts, and a value that is a promise is waited for. */
  #settlers(): { resolve: Resolve<T>; reject: Reject } {
    let called = false;
    const once = (act: () => void): void => {
      if (called) return;
      called = true;
      act();
    };
    return {
      resolve: (value) => once(() => this.#adopt(value)),
      reject: (reason) => once(() => this.#settle({ status: 'rejected', reason })),
    };
  }

  #adopt(value: T | PromiseLike<T>): void {
    if (value === this) {
      this.#settle({ status: 'rejected', reason: new TypeError('A promise cannot wait for itself.') });
      return;
    }
    try {
      const then = thenOf(value);
      if (!then) this.#settle({ status: 'fulfilled', value: value as T });
      else {
        const { resolve, reject } = this.#settlers();
        enqueue(() => {
          try {
            then.call(value, resolve, reject);
          } catch (error) {
            reject(error);
          }
        });
      }
    } catch (reason) {
      this.#settle({ status: 'rejected', reason });
    }
  }

  #settle(outcome: Settled<T>): void {
    this.#outcome = outcome;
    for (const react of this.#waiting) enqueue(() => react(outcome));
    this.#waiting = [];
  }

  static resolve<T>(value?: T | PromiseLike<T>): GuestPromise<T> {
    return value instanceof GuestPromise ? value : new GuestPromise<T>((resolve) => resolve(value as T));
  }

  static reject(reason?: unknown): GuestPromise<never> {
    return new GuestPromise((_, reject) => reject(reason));
  }

  static withResolvers<T>(): { promise: GuestPromise<T>; resolve: Resolve<T>; reject: Reject } {
    let settlers: { resolve: Resolve<T>; reject: Reject } | undefined;
    const promise = new GuestPromise<T>((resolve, reject) => {
      settlers = { resolve, reject };
    });
    return { promise, ...(settlers as unknown as { resolve: Resolve<T>; reject: Reject }) };
  }

  static try<T, A extends unknown[]>(act: (...args: A) => T | PromiseLike<T>, ...args: A): GuestPromise<T> {
    return new GuestPromise((resolve) => resolve(act(...args)));
  }

  static all<T>(values: Iterable<T | PromiseLike<T>>): GuestPromise<T[]> {
    return collect(values, (promise, keep, _reject) => promise.then(keep, _reject));
  }

  static allSettled<T>(values: Iterable<T | PromiseLike<T>>): GuestPromise<Settled<T>[]> {
    return collect(values, (promise, keep: (outcome: Settled<T>) => void) =>
      promise.then(
        (value) => keep({ status: 'fulfilled', value }),
        (reason) => keep({ status: 'rejected', reason }),
      ),
    );
  }

  static race<T>(values: Iterable<T | PromiseLike<T>>): GuestPromise<T> {
    return new GuestPromise((resolve, reject) => {
      for (const value of values) GuestPromise.resolve(value).then(resolve, reject);
    });
  }

  static any<T>(values: Iterable<T | PromiseLike<T>>): GuestPromise<T> {
    const failed = collect<T, unknown>(values, (promise, keep, succeed) => promise.then(succeed, keep));
    return failed.then(
      (reasons) => {
        throw new AggregateError(reasons, 'All promises were rejected');
      },
      (value) => value as T,
    );
  }
}

/** Waits for each of `values`: `observe` hands what belongs in the result to `keep`, or ends everything with `stop`. */
function collect<T, R>(
  values: Iterable<T | PromiseLike<T>>,
  observe: (promise: GuestPromise<T>, keep: (result: R) => void, stop: Reject) => unknown,
): GuestPromise<R[]> {
  return new GuestPromise((resolve, reject) => {
    const results: R[] = [];
    let open = 1;
    const close = (): void => {
      if (--open === 0) resolve(results);
    };
    let at = 0;
    for (const value of values) {
      const index = at++;
      open++;
      const keep = (result: R): void => {
        results[index] = result;
        close();
      };
      observe(GuestPromise.resolve(value), keep, reject);
    }
    close();
  });
}

function thenOf(value: unknown): ((resolve: unknown, reject: unknown) => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const { then } = value as { then?: unknown };
  return typeof then === 'function' ? (then as (resolve: unknown, reject: unknown) => unknown) : undefined;
}
