import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { decodeBase64, encodeBase64 } from '../encoding.js';
import { CodedError } from '../errors.js';
import { KEY_PURPOSES, type KeyPurpose } from '../keys.js';

export interface PrivateKeyDocument {
  readonly name: string;
  readonly purpose: KeyPurpose;
  readonly publicKey: Uint8Array;
  /** PKCS #8, DER. */
  readonly pkcs8: Buffer;
}

/** scrypt with 128 MiB of memory: about half a second a guess (docs/spec/trust.md 3.5). */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const SCHEMA = 'ice-key.v0';

export function sealPrivate(
  { name, purpose, publicKey, pkcs8 }: PrivateKeyDocument,
  passphrase?: string,
): string {
  const open = { schema_version: SCHEMA, name, purpose, public_key: encodeBase64(publicKey) };
  if (passphrase === undefined) return document({ ...open, private_key: encodeBase64(pkcs8) });
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, 32, SCRYPT), nonce);
  cipher.setAAD(Buffer.from(JSON.stringify(open)));
  const sealed = Buffer.concat([cipher.update(pkcs8), cipher.final(), cipher.getAuthTag()]);
  const { N, r, p } = SCRYPT;
  return document({
    ...open,
    sealed: {
      kdf: 'scrypt',
      N,
      r,
      p,
      salt: encodeBase64(salt),
      cipher: 'aes-256-gcm',
      nonce: encodeBase64(nonce),
      data: encodeBase64(sealed),
    },
  });
}

function document(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function openPrivate(text: string, passphrase?: string): PrivateKeyDocument {
  const value = parse(text);
  const { name, purpose, public_key: publicKeyText } = value;
  const publicKey = bytesOf(publicKeyText);
  if (
    value.schema_version !== SCHEMA ||
    typeof name !== 'string' ||
    !KEY_PURPOSES.includes(purpose as KeyPurpose)
  )
    throw invalid();
  const head = { name, purpose: purpose as KeyPurpose, publicKey };
  if (value.private_key !== undefined) return { ...head, pkcs8: Buffer.from(bytesOf(value.private_key)) };
  if (passphrase === undefined) {
    throw new CodedError('key-passphrase-needed', `The key ${name} is sealed with a passphrase.`, {
      hint: 'Give the passphrase when asked, or set ICE_KEY_PASSPHRASE.',
    });
  }
  const open = { schema_version: SCHEMA, name, purpose, public_key: publicKeyText };
  return { ...head, pkcs8: unseal(value.sealed, passphrase, Buffer.from(JSON.stringify(open))) };
}

function unseal(value: unknown, passphrase: string, associated: Buffer): Buffer {
  const sealed = (value ?? {}) as Record<string, unknown>;
  const { N, r, p } = sealed;
  // A key file is the user's own, but its cost must not be able to exhaust the machine.
  if (
    sealed.kdf !== 'scrypt' ||
    sealed.cipher !== 'aes-256-gcm' ||
    N !== SCRYPT.N ||
    r !== SCRYPT.r ||
    p !== SCRYPT.p
  )
    throw invalid();
  const data = Buffer.from(bytesOf(sealed.data));
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      scryptSync(passphrase, bytesOf(sealed.salt), 32, SCRYPT),
      bytesOf(sealed.nonce),
    );
    decipher.setAAD(associated);
    decipher.setAuthTag(data.subarray(-16));
    return Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]);
  } catch (cause) {
    throw new CodedError(
      'key-passphrase-wrong',
      'The passphrase does not open the key, or the key file was changed.',
      { cause },
    );
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    throw invalid();
  }
  throw invalid();
}

function bytesOf(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (!bytes) throw invalid();
  return bytes;
}

function invalid(): CodedError<'key-file-invalid'> {
  return new CodedError('key-file-invalid', 'That is not a key file of ice.', {
    hint: 'Make one with `ice keys create`.',
  });
}
