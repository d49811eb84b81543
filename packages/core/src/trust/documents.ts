import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json } from '../canonical.js';
import { CodedError } from '../errors.js';
import { KEY_PURPOSES, type KeyPurpose } from '../keys.js';
import { LOG_KEY_SCHEMAS, type LogKeysDocument } from './log-keys.js';

export interface DocumentSignature {
  readonly fingerprint: string;
  /** Base64 of 64 bytes. */
  readonly value: string;
}

export interface TrustRootDocument {
  readonly schema_version: 'trust-root.v0';
  readonly id: string;
  readonly version: number;
  readonly created: string;
  /** How many of `keys` must sign. */
  readonly threshold: number;
  readonly keys: readonly {
    readonly fingerprint: string;
    readonly name: string;
    readonly public_key: string;
  }[];
  readonly signatures: readonly DocumentSignature[];
}

export interface TrustedKeyEntry {
  readonly fingerprint: string;
  readonly name: string;
  readonly public_key: string;
  readonly purpose: KeyPurpose;
  readonly namespaces: readonly string[];
  readonly revoked?: { readonly sequence: number; readonly reason: string };
}

export interface RevokedVersion {
  readonly coordinates: string;
  readonly manifest_digest: string;
  readonly sequence: number;
  readonly reason: string;
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
  readonly sequence: number;
  readonly keys: readonly TrustedKeyEntry[];
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

const ROOT = closed({
  schema_version: { const: 'trust-root.v0' },
  id: text,
  version: { type: 'integer', minimum: 1 },
  created: text,
  threshold: { type: 'integer', minimum: 1 },
  keys: { ...list(closed({ fingerprint: digest, name: text, public_key: text })), minItems: 1 },
  signatures,
});

const KEYS = closed(
  {
    schema_version: { const: 'trust-keys.v0' },
    root: text,
    sequence,
    keys: list(
      closed(
        {
          fingerprint: digest,
          name: text,
          public_key: text,
          purpose: { enum: [...KEY_PURPOSES] },
          namespaces: list(text),
          revoked: closed({ sequence, reason: text }),
        },
        ['revoked'],
      ),
    ),
    revoked_versions: list(closed({ coordinates: text, manifest_digest: digest, sequence, reason: text })),
    revoked_namespaces: list(closed({ namespace: text, sequence, reason: text })),
    signatures,
    ...LOG_KEY_SCHEMAS,
  },
  ['log', 'receipts', 'witnesses'],
);

export function readRoot(value: Json): TrustRootDocument {
  return read<TrustRootDocument>(value, ROOT, 'root.json');
}

export function readKeys(value: Json): TrustKeysDocument {
  return read<TrustKeysDocument>(value, KEYS, 'keys.json');
}

function read<Document>(value: Json, schema: Record<string, unknown>, name: string): Document {
  const validate = new Ajv2020({ strict: false }).compile<Document>(schema);
  if (validate(value)) return value;
  const [fault] = validate.errors ?? [];
  throw new CodedError(
    'trust-invalid',
    `${name}${fault?.instancePath ?? ''} ${fault?.message ?? 'is not what it must be'}.`,
    {
      hint: 'Restore `trust/` from the instance that signed it, or fetch it again.',
    },
  );
}
