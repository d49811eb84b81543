import { parseCanonical } from './canonical.js';
import { verifyCheckpoint, type VerifiedCheckpoint } from './checkpoint.js';
import type { Digest } from './digest.js';
import { verifyAcceptance, type Envelope } from './dsse.js';
import { evidenceValidator, type EvidenceDocument } from './evidence/document.js';
import { gradeOf, type AcceptedFreshness, type FreshnessGrade } from './evidence/freshness.js';
import { requireHistory, type RememberedLog } from './evidence/history.js';
import { invalid, proveSnapshot, requireIncluded, requireNewestKeys } from './evidence/snapshot.js';
import type { Hash } from './log.js';
import { readLogRecord, recordDigest, type VersionRecord } from './log-record.js';
import { Refusal } from './refusal.js';
import type { TrustSnapshot, VerifySignature } from './trust.js';

export { type AcceptedFreshness, type FreshnessGrade } from './evidence/freshness.js';
export { assembleEvidence, assembleSnapshot, type EvidenceSource } from './evidence/assemble.js';
export { type EvidenceDocument } from './evidence/document.js';
export {
  historyOf,
  requireHistory,
  type HistoryVerdict,
  type RememberedLog,
  type SignedTree,
} from './evidence/history.js';
export {
  KEYS_SUBJECT,
  proveStanding,
  type ProvedStanding,
  type StandingDocument,
} from './evidence/snapshot.js';

/**
 * Evidence (docs/spec/trust.md 4): a document beside a manifest that shows, with no network, that the registry accepted
 * exactly this version, and what its newest checkpoint says about the package. Pure: bytes, trust, a clock and what was
 * remembered go in; what is proved comes out, or a `Refusal`.
 */

/** What evidence can be asked for, by a manifest (`required_evidence`) or by a cluster. */
export const EVIDENCE_KINDS = ['log', 'acceptance', 'snapshot', 'witness'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What every registry gives about every version; that one of them is not there means that somebody took it away. */
export const REGISTRY_EVIDENCE: readonly EvidenceKind[] = ['log', 'acceptance', 'snapshot'];

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

/** What is trusted, and who checks signatures. */
export interface EvidenceTrust {
  readonly trust: TrustSnapshot;
  readonly verify: VerifySignature;
}

/** What is asked of proved evidence, by which clock and which memory of the log. */
export interface EvidenceDemands {
  readonly now: Date;
  readonly required: readonly string[];
  /** The oldest grade that is accepted; by default every one is. */
  readonly freshness?: AcceptedFreshness;
  readonly remembered?: RememberedLog;
  /** From the remembered size to that of the evidence, where the evidence is newer. */
  readonly consistency?: readonly Hash[];
}

export interface EvidenceContext extends EvidenceTrust, EvidenceDemands {}

export interface ProvedEvidence {
  /** Index of the version's record: what "before" and "after" mean (docs/spec/trust.md 3.3). */
  readonly index: number;
  /** When the registry saw the version first. */
  readonly firstSeen: string;
  readonly checkpoint: VerifiedCheckpoint;
  /** What the map says; undefined where the evidence has no snapshot. */
  readonly latest: string | null | undefined;
  readonly status: string | undefined;
  /** Time of the snapshot. */
  readonly asOf: string | undefined;
  readonly kinds: ReadonlySet<EvidenceKind>;
}

/**
 * Verifies everything about evidence for `subject` that no clock and no memory has a part in, so that the answer may be
 * kept for these bytes and this trust. Throws `evidence-invalid`, or `rollback` when the list of keys at hand is older than
 * the log says.
 */
export function proveEvidence(
  bytes: Uint8Array,
  subject: EvidenceSubject,
  { trust, verify }: EvidenceTrust,
): ProvedEvidence {
  const label = labelOf(subject);
  const document = read(bytes, label);
  if (document.registry !== trust.rootId)
    throw invalid(label, 'it is of another registry', trust.rootId, document.registry);
  const record = versionRecord(document.record, subject, label);
  const checkpoint = verifyCheckpoint(document.checkpoint, trust, verify, label);
  const { index, size, proof } = document.inclusion;
  if (index !== record.index) throw invalid(label, 'the proof is of another entry', record.index, index);
  if (size !== checkpoint.size) throw invalid(label, 'the proof is of another tree', checkpoint.size, size);
  requireIncluded(record, proof, checkpoint, label);
  const place = `${subject.namespace}/${subject.name}`;
  const snapshot = document.snapshot && proveSnapshot(document.snapshot, checkpoint, place, label);
  if (snapshot && !snapshot.leaf) throw invalid(label, 'the map does not know the package');
  requireNewestKeys(snapshot?.record, trust);
  for (const envelope of document.statements) requireStatement(envelope, record, { trust, verify }, label);
  const kinds = new Set<EvidenceKind>(['log']);
  if (document.statements.length > 0) kinds.add('acceptance');
  if (snapshot) kinds.add('snapshot');
  if (checkpoint.witnessed) kinds.add('witness');
  return {
    index,
    firstSeen: record.time,
    checkpoint,
    latest: snapshot?.leaf?.latest,
    status: snapshot?.leaf?.status,
    asOf: snapshot?.record.time,
    kinds,
  };
}

/**
 * Judges what was proved, or that nothing was, by what is demanded now; answers with the grade. Throws `evidence-missing`,
 * `evidence-invalid`, `rollback` or `stale`.
 */
export function judgeEvidence(
  proved: ProvedEvidence | undefined,
  { now, required, freshness, remembered, consistency }: EvidenceDemands,
  label: string,
): FreshnessGrade {
  // Freshness is known from a snapshot only.
  const demanded = freshness && !proved ? [...required, 'snapshot'] : required;
  requireKinds(demanded, proved?.kinds ?? new Set(), label);
  if (proved && remembered) requireHistory(proved.checkpoint, remembered, consistency, label);
  const grade = gradeOf(proved?.asOf, now, remembered?.time);
  requireFresh(grade, freshness, label);
  return grade;
}

/** Proves evidence for `subject` and judges it. Throws `evidence-missing`, `evidence-invalid`, `rollback` or `stale`. */
export function verifyEvidence(
  bytes: Uint8Array,
  subject: EvidenceSubject,
  context: EvidenceContext,
): ProvedEvidence & { readonly grade: FreshnessGrade } {
  const proved = proveEvidence(bytes, subject, context);
  return { ...proved, grade: judgeEvidence(proved, context, labelOf(subject)) };
}

/** Refuses when evidence of a kind that is asked for is not there (docs/spec/trust.md 4.5). */
function requireKinds(required: readonly string[], kinds: ReadonlySet<string>, label: string): void {
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

function requireStatement(
  envelope: Envelope,
  record: VersionRecord,
  { trust, verify }: EvidenceTrust,
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

function requireFresh(grade: FreshnessGrade, freshness: AcceptedFreshness | undefined, label: string): void {
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
