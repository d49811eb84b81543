import { decodeBase64, encodeBase64 } from '@iceos/core/encoding';
import { nestsDeeperThan } from '@iceos/core/json-depth';
import { fingerprintOf, formatPublicKey, parsePublicKey } from '@iceos/core/keys';
import { verifySignature } from '@iceos/core/signature';
import type { SigningKey } from '@iceos/core/signing';
import { CommandError } from '../errors.js';
import { readUserFile, writeWhole } from '../files.js';
import { askedMembers, askedMessage, askedText, readAsked, signAsked, type Asked } from './asked.js';

/** A valid signature over what is asked, with the key that made it. Whether that key counts is for the registry to say. */
interface ApprovalSignature {
  readonly name: string;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  readonly fingerprint: string;
  /** Base64 of 64 bytes. */
  readonly value: string;
}

/** What keys were asked to sign, and who did: handed from one holder of a key to the next as a file. */
export interface Approvals {
  readonly asked: Asked;
  /** In ascending order of fingerprints. */
  readonly signatures: readonly ApprovalSignature[];
}

const SCHEMA = 'ice-approvals.v0';
const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 80;

/**
 * Reads a file of approvals. It is refused when it is not exactly what `writeApprovals` writes for what it says, words and
 * white space included, and when one of its signatures is not over that: nothing in it can be changed unnoticed once
 * somebody has signed.
 */
export async function readApprovals(path: string): Promise<Approvals> {
  const bytes = await readUserFile(path, MAX_BYTES);
  if (nestsDeeperThan(bytes, MAX_DEPTH)) throw unusable(path, 'it is nested too deeply');
  const { text, document } = parse(path, bytes);
  const asked = readAsked(document);
  if (!asked) throw unusable(path, 'it asks for nothing that keys sign');
  const approvals = { asked, signatures: readSignatures(path, document.signatures, asked) };
  if (textOf(approvals) !== text) throw changed(path, 'it is not what it was when it was written');
  return approvals;
}

export async function writeApprovals(path: string, approvals: Approvals): Promise<void> {
  await writeWhole(path, textOf(approvals));
}

/** The same with the signatures of `keys`; signing again changes nothing. */
export function withSignatures({ asked, signatures }: Approvals, keys: readonly SigningKey[]): Approvals {
  const signed = new Map(signatures.map((signature) => [signature.fingerprint, signature]));
  for (const key of keys) {
    const { name, publicKey } = key;
    const fingerprint = fingerprintOf(publicKey);
    signed.set(fingerprint, {
      name,
      publicKey,
      fingerprint,
      value: encodeBase64(signAsked(asked, key)),
    });
  }
  return { asked, signatures: inOrder([...signed.values()]) };
}

function inOrder(signatures: readonly ApprovalSignature[]): ApprovalSignature[] {
  return signatures.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

function textOf({ asked, signatures }: Approvals): string {
  const document = {
    schema_version: SCHEMA,
    asks: askedText(asked),
    ...askedMembers(asked),
    signatures: signatures.map(({ name, publicKey, value }) => ({
      key: formatPublicKey(name, publicKey),
      value,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function parse(
  path: string,
  bytes: Uint8Array,
): { readonly text: string; readonly document: Readonly<Record<string, unknown>> } {
  let [text, value]: [string, unknown] = ['', undefined];
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw unusable(path, 'it is no JSON', cause);
  }
  const document = Object(value) as Readonly<Record<string, unknown>>;
  if (document.schema_version !== SCHEMA) throw unusable(path, `it is no ${SCHEMA} document`);
  return { text, document };
}

function readSignatures(path: string, value: unknown, asked: Asked): ApprovalSignature[] {
  const entries = Array.isArray(value) ? (value as unknown[]) : [];
  const message = askedMessage(asked);
  const signatures = entries.map((entry) => {
    const { key: line, value: text } = Object(entry) as { key?: unknown; value?: unknown };
    const key = typeof line === 'string' ? parsePublicKey(line) : undefined;
    const signature = typeof text === 'string' ? decodeBase64(text) : undefined;
    if (!key || !signature) throw unusable(path, 'one of its signatures is none');
    if (!verifySignature({ publicKey: key.publicKey, message, signature }))
      throw changed(path, `the signature of ${key.name} is over something else`);
    return { ...key, fingerprint: fingerprintOf(key.publicKey), value: text as string };
  });
  if (new Set(signatures.map(({ fingerprint }) => fingerprint)).size < signatures.length)
    throw unusable(path, 'a key signed it twice');
  return inOrder(signatures);
}

function unusable(path: string, why: string, cause?: unknown): CommandError {
  return new CommandError('approvals-unreadable', 'invalid', `${path} is no file of approvals: ${why}.`, {
    hint: 'Write one with --request of `ice keys rotate`, `enroll`, `threshold` or of `ice publish`.',
    cause,
  });
}

function changed(path: string, why: string): CommandError {
  return new CommandError('approvals-changed', 'refused', `${path} was changed: ${why}.`, {
    hint: 'Get it again from whoever wrote it. Nothing was signed.',
  });
}
