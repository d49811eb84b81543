import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { hashes, Point } from '@noble/ed25519';

/** Why a public key is refused (docs/spec/trust.md 2.1). */
export type KeyFault = 'key-length' | 'key-not-canonical' | 'key-small-order' | 'key-mixed-order';

/** `object` is there whenever node:crypto can read the 32 bytes, so that its verdict can be told beside the gate's. */
export type PublicKeyReading =
  | { readonly ok: true; readonly object: KeyObject }
  | { readonly ok: false; readonly code: KeyFault; readonly object?: KeyObject };

/** DER header of an RFC 8410 SubjectPublicKeyInfo. node:crypto reads longer keys behind it, so the length is checked first. */
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/** The torsion check costs a scalar multiplication, so its answer is kept for the keys in use. */
const CACHE_SIZE = 4096;
const cache = new Map<string, PublicKeyReading>();

hashes.sha512 = (message) => createHash('sha512').update(message).digest();

/** Reads and checks an Ed25519 public key. Never throws. */
export function readPublicKey(publicKey: Uint8Array): PublicKeyReading {
  if (!(publicKey instanceof Uint8Array) || publicKey.length !== 32) return { ok: false, code: 'key-length' };
  const id = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1');
  const known = cache.get(id);
  if (known) return known;
  const reading = inspect(publicKey);
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  cache.set(id, reading);
  return reading;
}

function inspect(publicKey: Uint8Array): PublicKeyReading {
  const object = keyObject(publicKey);
  const fault = faultOf(publicKey);
  if (fault) return { ok: false, code: fault, ...(object ? { object } : {}) };
  return object ? { ok: true, object } : { ok: false, code: 'key-not-canonical' };
}

function keyObject(publicKey: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_HEADER, publicKey]), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function faultOf(publicKey: Uint8Array): KeyFault | undefined {
  let point: Point;
  try {
    // Strict decoding: y below the field prime, and no x = 0 with its sign bit set.
    point = Point.fromBytes(publicKey, false);
  } catch {
    return 'key-not-canonical';
  }
  if (point.isSmallOrder()) return 'key-small-order';
  // The encoding of a decoded point must be the bytes it was decoded from.
  if (!Buffer.from(point.toBytes()).equals(publicKey)) return 'key-not-canonical';
  return point.isTorsionFree() ? undefined : 'key-mixed-order';
}
