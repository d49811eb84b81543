import { canonicalBytes, equalBytes, parseCanonical } from '@iceos/core/canonical';
import { parseDigest, type Digest } from '@iceos/core/digest';
import type { RevocationRecord, StatusRecord } from '@iceos/core/log-record';
import {
  advisoryList,
  revocationList,
  type Advisory,
  type DigestedRecord,
  type ListedRevocation,
} from '@iceos/core/public-lists';
import { Refusal } from '@iceos/core/refusal';
import type { FileTree } from '@iceos/runtime/file-tree';
import { entryIn } from '../log/log-copy.js';
import { copyRecord, type CopiedRecord } from '../log/record-copy.js';
import type { Source } from '../log/source.js';
import { Moved } from './moved.js';

const MAX_LIST_BYTES = 32 * 1024 * 1024;
const REVOCATIONS = 'revocations.json';
const ADVISORIES = 'advisories.json';

/** Where the lists are copied from and to, and the log that they are judged by. */
export interface ListContext {
  readonly source: Source;
  readonly copy: FileTree;
  /** Entries of the log, all of which are in the copy. */
  readonly size: number;
  /** The public records that are new in it. */
  readonly fresh: readonly CopiedRecord[];
}

type Line = Readonly<Record<string, unknown>>;

/**
 * The lists of revocations and advisories, each line of them held against its record in the log, and none left out that was
 * there before or that the new records make (docs/spec/trust.md 4.8). Answers the files that are to take the place of those
 * in the copy; a registry that has no such lists, and had none, has none to be copied.
 */
export async function fetchLists(context: ListContext): Promise<Map<string, Uint8Array>> {
  const revocations = await fetchList(context, REVOCATIONS, 'revocations');
  const advisories = await fetchList(context, ADVISORIES, 'advisories');
  const files = new Map<string, Uint8Array>();
  if (!revocations || !advisories) return files;
  for (const line of revocations.lines) await requireRevocation(context, line);
  // What was revoked stays revoked; an advisory may be taken back.
  const before = await listedBefore(context, REVOCATIONS, 'revocations');
  requireAll(REVOCATIONS, revocations.lines, [...before, ...digestsOf(ofType(context, 'revocation'))]);
  const revoked = new Map(revocations.lines.map((line) => [line.record, line.subject]));
  for (const line of advisories.lines) await requireAdvisory(context, line, revoked);
  const standings = newest(ofType(context, 'status')).filter(({ record }) => record.status !== 'active');
  requireAll(ADVISORIES, advisories.lines, digestsOf(standings));
  files.set(REVOCATIONS, revocations.bytes).set(ADVISORIES, advisories.bytes);
  return files;
}

async function fetchList(
  { source, copy }: ListContext,
  path: string,
  member: string,
): Promise<{ readonly bytes: Uint8Array; readonly lines: readonly Line[] } | undefined> {
  const bytes = await source.file(path, MAX_LIST_BYTES);
  if (!bytes && (await copy.has(path)))
    throw new Refusal('evidence-missing', `The registry has no ${path} any more.`, { subject: path });
  if (!bytes) return undefined;
  const parsed = parseCanonical(bytes, { maxBytes: MAX_LIST_BYTES });
  const { schema_version, [member]: lines } = (parsed.ok ? Object(parsed.value) : {}) as Line;
  if (schema_version !== `${member}.v0` || !Array.isArray(lines)) throw wrong(path, 'it is no such list');
  return { bytes, lines: lines.map((line) => Object(line) as Line) };
}

async function requireRevocation(context: ListContext, line: Line): Promise<void> {
  const record = await recordOf(context, REVOCATIONS, line);
  if (record) {
    const { digest, record: said } = requireType<RevocationRecord>(REVOCATIONS, record, 'revocation');
    const [expected] = revocationList([{ digest, record: said, isPublic: true }]).revocations;
    return requireSame(REVOCATIONS, line, expected);
  }
  // Of a private version: nothing but its digest may be said.
  const { scope, reason, sequence, index, subject } = line as Partial<ListedRevocation>;
  const told = scope === 'version' && reason === null && sequence === index && parseDigest(subject);
  if (!told) throw wrong(REVOCATIONS, `its line about index ${index} is of no public record`);
}

async function requireAdvisory(
  context: ListContext,
  line: Line,
  revoked: ReadonlyMap<unknown, unknown>,
): Promise<void> {
  const record = await recordOf(context, ADVISORIES, line);
  if (!record) throw wrong(ADVISORIES, `its line about index ${String(line.index)} is of no public record`);
  const status = requireType<StatusRecord>(ADVISORIES, record, 'status');
  const [expected] = advisoryList([status], []).advisories;
  const { revocation } = line as Partial<Advisory>;
  if (revocation !== null && revoked.get(revocation) !== status.record.manifest_digest)
    throw wrong(ADVISORIES, `it names a revocation of ${expected?.version} that there is not`);
  const replaced = newest(ofType<StatusRecord>(context, 'status')).some(
    ({ record: other }) => isSameVersion(other, status.record) && other.index > status.record.index,
  );
  if (replaced) throw wrong(ADVISORIES, `what it says of ${expected?.version} is out of date`);
  requireSame(ADVISORIES, line, expected && { ...expected, revocation: revocation ?? null });
}

/** The record that a line names, which must be the entry of the log at its index; undefined where it is not public. */
async function recordOf(
  { source, copy, size }: ListContext,
  path: string,
  { index, record }: Line,
): Promise<CopiedRecord | undefined> {
  const digest = parseDigest(record);
  if (!digest || typeof index !== 'number') throw wrong(path, 'a line names no record');
  if (index >= size) throw new Moved();
  if ((await entryIn(copy, index, size)) !== digest)
    throw wrong(path, `the log has another record at ${index} than ${digest}`);
  return copyRecord(source, copy, digest, index);
}

/** Refuses a list that leaves out one of these records. */
function requireAll(path: string, lines: readonly Line[], wanted: readonly unknown[]): void {
  const listed = new Set(lines.map(({ record }) => record));
  const missing = wanted.find((digest) => !listed.has(digest));
  if (missing !== undefined) throw wrong(path, `it leaves out the record ${JSON.stringify(missing)}`);
}

/** Digests of the records in the list that is in the copy. */
async function listedBefore({ copy }: ListContext, path: string, member: string): Promise<unknown[]> {
  const bytes = await copy.read(path);
  const list = bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Line[]>) : {};
  return (list[member] ?? []).map(({ record }) => record);
}

function digestsOf(records: readonly DigestedRecord<unknown>[]): Digest[] {
  return records.map(({ digest }) => digest);
}

function ofType<Record>({ fresh }: ListContext, type: string): DigestedRecord<Record>[] {
  return fresh.flatMap(({ digest, record }) =>
    record.type === type ? [{ digest, record: record as Record }] : [],
  );
}

/** The newest of the records about each version. */
function newest(records: readonly DigestedRecord<StatusRecord>[]): DigestedRecord<StatusRecord>[] {
  const last = new Map(
    records.map((item) => [`${item.record.namespace}/${item.record.name}@${item.record.version}`, item]),
  );
  return [...last.values()];
}

function isSameVersion(a: StatusRecord, b: StatusRecord): boolean {
  return a.namespace === b.namespace && a.name === b.name && a.version === b.version;
}

function requireType<Record>(
  path: string,
  { digest, record }: CopiedRecord,
  type: string,
): { readonly digest: Digest; readonly record: Record } {
  if (record.type !== type) throw wrong(path, `the record ${digest} is no ${type}`);
  return { digest, record: record as Record };
}

function requireSame(path: string, line: Line, expected: unknown): void {
  if (expected !== undefined && equalBytes(canonicalBytes(line), canonicalBytes(expected))) return;
  throw wrong(path, `its line about index ${String(line.index)} is not what the record says`);
}

function wrong(path: string, why: string): Refusal {
  return new Refusal('evidence-invalid', `${path} is refused: ${why}.`, { subject: path });
}
