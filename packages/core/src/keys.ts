import { digestOf, type Digest } from './digest.js';

/** What a key may sign; one purpose each (docs/spec/trust.md 2.1). */
export const KEY_PURPOSES = ['manifest', 'root', 'log', 'receipt'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** Signature types of C2SP signed-note: Ed25519 over the text, and the timestamped cosignature of a witness. */
export const NOTE_ED25519 = 0x01;
export const NOTE_COSIGNATURE = 0x04;

const encoder = new TextEncoder();

/** Identity of a key: SHA-256 of its 32 bytes. */
export function fingerprintOf(publicKey: Uint8Array): Digest {
  return digestOf(publicKey);
}

/** Key id of C2SP signed-note as 8 hex digits, from SHA-256(name ‖ newline ‖ type byte ‖ key). */
export function noteKeyId(name: string, type: number, publicKey: Uint8Array): string {
  const label = encoder.encode(`${name}\n`);
  const bytes = new Uint8Array(label.length + 1 + publicKey.length);
  bytes.set(label);
  bytes[label.length] = type;
  bytes.set(publicKey, label.length + 1);
  return digestOf(bytes).slice(0, 8);
}

/**
 * `public_key_id` of a key: `<name>+<8 hex>`, the digits as in C2SP signed-note. An aid to look a key up; it decides
 * nothing (docs/spec/trust.md 3.1).
 */
export function keyIdOf(name: string, publicKey: Uint8Array): string {
  return `${name}+${noteKeyId(name, NOTE_ED25519, publicKey)}`;
}

/** Whether `id` is the `public_key_id` that `publicKey` has under some name. */
export function isKeyIdOf(id: string, publicKey: Uint8Array): boolean {
  const end = id.lastIndexOf('+');
  return end > 0 && keyIdOf(id.slice(0, end), publicKey) === id;
}
