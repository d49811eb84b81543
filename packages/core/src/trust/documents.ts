import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parseCanonical } from '../canonical.js';
import { KEY_PURPOSES, type KeyPurpose } from '../keys.js';
import { trustInvalid } from './fault.js';
import { LOG_KEY_SCHEMAS, type LogKeysDocument } from './log-keys.js';

/** Largest trust document that is read, in bytes. */
const MAX_TRUST_BYTES = 4 * 1024 * 1024;

export interface DocumentSignature {
  readonly fingerprint: string;
  /** Base64 of 64 bytes. */
  readonly value: string;
}

/** A key that signs trust documents. */
export interface RootKeyEntry {
  readonly fingerprint: string;
  readonly name: string;
  /** Base64 of 32 bytes. */
  readonly public_key: string;
}

/** Keys of which so many must sign. */
export interface KeyQuorum {
  readonly threshold: number;
  readonly keys: readonly RootKeyEntry[];
}

export interface TrustRootDocument extends KeyQuorum {
  readonly schema_version: 'trust-root.v0';
  /** The same in every version. */
  readonly id: string;
  /** 1 for the first; each next one counts one more. */
  readonly version: number;
  readonly created: string;
  /** Until when the newest version may be used, ISO 8601 UTC. */
  readonly expires?: string;
  /** Who signs instead of the root's own keys: `keys` the list of keys. */
  readonly roles?: { readonly keys?: KeyQuorum };
  readonly signatures: readonly DocumentSignature[];
}

export interface TrustedKeyEntry {
  readonly fingerprint: string;
  readonly name: string;
  readonly public_key: string;
  readonly purpose: KeyPurpose;
  readonly namespaces: readonly string[];
  /** Log index of its enrolment: what it signed before that does not count. */
  readonly enrolled?: number;
  readonly revoked?: { readonly sequence: number; readonly reason: string };
}

/** From `sequence` on, so many keys of the namespace must sign a manifest. */
export interface NamespaceThreshold {
  readonly namespace: string;
  readonly threshold: number;
  readonly sequence: number;
}

/** A version that does not count any more. Of a private one the list, which is public, tells no more than its digest. */
export interface RevokedVersion {
  readonly coordinates?: string;
  readonly manifest_digest: string;
  readonly sequence: number;
  readonly reason?: string;
}

export interface RevokedNamespace {
  readonly namespace: string;
  readonly sequence: number;
  readonly reason: string;
}

export interface TrustKeysDocument extends LogKeysDocument {
  readonly schema_version: 'trust-keys.v0';
  /** Id of the root that signs this. */
  readonly root: string;
  /** Version of the root that was the newest when this was signed. */
  readonly root_version?: number;
  readonly sequence: number;
  readonly keys: readonly TrustedKeyEntry[];
  readonly thresholds?: readonly NamespaceThreshold[];
  readonly revoked_versions: readonly RevokedVersion[];
  readonly revoked_namespaces: readonly RevokedNamespace[];
  readonly signatures: readonly DocumentSignature[];
}

const text = { type: 'string', minLength: 1, maxLength: 500 };
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const sequence = { type: 'integer', minimum: 0 };

function closed(
  properties: Record<string, unknown>,
  optional: readonly string[] = [],
): Record<string, unknown> {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  };
}

function list(items: unknown): Record<string, unknown> {
  return { type: 'array', items, maxItems: 20_000 };
}

const signatures = list(closed({ fingerprint: digest, value: text }));
const threshold = { type: 'integer', minimum: 1, maximum: 100 };
const rootKeys = {
  ...list(closed({ fingerprint: digest, name: text, public_key: text })),
  minItems: 1,
  maxItems: 100,
};
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z$' };

const ROOT = closed(
  {
    schema_version: { const: 'trust-root.v0' },
    id: text,
    version: { type: 'integer', minimum: 1 },
    created: text,
    expires: time,
    threshold,
    keys: rootKeys,
    roles: closed({ keys: closed({ threshold, keys: rootKeys }) }, ['keys']),
    signatures,
  },
  ['expires', 'roles'],
);

const KEYS = closed(
  {
    schema_version: { const: 'trust-keys.v0' },
    root: text,
    root_version: { type: 'integer', minimum: 1 },
    sequence,
    keys: list(
      closed(
        {
          fingerprint: digest,
          name: text,
          public_key: text,
          purpose: { enum: [...KEY_PURPOSES] },
          namespaces: list(text),
          enrolled: sequence,
          revoked: closed({ sequence, reason: text }),
        },
        ['enrolled', 'revoked'],
      ),
    ),
    thresholds: list(closed({ namespace: text, threshold, sequence })),
    revoked_versions: list(
      closed({ coordinates: text, manifest_digest: digest, sequence, reason: text }, [
        'coordinates',
        'reason',
      ]),
    ),
    revoked_namespaces: list(closed({ namespace: text, sequence, reason: text })),
    signatures,
    ...LOG_KEY_SCHEMAS,
  },
  ['root_version', 'thresholds', 'log', 'receipts', 'witnesses'],
);

const ajv = new Ajv2020({ strict: false });
let validRoot: ValidateFunction<TrustRootDocument> | undefined;
let validKeys: ValidateFunction<TrustKeysDocument> | undefined;

/** A version of the root by its form; nothing about it is believed yet. Throws `trust-invalid`. */
export function readRoot(bytes: Uint8Array, name: string): TrustRootDocument {
  return read(bytes, (validRoot ??= ajv.compile<TrustRootDocument>(ROOT)), name);
}

/** The list of keys by its form; nothing about it is believed yet. Throws `trust-invalid`. */
export function readKeys(bytes: Uint8Array): TrustKeysDocument {
  return read(bytes, (validKeys ??= ajv.compile<TrustKeysDocument>(KEYS)), 'keys.json');
}

function read<Document>(bytes: Uint8Array, validate: ValidateFunction<Document>, name: string): Document {
  const parsed = parseCanonical(bytes, { maxBytes: MAX_TRUST_BYTES });
  if (!parsed.ok) throw trustInvalid(`${name} is not a canonical document: ${parsed.detail}.`);
  if (validate(parsed.value)) return parsed.value;
  const [fault] = validate.errors ?? [];
  throw trustInvalid(`${name}${fault?.instancePath ?? ''} ${fault?.message ?? 'is not what it must be'}.`);
}
