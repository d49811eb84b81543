import { describe, expect, it } from '@jest/globals';
import { FairQueue } from './fair-queue.js';

interface Item {
  readonly tenant: string;
  readonly name: string;
}

function queueOf(...names: string[]): FairQueue<Item> {
  const queue = new FairQueue<Item>();
  for (const name of names) queue.add({ tenant: name[0] ?? '', name });
  return queue;
}

function takeAll(queue: FairQueue<Item>, accept: (item: Item) => boolean = () => true): string[] {
  const names: string[] = [];
  for (let item = queue.take(accept); item; item = queue.take(accept)) names.push(item.name);
  return names;
}

describe('a fair queue', () => {
  it('serves tenants in turn and each in its own order', () => {
    expect(takeAll(queueOf('a1', 'a2', 'a3', 'b1', 'c1', 'b2'))).toEqual([
      'a1',
      'b1',
      'c1',
      'a2',
      'b2',
      'a3',
    ]);
  });

  it('passes over a tenant whose first item cannot be served, and keeps its order', () => {
    const queue = queueOf('a1', 'a2', 'b1', 'b2');
    expect(takeAll(queue, ({ tenant }) => tenant === 'b')).toEqual(['b1', 'b2']);
    expect(queue.length).toBe(2);
    expect(takeAll(queue)).toEqual(['a1', 'a2']);
  });

  it('asks only for the first item of each tenant', () => {
    const asked: string[] = [];
    queueOf('a1', 'a2', 'b1').take(({ name }) => {
      asked.push(name);
      return false;
    });
    expect(asked).toEqual(['a1', 'b1']);
  });

  it('serves what is urgent first within its tenant, and counts it apart', () => {
    const queue = queueOf('a1', 'b1');
    queue.addUrgent({ tenant: 'a', name: 'a0' });
    queue.addUrgent({ tenant: 'c', name: 'c0' });
    expect([queue.length, queue.lengthOf('a'), queue.lengthOf('c')]).toEqual([2, 1, 0]);
    expect(takeAll(queue)).toEqual(['a0', 'b1', 'c0', 'a1']);
    queue.addUrgent({ tenant: 'a', name: 'a2' });
    expect([queue.drain(), takeAll(queue)]).toEqual([[], ['a2']]);
  });

  it('forgets what is removed and drained', () => {
    const queue = new FairQueue<Item>();
    const items = ['a1', 'a2', 'b1'].map((name) => ({ tenant: name[0] ?? '', name }));
    for (const item of items) queue.add(item);
    expect(queue.remove(items[1]!)).toBe(true);
    expect(queue.remove(items[1]!)).toBe(false);
    expect([queue.length, queue.lengthOf('a'), queue.lengthOf('z')]).toEqual([2, 1, 0]);
    expect(queue.drain().map(({ name }) => name)).toEqual(['a1', 'b1']);
    expect([queue.length, queue.lengthOf('a')]).toEqual([0, 0]);
  });
});
