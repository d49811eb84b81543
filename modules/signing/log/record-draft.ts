import type { Digest } from '@iceos/core/digest';

/** How a published version stands. */
type RecordedStatus = 'active' | 'yanked' | 'deprecated' | 'retired';

/** What a record of the log says, before it has its index, its time and its place in the chain of its package. */
export type RecordDraft =
  | { readonly type: 'root'; readonly version: number; readonly digest: Digest }
  | {
      readonly type: 'key';
      readonly action: 'enrolled' | 'rotated';
      readonly namespace: string;
      readonly fingerprint: Digest;
      readonly replaces?: Digest;
    }
  | { readonly type: 'threshold'; readonly namespace: string; readonly threshold: number }
  | {
      readonly type: 'version';
      readonly namespace: string;
      readonly name: string;
      readonly version: string;
      readonly manifest_digest: Digest;
      readonly archive_digest: Digest;
      readonly key_fingerprint: Digest;
      readonly decision: 'accepted';
    }
  | {
      readonly type: 'status';
      readonly namespace: string;
      readonly name: string;
      readonly version: string;
      readonly manifest_digest: Digest;
      readonly status: RecordedStatus;
      readonly reason: string | null;
    }
  | {
      readonly type: 'revocation';
      readonly scope: 'key' | 'version' | 'namespace';
      readonly subject: string;
      readonly reason: string;
      /** Of a key: from which index on. */
      readonly since?: number;
    }
  | {
      readonly type: 'snapshot';
      readonly map_root: Digest;
      readonly packages: number;
      readonly keys_sequence: number;
    };

/** A record that was written. */
export interface AppendedRecord {
  readonly index: number;
  /** SHA-256 of the record, which is its entry in the log. */
  readonly digest: Digest;
  /** What the record says as its time: when the registry saw it first. */
  readonly time: string;
}
