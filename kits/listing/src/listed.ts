import type { HostKv } from '@iceos/sdk';
import { shortHash } from './short-hash.js';

/**
 * Whether a listing of this id was made before in this execution; from now on it was. Ids share keys by their hash, because
 * an execution has fewer keys than a catalogue has products.
 */
export function wasListed(kv: HostKv, listingId: string): boolean {
  const key = `listed:${shortHash(listingId).slice(0, 2)}`;
  const known = kv.get(key)?.split('\n') ?? [];
  if (known.includes(listingId)) return true;
  kv.set(key, [...known, listingId].join('\n'));
  return false;
}
