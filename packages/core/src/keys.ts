import { digestOf, type Digest } from './digest.js';
import { decodeBase64, encodeBase64 } from './encoding.js';

/** What a key may sign; one purpose each (docs/spec/trust.md 2.1). */
export const KEY_PURPOSES = ['manifest', 'root', 'keys', 'log', 'receipt'] as const;
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

/** A key on one line, to be given away: `<name>+<8 hex>+<base64 of type byte and key>`, as in C2SP signed-note. */
export function formatPublicKey(name: string, publicKey: Uint8Array): string {
  return `${keyIdOf(name, publicKey)}+${encodeBase64(Uint8Array.of(NOTE_ED25519, ...publicKey))}`;
}

/** Reads what `formatPublicKey` writes; undefined when it is not exactly that. Whether the key is sound is not asked. */
export function parsePublicKey(line: string): { name: string; publicKey: Uint8Array } | undefined {
  const [, name, rest] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,99})\+[0-9a-f]{8}\+(\S{44,48})$/.exec(line) ?? [];
  const bytes = rest === undefined ? undefined : decodeBase64(rest);
  if (name === undefined || bytes?.length !== 33 || bytes[0] !== NOTE_ED25519) return undefined;
  const publicKey = bytes.slice(1);
  return formatPublicKey(name, publicKey) === line ? { name, publicKey } : undefined;
}
