import { sha256Bytes } from '#sha256';
import { encodeHex } from './encoding.js';

declare const brand: unique symbol;

/** SHA-256 of some bytes, as 64 lower-case hexadecimal digits. */
export type Digest = string & { readonly [brand]: 'Digest' };

const DIGEST = /^[0-9a-f]{64}$/;

export function digestOf(bytes: Uint8Array): Digest {
  return encodeHex(sha256Bytes(bytes)) as Digest;
}

/** `text` as a digest, or undefined when it is not 64 lower-case hexadecimal digits. */
export function parseDigest(text: unknown): Digest | undefined {
  return typeof text === 'string' && DIGEST.test(text) ? (text as Digest) : undefined;
}
