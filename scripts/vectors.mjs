// What the steps that make vectors share: hexadecimal, and keys that are the same in every run.
import { createHash } from 'node:crypto';
import { getPublicKey, hashes, Point, sign } from '@noble/ed25519';

hashes.sha512 = (message) => createHash('sha512').update(message).digest();

export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const bytes = (text) => new Uint8Array(Buffer.from(text, 'hex'));
export const sha256 = (content) => new Uint8Array(createHash('sha256').update(content).digest());
export const text = (value) => `${JSON.stringify(value, null, 1)}\n`;

/** Key number `index` of a fixed sequence. Nothing but vectors is ever signed with it. */
export function keyOf(index) {
  const secret = sha256(`rule vectors, key ${index}`);
  return { secret, publicKey: getPublicKey(secret), sign: (message) => sign(message, secret) };
}

/** The secret scalar of a seed (RFC 8032 section 5.1.5). */
export function scalarOf(secret) {
  const head = createHash('sha512').update(secret).digest().subarray(0, 32);
  head[0] &= 248;
  head[31] = (head[31] & 127) | 64;
  return numberOf(head) % ORDER;
}

export function numberOf(little) {
  return BigInt(`0x${hex(Uint8Array.from(little).reverse())}`);
}

export function littleEndian(number) {
  return bytes(number.toString(16).padStart(64, '0')).reverse();
}

/** The challenge of RFC 8032 section 5.1.7. */
export function challenge(r, publicKey, message) {
  return numberOf(createHash('sha512').update(r).update(publicKey).update(message).digest()) % ORDER;
}

/** A point of order eight. */
export const TORSION = Point.fromBytes(
  bytes('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
  true,
);
