import type { Digest } from '@iceos/core/digest';
import type { LogRecord } from '@iceos/core/log-record';
import { oneLine } from '../ui/table.js';
import type { CopiedRecord } from './record-copy.js';

/** Something that the log says, as it is told. */
export interface LogEvent {
  readonly index: number;
  /** Digest of the record: its entry in the log. */
  readonly record: Digest;
  readonly time: string;
  readonly type: LogRecord['type'];
  /** The name space that it is about, where it is about one. */
  readonly namespace: string | null;
  readonly text: string;
  /** Whether nobody expected it (`Watch`). */
  readonly unexpected: boolean;
}

/** What is watched, and which keys are expected there. */
export interface Watch {
  /** Name spaces; every one where none is named. */
  readonly namespaces: ReadonlySet<string>;
  /** Fingerprints of the keys that are expected; undefined where nothing is unexpected. */
  readonly keys: ReadonlySet<string> | undefined;
}

/** What a record tells to who watches; undefined for snapshots, which every batch has, and for name spaces nobody watches. */
export function eventOf({ digest, record }: CopiedRecord, watch: Watch): LogEvent | undefined {
  const namespace = namespaceOf(record);
  const watched = namespace === null || watch.namespaces.size === 0 || watch.namespaces.has(namespace);
  if (record.type === 'snapshot' || !watched) return undefined;
  return {
    index: record.index,
    record: digest,
    time: record.time,
    type: record.type,
    namespace,
    text: oneLine(textOf(record)),
    unexpected: watch.keys !== undefined && isUnexpected(record, watch.keys),
  };
}

function namespaceOf(record: LogRecord): string | null {
  if ('namespace' in record) return record.namespace;
  return record.type === 'revocation' && record.scope === 'namespace' ? record.subject : null;
}

function textOf(record: Exclude<LogRecord, { type: 'snapshot' }>): string {
  switch (record.type) {
    case 'root':
      return `version ${record.version} of the root, ${record.digest}`;
    case 'key':
      return `key ${record.fingerprint} ${record.action} for ${record.namespace}${record.replaces === undefined ? '' : ` in the place of ${record.replaces}`}`;
    case 'threshold':
      return `${record.threshold} keys of ${record.namespace} sign from now on`;
    case 'version':
      return `${record.namespace}/${record.name}@${record.version} by ${record.key_fingerprint}, manifest ${record.manifest_digest}`;
    case 'status':
      return `${record.namespace}/${record.name}@${record.version} is ${record.status}${record.reason === null ? '' : `: ${record.reason}`}`;
    default:
      return `${record.scope} ${record.subject} revoked from ${record.since ?? record.index} on: ${record.reason}`;
  }
}

/**
 * Whether keys other than the expected ones came to sign or signed, or the say of the expected ones was changed. What is about
 * no name space, and ends no expected key, is told and is no surprise.
 */
function isUnexpected(record: LogRecord, keys: ReadonlySet<string>): boolean {
  switch (record.type) {
    case 'version':
      return !keys.has(record.key_fingerprint);
    case 'key':
      return !keys.has(record.fingerprint);
    case 'threshold':
      return true;
    case 'revocation':
      return record.scope === 'namespace' || (record.scope === 'key' && keys.has(record.subject));
    default:
      return false;
  }
}
