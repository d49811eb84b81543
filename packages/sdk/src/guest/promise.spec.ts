import { describe, expect, it } from '@jest/globals';
import { drain } from './jobs.js';
import { GuestPromise } from './promise.js';

function outcomeOf(promise: GuestPromise<unknown>): unknown {
  drain();
  return promise.outcome;
}

const fulfilled = (value: unknown) => ({ status: 'fulfilled', value });
const rejected = (reason: unknown) => ({ status: 'rejected', reason });

describe('a promise of the guest', () => {
  it('runs reactions only when jobs are drained, in the order in which they were added', () => {
    const seen: string[] = [];
    const promise = GuestPromise.resolve('value');
    void promise.then((value) => seen.push(`first ${value}`)).then(() => seen.push('third'));
    void promise.then(() => seen.push('second'));
    expect(seen).toEqual([]);
    drain();
    expect(seen).toEqual(['first value', 'second', 'third']);
  });

  it('settles once', () => {
    const promise = new GuestPromise<number>((resolve, reject) => {
      resolve(1);
      resolve(2);
      reject(new Error('late'));
      throw new Error('later');
    });
    expect(outcomeOf(promise)).toEqual(fulfilled(1));
  });

  it('is rejected with what its executor or a reaction throws', () => {
    const executor = new GuestPromise(() => {
      throw new RangeError('a');
    });
    expect(outcomeOf(executor)).toEqual(rejected(new RangeError('a')));
    const reaction = GuestPromise.resolve(1).then(() => {
      throw new RangeError('b');
    });
    expect(outcomeOf(reaction)).toEqual(rejected(new RangeError('b')));
    expect(outcomeOf(reaction.catch((error) => (error as Error).message))).toEqual(fulfilled('b'));
  });

  it('waits for promises and thenables that it is resolved with, whichever call of theirs comes first', () => {
    // oxlint-disable-next-line unicorn/no-thenable
    const thenable = { then: (resolve: (value: number) => void) => (resolve(7), resolve(8)) };
    expect(outcomeOf(GuestPromise.resolve(thenable as never))).toEqual(fulfilled(7));
    expect(outcomeOf(GuestPromise.resolve(1).then(() => GuestPromise.reject('no')))).toEqual(rejected('no'));
    // oxlint-disable-next-line unicorn/no-thenable
    const hostile = Object.defineProperty({}, 'then', {
      get: () => {
        throw new Error('getter');
      },
    });
    expect(outcomeOf(GuestPromise.resolve(hostile))).toEqual(rejected(new Error('getter')));
  });

  it('refuses to wait for itself', () => {
    const { promise, resolve } = GuestPromise.withResolvers<unknown>();
    resolve(promise);
    expect(outcomeOf(promise)).toEqual(rejected(new TypeError('A promise cannot wait for itself.')));
  });

  it('stays open when nothing will ever settle it', () => {
    expect(outcomeOf(new GuestPromise(() => undefined))).toBe(undefined);
  });

  it('passes value and reason through finally, unless that throws', () => {
    expect(outcomeOf(GuestPromise.resolve(1).finally(() => 2))).toEqual(fulfilled(1));
    expect(outcomeOf(GuestPromise.reject('a').finally(() => 2))).toEqual(rejected('a'));
    const broken = GuestPromise.resolve(1).finally(() => {
      throw new Error('c');
    });
    expect(outcomeOf(broken)).toEqual(rejected(new Error('c')));
    expect(outcomeOf(GuestPromise.resolve(1).finally(null))).toEqual(fulfilled(1));
  });

  it('combines promises as the language does', () => {
    const later = GuestPromise.resolve().then(() => 'later');
    expect(outcomeOf(GuestPromise.all([later, 2, GuestPromise.resolve(3)] as unknown[]))).toEqual(
      fulfilled(['later', 2, 3]),
    );
    expect(outcomeOf(GuestPromise.all([]))).toEqual(fulfilled([]));
    expect(outcomeOf(GuestPromise.all([1, GuestPromise.reject('no')]))).toEqual(rejected('no'));
    expect(outcomeOf(GuestPromise.allSettled([1, GuestPromise.reject('no')]))).toEqual(
      fulfilled([fulfilled(1), rejected('no')]),
    );
    expect(outcomeOf(GuestPromise.race([later, GuestPromise.resolve('now')]))).toEqual(fulfilled('later'));
    expect(outcomeOf(GuestPromise.any([GuestPromise.reject('a'), later]))).toEqual(fulfilled('later'));
    const none = outcomeOf(GuestPromise.any([GuestPromise.reject('a'), GuestPromise.reject('b')]));
    expect((none as { reason: AggregateError }).reason.errors).toEqual(['a', 'b']);
    expect(outcomeOf(GuestPromise.try((n: number) => n + 1, 1))).toEqual(fulfilled(2));
  });
});
