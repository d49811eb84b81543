import { verifyCheckpoint, type VerifiedCheckpoint } from '../checkpoint.js';
import { decodeBase64 } from '../encoding.js';
import { HASH_BYTES, verifyInclusion, type Hash } from '../log.js';
import { readLogRecord, recordLeaf, type LogRecord, type SnapshotRecord } from '../log-record.js';
import { Refusal } from '../refusal.js';
import type { TrustSnapshot, VerifySignature } from '../trust.js';
import { verifyMapAnswer, type PackageLeaf } from '../verifiable-map.js';
import type { SnapshotDocument } from './document.js';

/** What a registry shows to say how a package stands, whether it is there or not. */
export interface StandingDocument {
  /** The newest checkpoint, as it was signed. */
  readonly checkpoint: string;
  readonly snapshot: SnapshotDocument;
}

export interface ProvedStanding {
  readonly checkpoint: VerifiedCheckpoint;
  /** Time of the snapshot. */
  readonly asOf: string;
  /** What the map says of the package; undefined where the log proves that there is none. */
  readonly leaf: PackageLeaf | undefined;
}

/**
 * Verifies what the tree of a signed checkpoint says about the package `namespace/name`: its leaf, or that there is no such
 * package. Whether the tree is the newest is for the caller's memory to say. Throws `evidence-invalid`, or `rollback` when the
 * list of keys at hand is older than the log says.
 */
export function proveStanding(
  { checkpoint: note, snapshot }: StandingDocument,
  place: string,
  { trust, verify }: { readonly trust: TrustSnapshot; readonly verify: VerifySignature },
): ProvedStanding {
  const checkpoint = verifyCheckpoint(note, trust, verify, place);
  const { record, leaf } = proveSnapshot(snapshot, checkpoint, place, place);
  requireNewestKeys(record, trust);
  return { checkpoint, asOf: record.time, leaf };
}

/** The snapshot of a verified tree and what its map says of the package `place`. Throws `evidence-invalid`. */
export function proveSnapshot(
  { record: value, proof, pages }: SnapshotDocument,
  checkpoint: VerifiedCheckpoint,
  place: string,
  label: string,
): { readonly record: SnapshotRecord; readonly leaf: PackageLeaf | undefined } {
  const record = readLogRecord(value);
  if (record?.type !== 'snapshot') throw invalid(label, 'its snapshot is none');
  // The last entry of each tree that was signed is its snapshot; an older one would hide what came after.
  if (record.index !== checkpoint.size - 1)
    throw invalid(label, 'the snapshot is not the last entry', checkpoint.size - 1, record.index);
  requireIncluded(record, proof, checkpoint, label);
  const answer = verifyMapAnswer(record.map_root, place, pages);
  if (!answer.ok) throw invalid(label, `the answer of the map does not hold: ${answer.detail}`);
  return { record, leaf: answer.leaf };
}

/** Refuses a record that is not shown to be in the tree of a checkpoint (`evidence-invalid`). */
export function requireIncluded(
  record: LogRecord,
  proof: readonly string[],
  { size, root }: VerifiedCheckpoint,
  label: string,
): void {
  const hashes = proof.map((text) => decodeBase64(text));
  const whole = hashes.every((hash): hash is Hash => hash?.length === HASH_BYTES);
  if (!whole || !verifyInclusion(recordLeaf(record), record.index, size, hashes, root))
    throw invalid(label, `the record ${record.index} is not shown to be in the log`);
}

/** Subject of a refusal that is about the list of keys itself. */
export const KEYS_SUBJECT = 'trust/keys.json';

/** A list of keys from before the snapshot may lack a revocation: whoever gives it hides one (docs/spec/trust.md 4.4). */
export function requireNewestKeys(
  snapshot: SnapshotRecord | undefined,
  { sequence }: Pick<TrustSnapshot, 'sequence'>,
): void {
  const { keys_sequence: expected = 0 } = snapshot ?? {};
  if (sequence >= expected) return;
  throw new Refusal(
    'rollback',
    'The list of keys at hand is older than the one in force when the log was signed.',
    {
      subject: KEYS_SUBJECT,
      expected: `sequence ${expected} or later`,
      found: `sequence ${sequence}`,
    },
  );
}

/** The refusal of evidence for `subject`, and why. */
export function invalid(
  subject: string,
  detail: string,
  expected?: string | number,
  found?: string | number,
): Refusal {
  return new Refusal('evidence-invalid', `The evidence for ${subject} is refused: ${detail}.`, {
    subject,
    ...(expected === undefined ? {} : { expected: String(expected) }),
    ...(found === undefined ? {} : { found: String(found) }),
  });
}
