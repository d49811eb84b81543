import { canonicalBytes, type Json } from './canonical.js';
import { decodeHex } from './encoding.js';
import type { Digest } from './digest.js';

/**
 * What keys sign (docs/spec/trust.md 1.1): the 64 bytes of a manifest message, or a statement, which begins with one of
 * these labels and is never 64 bytes long. So no signature over one can pass for a signature over the other.
 */
export const STATEMENT_LABELS = [
  'iceos-key-possession-v1',
  'iceos-key-rotation-v1',
  'iceos-key-threshold-v1',
  'iceos-trust-root-v1',
  'iceos-trust-keys-v1',
] as const;
export type StatementLabel = (typeof STATEMENT_LABELS)[number];

const encoder = new TextEncoder();
/** Length of the message of a manifest; nothing else that a key signs has it. */
export const MANIFEST_MESSAGE_BYTES = 64;

/** SHA-256(archive) followed by SHA-256(signed view of the manifest), as 2 × 32 raw bytes. */
export function manifestMessage(archive: Digest, manifest: Digest): Uint8Array {
  const message = new Uint8Array(MANIFEST_MESSAGE_BYTES);
  message.set(decodeHex(archive) as Uint8Array, 0);
  message.set(decodeHex(manifest) as Uint8Array, 32);
  return message;
}

/** `label`, a newline, the canonical form of `body`. */
export function statementMessage(label: StatementLabel, body: Json): Uint8Array {
  const head = encoder.encode(`${label}\n`);
  const tail = canonicalBytes(body);
  const message = new Uint8Array(head.length + tail.length);
  message.set(head);
  message.set(tail, head.length);
  if (message.length === MANIFEST_MESSAGE_BYTES)
    throw new RangeError('A statement may not be 64 bytes long.');
  return message;
}
