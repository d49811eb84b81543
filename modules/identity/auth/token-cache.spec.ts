import { describe, expect, it } from '@jest/globals';
import { digestOf } from '@iceos/core/digest';
import { parseNamespace } from '@iceos/core/names';
import type { Principal } from '../../../src/http/principal.js';
import { hashToken, isToken, newToken } from './secret.js';
import { TokenCache } from './token-cache.js';

const principal = (token: string, expiresAt?: Date): Principal => ({
  org: parseNamespace('acme'),
  project: undefined,
  user: undefined,
  scopes: new Set(),
  token: hashToken(token),
  source: 'stored',
  expiresAt,
});

describe('the cache of tokens', () => {
  it('recalls what was kept, until it is forgotten', () => {
    const cache = new TokenCache();
    const known = principal('a');
    cache.keep(known, cache.mark());
    expect(cache.recall(known.token)).toBe(known);
    cache.forget(known.token);
    expect(cache.recall(known.token)).toBeUndefined();
  });

  it('does not keep what was read before a revocation', () => {
    const cache = new TokenCache();
    const stale = principal('a');
    const mark = cache.mark();
    cache.forget(stale.token);
    cache.keep(stale, mark);
    expect(cache.recall(stale.token)).toBeUndefined();
  });

  it('does not recall a token past its expiry', () => {
    const cache = new TokenCache();
    const expired = principal('a', new Date(Date.now() - 1));
    cache.keep(expired, cache.mark());
    expect(cache.recall(expired.token)).toBeUndefined();
  });

  it('holds a bounded number, dropping the oldest', () => {
    const cache = new TokenCache();
    for (let index = 0; index <= 10_000; index++) cache.keep(principal(String(index)), cache.mark());
    expect(cache.recall(hashToken('0'))).toBeUndefined();
    expect(cache.recall(hashToken('10000'))?.token).toBe(hashToken('10000'));
  });
});

describe('a token', () => {
  it('is ice_ and 43 characters of base64url, never the same twice, named by its SHA-256', () => {
    const tokens = new Set(Array.from({ length: 1000 }, newToken));
    expect(tokens.size).toBe(1000);
    for (const token of tokens) expect(isToken(token)).toBe(true);
    expect(hashToken('abc')).toBe(digestOf(new TextEncoder().encode('abc')));
    for (const text of [
      'ice_',
      `ice_${'a'.repeat(42)}`,
      `ice_${'a'.repeat(44)}`,
      `ICE_${'a'.repeat(43)}`,
      '',
    ]) {
      expect(isToken(text)).toBe(false);
    }
  });
});
