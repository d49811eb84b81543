import { parseCanonical } from './canonical.js';
import { verifyCheckpoint, type VerifiedCheckpoint } from './checkpoint.js';
import type { Digest } from './digest.js';
import { verifyAcceptance, type Envelope } from './dsse.js';
import { decodeBase64, encodeBase64 } from './encoding.js';
import { evidenceValidator, type EvidenceDocument } from './evidence/document.js';
import { gradeOf, type FreshnessGrade } from './evidence/freshness.js';
import { HASH_BYTES, verifyConsistency, verifyInclusion, type Hash } from './log.js';
import { readLogRecord, recordDigest, recordLeaf, type LogRecord, type VersionRecord } from './log-record.js';
import { Refusal } from './refusal.js';
import type { TrustSnapshot, VerifySignature } from './trust.js';
import { verifyMapAnswer, type PackageLeaf } from './verifiable-map.js';

export { type FreshnessGrade } from './evidence/freshness.js';

/**
 * Evidence (docs/spec/trust.md 4): a document beside a manifest that shows, with no network, that the registry accepted
 * exactly this version, and what its newest checkpoint says about the package. Pure: bytes, trust, a clock and what was
 * remembered go in; what is proved comes out, or a `Refusal`.
 */

/** What evidence can be asked for, by a manifest (`required_evidence`) or by a cluster. */
export const EVIDENCE_KINDS = ['log', 'acceptance', 'snapshot', 'witness'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Largest evidence document that is read, in bytes. */
export const MAX_EVIDENCE_BYTES = 256 * 1024;

/** What is about to be used; the record must be about this and nothing else. */
export interface EvidenceSubject {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly manifestDigest: Digest;
  readonly archiveDigest: Digest;
  readonly keyFingerprint: Digest;
}

/** The largest checkpoint that was accepted before, and the ones that were proved to be its beginnings. */
export interface RememberedLog {
  readonly size: number;
  readonly root: Hash;
  /** Time of its snapshot in milliseconds; a clock that shows less was set back. */
  readonly time?: number;
  /** Roots in base64 by size. */
  readonly earlier: ReadonlyMap<number, string>;
}

export interface EvidenceContext {
  readonly trust: TrustSnapshot;
  readonly verify: VerifySignature;
  readonly now: Date;
  readonly required: readonly string[];
  /** The oldest grade that is accepted; by default every one is. */
  readonly freshness?: Extract<FreshnessGrade, 'live' | 'aged'>;
  readonly remembered?: RememberedLog;
  /** From the remembered size to that of the evidence, where the evidence is newer. */
  readonly consistency?: readonly Hash[];
}

export interface ProvedEvidence {
  /** Index of the version's record: what "before" and "after" mean (docs/spec/trust.md 3.3). */
  readonly index: number;
  /** When the registry saw the version first. */
  readonly firstSeen: string;
  readonly checkpoint: VerifiedCheckpoint;
  /** What the map says; undefined where the evidence has no snapshot. */
  readonly latest: string | null | undefined;
  readonly status: string | undefined;
  readonly grade: FreshnessGrade;
  /** Time of the snapshot. */
  readonly asOf: string | undefined;
  readonly kinds: ReadonlySet<EvidenceKind>;
}

/** Verifies evidence for `subject`. Throws `evidence-missing`, `evidence-invalid`, `rollback` or `stale`. */
export function verifyEvidence(
  bytes: Uint8Array,
  subject: EvidenceSubject,
  context: EvidenceContext,
): ProvedEvidence {
  const label = labelOf(subject);
  const document = read(bytes, label);
  const { trust, verify } = context;
  if (document.registry !== trust.rootId)
    throw invalid(label, 'it is of another registry', trust.rootId, document.registry);
  const record = versionRecord(document.record, subject, label);
  const checkpoint = verifyCheckpoint(document.checkpoint, trust, verify, label);
  const { index, size, proof } = document.inclusion;
  if (index !== record.index) throw invalid(label, 'the proof is of another entry', record.index, index);
  if (size !== checkpoint.size) throw invalid(label, 'the proof is of another tree', checkpoint.size, size);
  requireIncluded(record, proof, checkpoint, label);
  requireHistory(checkpoint, context, label);
  const snapshot = document.snapshot && readSnapshot(document.snapshot, checkpoint, subject, label);
  for (const envelope of document.statements) requireStatement(envelope, record, context, label);
  const kinds = new Set<EvidenceKind>(['log']);
  if (document.statements.length > 0) kinds.add('acceptance');
  if (snapshot) kinds.add('snapshot');
  if (checkpoint.witnessed) kinds.add('witness');
  requireKinds(context.required, kinds, label);
  const grade = gradeOf(snapshot?.time, context.now, context.remembered?.time);
  requireFresh(grade, context.freshness, label);
  return {
    index,
    firstSeen: record.time,
    checkpoint,
    latest: snapshot?.leaf.latest,
    status: snapshot?.leaf.status,
    grade,
    asOf: snapshot?.time,
    kinds,
  };
}

/** Refuses when evidence of a kind that is asked for is not there (docs/spec/trust.md 4.5). */
export function requireKinds(required: readonly string[], kinds: ReadonlySet<string>, label: string): void {
  const missing = required.find((kind) => !kinds.has(kind));
  if (missing === undefined) return;
  throw new Refusal('evidence-missing', `${label} requires the evidence ${missing}.`, {
    subject: label,
    expected: missing,
    found: [...kinds].join(', ') || 'none',
  });
}

function read(bytes: Uint8Array, label: string): EvidenceDocument {
  const parsed = parseCanonical(bytes, { maxBytes: MAX_EVIDENCE_BYTES });
  if (!parsed.ok) throw invalid(label, parsed.detail);
  const validate = evidenceValidator();
  if (validate(parsed.value)) return parsed.value as unknown as EvidenceDocument;
  const [fault] = validate.errors ?? [];
  throw invalid(label, `${fault?.instancePath || 'it'} ${fault?.message ?? 'has another form'}`);
}

/** The record that is proved must be the record that is used (docs/spec/trust.md 4.2). */
function versionRecord(value: unknown, subject: EvidenceSubject, label: string): VersionRecord {
  const record = readLogRecord(value);
  if (record?.type !== 'version') throw invalid(label, 'its record is not that of a version');
  const pairs: [what: string, expected: string, found: string][] = [
    ['namespace', subject.namespace, record.namespace],
    ['name', subject.name, record.name],
    ['version', subject.version, record.version],
    ['manifest', subject.manifestDigest, record.manifest_digest],
    ['archive', subject.archiveDigest, record.archive_digest],
    ['key', subject.keyFingerprint, record.key_fingerprint],
  ];
  for (const [what, expected, found] of pairs)
    if (expected !== found) throw invalid(label, `the record is about another ${what}`, expected, found);
  return record;
}

function requireIncluded(
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

/** Against rollback and forks: the tree continues the one that was accepted before (docs/spec/trust.md 4.6). */
function requireHistory(
  { size, root }: VerifiedCheckpoint,
  { remembered, consistency }: EvidenceContext,
  label: string,
): void {
  if (!remembered) return;
  const before = size === remembered.size ? encodeBase64(remembered.root) : remembered.earlier.get(size);
  if (before !== undefined) {
    if (before === encodeBase64(root)) return;
    throw invalid(label, `the log shows two trees of ${size} entries`, before, encodeBase64(root));
  }
  const found = `a checkpoint of ${size} entries`;
  if (size < remembered.size)
    throw new Refusal('rollback', `${label} comes with ${found}; this cluster has accepted a larger one.`, {
      subject: label,
      expected: `at least ${remembered.size} entries`,
      found: `${size} entries`,
    });
  if (!consistency)
    throw new Refusal('evidence-missing', `${label} comes with ${found} and no proof of its history.`, {
      subject: label,
      expected: `a consistency proof from ${remembered.size} entries`,
      found: 'none',
    });
  if (!verifyConsistency(remembered.size, remembered.root, size, root, consistency))
    throw invalid(label, `the log of ${size} entries does not continue the one of ${remembered.size}`);
}

function readSnapshot(
  { record: value, proof, pages }: NonNullable<EvidenceDocument['snapshot']>,
  checkpoint: VerifiedCheckpoint,
  { namespace, name }: EvidenceSubject,
  label: string,
): { readonly time: string; readonly leaf: PackageLeaf } {
  const record = readLogRecord(value);
  if (record?.type !== 'snapshot') throw invalid(label, 'its snapshot is none');
  // The last entry of each tree that was signed is its snapshot; an older one would hide what came after.
  if (record.index !== checkpoint.size - 1)
    throw invalid(label, 'the snapshot is not the last entry', checkpoint.size - 1, record.index);
  requireIncluded(record, proof, checkpoint, label);
  const answer = verifyMapAnswer(record.map_root, `${namespace}/${name}`, pages);
  if (!answer.ok) throw invalid(label, `the answer of the map does not hold: ${answer.detail}`);
  if (!answer.leaf) throw invalid(label, 'the map does not know the package');
  return { time: record.time, leaf: answer.leaf };
}

function requireStatement(
  envelope: Envelope,
  record: VersionRecord,
  { trust, verify }: EvidenceContext,
  label: string,
): void {
  const { namespace, name, version } = record;
  const expected = {
    coordinates: { namespace, name, version },
    manifestDigest: record.manifest_digest,
    archiveDigest: record.archive_digest,
    registry: trust.rootId,
    index: record.index,
    record: recordDigest(record),
    acceptedAt: record.time,
    keyFingerprint: record.key_fingerprint,
  };
  verifyAcceptance(envelope, expected, trust, verify, label);
}

function requireFresh(grade: FreshnessGrade, freshness: EvidenceContext['freshness'], label: string): void {
  if (freshness === undefined || grade === 'live' || (grade === 'aged' && freshness === 'aged')) return;
  throw new Refusal('stale', `What is known about ${label} is not fresh enough.`, {
    subject: label,
    expected: freshness,
    found: grade,
  });
}

function labelOf({ namespace, name, version }: EvidenceSubject): string {
  return `${namespace}/${name}@${version}`;
}

function invalid(
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
