import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openPorts } from '../../src/jobs/open-ports.js';
import { redisPorts } from '../../src/jobs/redis/redis-ports.js';

/** One contract, every adapter: the one in this process, and Redis where `npm run test:services` brings one. */
const REDIS = process.env['REDIS_URL'];
const STORES = [undefined, ...(REDIS === undefined ? [] : [REDIS])];

describe.each(STORES.map((url) => [url === undefined ? 'in process' : 'on Redis', url] as const))(
  '%s',
  (_, url) => {
    const opened = openPorts(url, () => {});
    const name = () => `test-${randomUUID()}`;
    afterAll(async () => (await opened).close());

    it('answers a ping', async () => {
      const ports = await opened;
      for (let attempt = 0; attempt < 50; attempt++) {
        if (
          await ports.ping().then(
            () => true,
            () => false,
          )
        )
          break;
        await sleep(20);
      }
      await expect(ports.ping()).resolves.toBeUndefined();
    });

    describe('a cache', () => {
      it('gives back what was set, until its time is over or it is deleted', async () => {
        const { cache } = await opened;
        const [kept, brief, gone] = [name(), name(), name()];
        await Promise.all([
          cache.set(kept, 'a\0é', 60),
          cache.set(brief, 'b', 0.05),
          cache.set(gone, 'c', 60),
        ]);
        expect(await cache.get(kept)).toBe('a\0é');
        expect(await cache.get(brief)).toBe('b');
        await cache.delete(gone);
        await sleep(80);
        expect(await Promise.all([kept, brief, gone, name()].map((key) => cache.get(key)))).toEqual([
          'a\0é',
          undefined,
          undefined,
          undefined,
        ]);
        await cache.set(kept, 'new', 60);
        expect(await cache.get(kept)).toBe('new');
      });
    });

    describe('leases', () => {
      it('go to one of many, and to the next when given back', async () => {
        const { leases } = await opened;
        const lease = name();
        const claims = await Promise.all(Array.from({ length: 10 }, () => leases.acquire(lease, 60_000)));
        const [holder, ...rest] = claims.filter((claim) => claim !== undefined);
        expect(rest).toEqual([]);
        expect(await holder!.renew()).toBe(true);
        await holder!.release();
        const next = await leases.acquire(lease, 60_000);
        expect(await next?.renew()).toBe(true);
        await holder!.release();
        expect(await leases.acquire(lease, 60_000)).toBeUndefined();
        await next!.release();
      });

      it('are lost when they are not renewed in time, and then neither renewed nor given back', async () => {
        const { leases } = await opened;
        const lease = name();
        const first = (await leases.acquire(lease, 2000))!;
        await sleep(1100);
        expect(await first.renew()).toBe(true);
        await sleep(1100);
        // Longer than the first term, and still held: it was the renewal that counted.
        expect(await leases.acquire(lease, 2000)).toBeUndefined();
        let second = await leases.acquire(lease, 60_000);
        while (second === undefined) {
          await sleep(20);
          second = await leases.acquire(lease, 60_000);
        }
        expect(await first.renew()).toBe(false);
        await first.release();
        expect(await second.renew()).toBe(true);
        await second.release();
      });
    });

    describe('an event bus', () => {
      it('tells every listener of the topic, from when it listens to when it ends', async () => {
        const { events } = await opened;
        const topic = name();
        const heard: string[] = [];
        const told = async (message: string) => {
          while (!heard.includes(message)) await sleep(5);
        };
        await events.publish(topic, 'too early');
        await sleep(30);
        const first = await events.subscribe(topic, (message) => heard.push(`1 ${message}`));
        const second = await events.subscribe(topic, (message) => heard.push(`2 ${message}`));
        await events.subscribe(name(), (message) => heard.push(`3 ${message}`));
        await events.publish(topic, 'a');
        await Promise.all([told('1 a'), told('2 a')]);
        await second.end();
        await events.publish(topic, 'b');
        await told('1 b');
        await first.end();
        await events.publish(topic, 'c');
        await sleep(100);
        expect(heard.sort()).toEqual(['1 a', '1 b', '2 a']);
      });
    });

    describe('a rate limiter', () => {
      it('grants an allowance per key and window', async () => {
        const limiter = (await opened).limiter(name(), { amount: 3, seconds: 1 });
        const takes = [];
        for (let i = 0; i < 5; i++) takes.push(await limiter.take('a', 1));
        expect(takes.map(({ granted }) => granted)).toEqual([true, true, true, false, false]);
        expect(takes.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0]);
        for (const { resetSeconds } of takes) expect(resetSeconds).toBe(1);
        expect(await limiter.take('b', 1)).toMatchObject({ granted: true, remaining: 2 });
        expect(await limiter.take('a', 0)).toMatchObject({ granted: false });
        await sleep(1100);
        expect(await limiter.take('a', 0)).toMatchObject({ granted: true, remaining: 3 });
        expect(await limiter.take('a', 3)).toMatchObject({ granted: true, remaining: 0 });
      });

      it('grants no more than the allowance to 50 at once', async () => {
        const limiter = (await opened).limiter(name(), { amount: 10, seconds: 60 });
        const takes = await Promise.all(Array.from({ length: 50 }, () => limiter.take('a', 1)));
        expect(takes.filter(({ granted }) => granted)).toHaveLength(10);
      });
    });
  },
);

describe('a Redis that is away', () => {
  it('costs neither time nor correctness: limits hold in this process, caches are empty, leases are refused', async () => {
    const troubles: Error[] = [];
    const ports = redisPorts('redis://127.0.0.1:1', (error) => troubles.push(error));
    try {
      const begin = Date.now();
      await ports.cache.set('a', 'b', 60);
      expect(await ports.cache.get('a')).toBeUndefined();
      await ports.events.publish('topic', 'message');
      const limiter = ports.limiter('test', { amount: 2, seconds: 60 });
      const takes = [];
      for (let i = 0; i < 3; i++) takes.push((await limiter.take('a', 1)).granted);
      expect(takes).toEqual([true, true, false]);
      await expect(ports.leases.acquire('a', 1000)).rejects.toThrow();
      await expect(ports.ping()).rejects.toThrow();
      expect(Date.now() - begin).toBeLessThan(5000);
      while (troubles.length === 0) await sleep(10);
    } finally {
      await ports.close();
      // The clock of a command that failed at once runs on for its second.
      await sleep(1100);
    }
  });
});
