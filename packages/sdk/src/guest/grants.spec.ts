import { describe, expect, it } from '@jest/globals';
import { hostOver, loaded, type RawHost } from './grants.js';

const kv: NonNullable<RawHost['kv']> = {
  get: (key) => (key === 'known' ? 'value' : null),
  set: () => undefined,
  delete: () => undefined,
  list: (prefix) => [prefix],
};

describe('the host of a tool', () => {
  it('answers nobody while the module loads, because the build takes a snapshot then', () => {
    const host = hostOver({ clock: { now: () => 1, monotonic: () => 2 } });
    expect(() => host.clock.now()).toThrow(expect.objectContaining({ code: 'host-while-loading' }));
    loaded();
    expect(host.clock.now()).toBe(1);
  });

  it('says which permission is missing for each interface that was not declared', () => {
    const host = hostOver({ kv });
    for (const name of ['log', 'clock', 'random', 'files'] as const) {
      expect(() => host[name]).toThrow(
        expect.objectContaining({
          code: 'permission-missing',
          message: expect.stringContaining(`\`${name}: true\``),
        }),
      );
    }
    expect(host.kv.get('known')).toBe('value');
  });

  it('gives undefined for a key that is not there, and lists everything without a prefix', () => {
    const host = hostOver({ kv });
    expect(host.kv.get('other')).toBe(undefined);
    expect(host.kv.list()).toEqual(['']);
  });

  it('refuses what would stop the guest at the border: wrong types and counts', () => {
    const host = hostOver({ kv, random: { bytes: (count) => new Uint8Array(count) } });
    expect(() => host.kv.set('k', 1 as never)).toThrow(new TypeError('value must be a string.'));
    expect(() => host.random.bytes(-1)).toThrow(RangeError);
    expect(() => host.random.bytes(65_537)).toThrow(RangeError);
  });

  it('makes numbers below one and version 4 UUIDs of random bytes', () => {
    const all = (byte: number) =>
      hostOver({ random: { bytes: (count) => new Uint8Array(count).fill(byte) } }).random;
    expect(all(0).number()).toBe(0);
    expect(all(255).number()).toBe(1 - 2 ** -53);
    expect(all(255).uuid()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(all(0).uuid()).toBe('00000000-0000-4000-8000-000000000000');
  });

  it('turns the reason for a missing file into an error of its own', () => {
    const files = {
      readText: (): string => {
        throw new Error('There is no file "a".');
      },
      list: () => [],
    };
    expect(() => hostOver({ files }).files.readText('a')).toThrow(
      expect.objectContaining({ code: 'file-unavailable', message: 'There is no file "a".' }),
    );
  });
});
