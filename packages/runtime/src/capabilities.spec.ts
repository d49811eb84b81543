import { describe, expect, it } from '@jest/globals';
import {
  clockCapability,
  ExecutionKv,
  filesCapability,
  HostFailure,
  logCapability,
  QuotaExceeded,
  randomCapability,
} from './capabilities.js';

describe('log', () => {
  it('hands on every message, and of a long one the beginning', () => {
    const entries: { level: string; message: string }[] = [];
    const { write } = logCapability((entry) => entries.push(entry));
    for (const message of ['one', 'two', 'x'.repeat(10_000)]) void write('info', message);
    expect(entries.map(({ message }) => message)).toEqual(['one', 'two', `${'x'.repeat(8192)}…`]);
  });
});

describe('clock and random', () => {
  it('are those of the caller', () => {
    const clock = clockCapability({ now: () => 12.9, monotonic: () => 7n });
    expect([clock.now(), clock.monotonic()]).toEqual([12n, 7n]);
    const random = randomCapability((bytes) => bytes.fill(9));
    expect(random.bytes(3)).toEqual(Uint8Array.of(9, 9, 9));
    expect(() => random.bytes(65_537)).toThrow(QuotaExceeded);
  });
});

describe('kv', () => {
  it('keeps texts by key', () => {
    const kv = new ExecutionKv([['b', '2']]);
    kv.set('a', '1');
    kv.set('ab', '3');
    kv.delete('b');
    kv.delete('never');
    expect([kv.get('a'), kv.get('b'), kv.get('__proto__')]).toEqual(['1', undefined, undefined]);
    expect(kv.list('a')).toEqual(['a', 'ab']);
    expect(new ExecutionKv(kv.entries()).entries()).toEqual(kv.entries());
  });

  it.each([
    ['keys', { keys: 1 }, 'b', ''],
    ['characters of a key', { keyLength: 2 }, 'bbb', ''],
    ['characters of a value', { valueLength: 2 }, 'b', 'vvv'],
    ['characters in all', { totalLength: 5 }, 'b', 'vvvv'],
  ])('refuses more %s than it may hold and stays as it is', (quota, quotas, key, value) => {
    const kv = new ExecutionKv([['a', 'x']], quotas);
    expect(() => kv.set(key, value)).toThrow(quota);
    expect(kv.entries()).toEqual([['a', 'x']]);
  });

  it('has room again for what was deleted or replaced', () => {
    const kv = new ExecutionKv([], { totalLength: 6, keys: 1 });
    for (let round = 0; round < 5; round++) {
      kv.set('a', '12345');
      kv.set('a', 'x');
      kv.delete('a');
    }
    expect(kv.entries()).toEqual([]);
  });
});

describe('files', () => {
  const bytes = new TextEncoder().encode('grün');
  const files = filesCapability(
    new Map([
      ['a', bytes],
      ['b', () => Promise.resolve(bytes)],
    ] as never),
    {
      fileBytes: 5,
    },
  );

  it('are read by the name under which they were granted', async () => {
    expect(files.list()).toEqual(['a', 'b']);
    expect(await files.readText('a')).toBe('grün');
    expect(await files.readText('b')).toBe('grün');
  });

  it.each(['c', '', '/a', './a', '../a', 'constructor'])('are not there under the name %j', async (path) => {
    await expect(files.readText(path)).rejects.toBeInstanceOf(HostFailure);
  });

  it('are refused when they are too large or no text', async () => {
    const odd = filesCapability(
      new Map([
        ['large', new Uint8Array(6)],
        ['binary', Uint8Array.of(0xff)],
      ]),
      { fileBytes: 5 },
    );
    await expect(odd.readText('large')).rejects.toBeInstanceOf(QuotaExceeded);
    await expect(odd.readText('binary')).rejects.toBeInstanceOf(HostFailure);
  });
});
