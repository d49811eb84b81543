import { decodeBase64 } from '../encoding.js';
import type { Digest } from '../digest.js';
import { fingerprintOf } from '../keys.js';
import { trustInvalid } from './fault.js';

/** A public key with a name, as keys.json lists it. */
export interface NamedKeyEntry {
  readonly name: string;
  readonly fingerprint: string;
  /** Base64 of 32 bytes. */
  readonly public_key: string;
}

/** The members of keys.json about the registry's log (docs/spec/trust.md 4). */
export interface LogKeysDocument {
  readonly log?: { readonly origin: string; readonly keys: readonly NamedKeyEntry[] };
  readonly receipts?: { readonly keys: readonly NamedKeyEntry[] };
  readonly witnesses?: {
    readonly threshold: number;
    readonly keys: readonly Omit<NamedKeyEntry, 'fingerprint'>[];
  };
}

export interface NamedKey {
  readonly name: string;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
}

/** Who may sign the log, who its receipts, and who witnesses it. */
export interface LogTrust {
  readonly log?: { readonly origin: string; readonly keys: ReadonlyMap<Digest, NamedKey> };
  readonly receipts?: ReadonlyMap<Digest, NamedKey>;
  readonly witnesses?: { readonly threshold: number; readonly keys: readonly NamedKey[] };
}

const text = { type: 'string', minLength: 1, maxLength: 200 };
/** A name in a signature line: neither spaces nor `+` nor control characters (C2SP signed-note). */
const noteName = { ...text, pattern: '^[!-*,-~]+$' };
const fingerprint = { type: 'string', pattern: '^[0-9a-f]{64}$' };

function closed(properties: Record<string, unknown>): Record<string, unknown> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const named = {
  type: 'array',
  items: closed({ name: text, fingerprint, public_key: text }),
  minItems: 1,
  maxItems: 100,
};

export const LOG_KEY_SCHEMAS = {
  log: closed({
    // With 17 characters or more, no checkpoint is 64 bytes long, as the message of a manifest is (1.1).
    origin: { ...noteName, minLength: 17 },
    keys: named,
  }),
  receipts: closed({ keys: named }),
  witnesses: closed({
    threshold: { type: 'integer', minimum: 1 },
    keys: {
      type: 'array',
      items: closed({ name: noteName, public_key: text }),
      minItems: 1,
      maxItems: 100,
    },
  }),
};

/**
 * Reads the keys of the log out of keys.json. `taken` holds the fingerprints of all other keys: a key has one purpose
 * (docs/spec/trust.md 2.1). Throws `trust-invalid`.
 */
export function readLogTrust(document: LogKeysDocument, taken: ReadonlySet<string>): LogTrust {
  const seen = new Set(taken);
  const named = (entries: readonly NamedKeyEntry[]) =>
    new Map(entries.map((entry) => [entry.fingerprint as Digest, readKey(entry, entry.fingerprint, seen)]));
  const { log, receipts, witnesses } = document;
  if (witnesses && witnesses.threshold > witnesses.keys.length)
    throw trustInvalid(
      `${witnesses.threshold} witnesses are asked for, ${witnesses.keys.length} are listed.`,
    );
  return {
    ...(log ? { log: { origin: log.origin, keys: named(log.keys) } } : {}),
    ...(receipts ? { receipts: named(receipts.keys) } : {}),
    ...(witnesses
      ? {
          witnesses: {
            threshold: witnesses.threshold,
            keys: witnesses.keys.map((entry) => readKey(entry, undefined, seen)),
          },
        }
      : {}),
  };
}

function readKey(
  { name, public_key }: Pick<NamedKeyEntry, 'name' | 'public_key'>,
  expected: string | undefined,
  seen: Set<string>,
): NamedKey {
  const publicKey = decodeBase64(public_key);
  if (publicKey?.length !== 32) throw trustInvalid(`The key ${name} does not have 32 bytes.`);
  const found = fingerprintOf(publicKey);
  if (expected !== undefined && expected !== found)
    throw trustInvalid(`The fingerprint of the key ${name} is not that of its bytes.`);
  if (seen.has(found)) throw trustInvalid(`The key ${name} is listed for two purposes.`);
  seen.add(found);
  return { name, publicKey };
}
