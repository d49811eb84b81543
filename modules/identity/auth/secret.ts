import { createHash, randomBytes } from 'node:crypto';
import { type Digest, parseDigest } from '@iceos/core/digest';

const TOKEN = /^ice_[A-Za-z0-9_-]{43}$/;

/** A new token: `ice_` and 256 random bits in base64url. */
export function newToken(): string {
  return `ice_${randomBytes(32).toString('base64url')}`;
}

/** Whether `text` has the form of a token of ours. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** SHA-256 of a token, under which it is kept. */
export function hashToken(token: string): Digest {
  const digest = parseDigest(createHash('sha256').update(token).digest('hex'));
  if (!digest) throw new Error('SHA-256 gave no digest.');
  return digest;
}
