import { sha256 } from '@noble/hashes/sha2.js';

export function sha256Bytes(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}
