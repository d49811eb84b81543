import { equalBytes, parseCanonical } from '@iceos/core/canonical';
import { digestOf, type Digest } from '@iceos/core/digest';
import { readLogRecord, type LogRecord } from '@iceos/core/log-record';
import { Refusal } from '@iceos/core/refusal';
import type { FileTree } from '@iceos/runtime/file-tree';
import type { Source } from './source.js';

const MAX_RECORD_BYTES = 256 * 1024;

/** A public record with the digest by which the log names it. */
export interface CopiedRecord {
  readonly digest: Digest;
  readonly record: LogRecord;
}

/**
 * The record of an entry of the log, out of the copy or fetched into it; undefined where it is not public. Refuses bytes
 * that are not the entry's (`digest-mismatch`), and what is no record of that index (`evidence-invalid`).
 */
export async function copyRecord(
  source: Source,
  copy: FileTree,
  digest: Digest,
  index: number | undefined,
): Promise<CopiedRecord | undefined> {
  const path = `records/${digest}.json`;
  const bytes = (await copy.read(path)) ?? (await source.file(path, MAX_RECORD_BYTES));
  if (!bytes) return undefined;
  requireDigest(path, digest, bytes);
  const parsed = parseCanonical(bytes, { maxBytes: MAX_RECORD_BYTES });
  const record = parsed.ok ? readLogRecord(parsed.value) : undefined;
  if (!record || (index !== undefined && record.index !== index))
    throw new Refusal('evidence-invalid', `${path} is no record of the index ${index}.`, {
      subject: path,
      ...(record ? { expected: String(index), found: String(record.index) } : {}),
    });
  await copy.keep(path, bytes);
  return { digest, record };
}

/** Refuses bytes that are not what their name says. */
export function requireDigest(path: string, expected: Digest, bytes: Uint8Array): void {
  const found = digestOf(bytes);
  if (found !== expected)
    throw new Refusal('digest-mismatch', `${path} is not the file of that digest.`, {
      subject: path,
      expected,
      found,
    });
}

/** Puts a file that changes under its name into the copy, where it is another one. */
export async function replaceIn(copy: FileTree, path: string, bytes: Uint8Array): Promise<void> {
  const known = await copy.read(path);
  if (!known || !equalBytes(known, bytes)) await copy.write(path, bytes);
}
