import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { canonicalBytes } from './canonical.js';
import { digestOf, type Digest } from './digest.js';
import { decodeHex } from './encoding.js';
import { leafHash, type Hash } from './log.js';

/**
 * Records of the log (docs/spec/trust.md 4.2). An entry of the log is the 32 bytes of the SHA-256 of a record's canonical
 * form, so bundles of entries tell nothing about private packages.
 */

interface Recorded {
  readonly schema_version: 'log-record.v0';
  /** Index in the log; the publish sequence. */
  readonly index: number;
  /** When the registry saw it first, ISO 8601 in UTC with milliseconds. */
  readonly time: string;
}

export interface RootRecord extends Recorded {
  readonly type: 'root';
  readonly version: number;
  readonly digest: Digest;
}

export interface KeyRecord extends Recorded {
  readonly type: 'key';
  readonly action: 'enrolled' | 'rotated';
  readonly namespace: string;
  readonly fingerprint: Digest;
  readonly replaces?: Digest;
}

interface PackageRecord extends Recorded {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly manifest_digest: Digest;
  /** Digest of the package's record before this one: its chain. */
  readonly previous: Digest | null;
}

export interface VersionRecord extends PackageRecord {
  readonly type: 'version';
  readonly archive_digest: Digest;
  readonly key_fingerprint: Digest;
  readonly decision: 'accepted';
}

export const STATUSES = ['active', 'yanked', 'deprecated', 'retired'] as const;
export type PackageStatus = (typeof STATUSES)[number];

export interface StatusRecord extends PackageRecord {
  readonly type: 'status';
  readonly status: PackageStatus;
  readonly reason: string | null;
}

export interface RevocationRecord extends Recorded {
  readonly type: 'revocation';
  readonly scope: 'key' | 'version' | 'namespace';
  readonly subject: string;
  readonly reason: string;
  /** Of a key: the index from which on its signatures do not count (docs/spec/trust.md 3.4); see `effectiveFrom`. */
  readonly since?: number;
}

/** From this index on so many keys of a namespace must sign (docs/spec/trust.md 3.3). */
export interface ThresholdRecord extends Recorded {
  readonly type: 'threshold';
  readonly namespace: string;
  readonly threshold: number;
}

export interface SnapshotRecord extends Recorded {
  readonly type: 'snapshot';
  /** Digest of the root page of the map of packages (docs/spec/trust.md 4.4). */
  readonly map_root: Digest;
  readonly packages: number;
  /** Sequence of the list of keys in force: an older list may lack a revocation. Records from before it have none. */
  readonly keys_sequence?: number;
}

export type LogRecord =
  RootRecord | KeyRecord | ThresholdRecord | VersionRecord | StatusRecord | RevocationRecord | SnapshotRecord;

const text = { type: 'string', minLength: 1, maxLength: 1000 };
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const count = { type: 'integer', minimum: 0 };
const chained = {
  namespace: text,
  name: text,
  version: text,
  manifest_digest: digest,
  previous: { oneOf: [digest, { type: 'null' }] },
};

const MEMBERS: Record<LogRecord['type'], Record<string, unknown>> = {
  root: { version: count, digest },
  key: { action: { enum: ['enrolled', 'rotated'] }, namespace: text, fingerprint: digest, replaces: digest },
  threshold: { namespace: text, threshold: { type: 'integer', minimum: 1 } },
  version: {
    ...chained,
    archive_digest: digest,
    key_fingerprint: digest,
    decision: { const: 'accepted' },
  },
  status: {
    ...chained,
    status: { enum: [...STATUSES] },
    reason: { type: ['string', 'null'], maxLength: 1000 },
  },
  revocation: {
    scope: { enum: ['key', 'version', 'namespace'] },
    subject: text,
    reason: text,
    since: count,
  },
  snapshot: { map_root: digest, packages: count, keys_sequence: count },
};
const OPTIONAL = new Set(['replaces', 'since', 'keys_sequence']);

const compiled = new Map<string, ValidateFunction>();

/** `value` as a record, or undefined when it is not exactly one. */
export function readLogRecord(value: unknown): LogRecord | undefined {
  const type = (value as { type?: unknown } | null)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(MEMBERS, type)) return undefined;
  if (!validatorOf(type as LogRecord['type'])(value)) return undefined;
  const record = value as LogRecord;
  return isInstant(record.time) ? record : undefined;
}

function validatorOf(type: LogRecord['type']): ValidateFunction {
  const known = compiled.get(type);
  if (known) return known;
  const properties = {
    schema_version: { const: 'log-record.v0' },
    index: count,
    time: text,
    type: { const: type },
    ...MEMBERS[type],
  };
  const validate = new Ajv2020({ strict: false }).compile({
    type: 'object',
    properties,
    required: Object.keys(properties).filter((member) => !OPTIONAL.has(member)),
    additionalProperties: false,
  });
  compiled.set(type, validate);
  return validate;
}

function isInstant(time: string): boolean {
  const at = new Date(time);
  return !Number.isNaN(at.getTime()) && at.toISOString() === time;
}

/** SHA-256 of the record's canonical form: its entry in the log, and its name. */
export function recordDigest(record: LogRecord): Digest {
  return digestOf(canonicalBytes(record));
}

/** Leaf hash of the record in the tree of the log. */
export function recordLeaf(record: LogRecord): Hash {
  return leafHash(decodeHex(recordDigest(record)) as Uint8Array);
}
