import { equalBytes } from './canonical.js';
import { formatNote, parseNote, type NoteSignature, type SignedNote } from './checkpoint/note.js';
import { decodeBase64, encodeBase64 } from './encoding.js';
import { NOTE_COSIGNATURE, NOTE_ED25519, noteKeyId } from './keys.js';
import { EMPTY_ROOT, HASH_BYTES, type Hash } from './log.js';
import { Refusal } from './refusal.js';
import { MANIFEST_MESSAGE_BYTES } from './statement.js';
import type { LogTrust, VerifySignature } from './trust.js';

export {
  formatNote,
  parseNote,
  type NoteResult,
  type NoteSignature,
  type SignedNote,
} from './checkpoint/note.js';

/**
 * Checkpoints of the log (docs/spec/trust.md 4.2, 4.3): signed notes whose text is a tree head (C2SP signed-note,
 * tlog-checkpoint), with the cosignatures of witnesses (C2SP tlog-cosignature, Ed25519).
 */

/** What a checkpoint says: this log has so many entries, and this root. */
export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

export interface Cosignature {
  readonly name: string;
  /** When the witness signed, in seconds since 1970. */
  readonly time: number;
}

/** A checkpoint whose every signature was verified. */
export interface VerifiedCheckpoint extends TreeHead {
  /** The whole signed note. */
  readonly note: string;
  readonly cosignatures: readonly Cosignature[];
  /** Whether as many witnesses as the trust folder asks for cosigned; without witnesses the log is self-witnessed. */
  readonly witnessed: boolean;
}

const SIZE = /^(?:0|[1-9]\d{0,15})$/;
const COSIGNATURE_BYTES = 8 + 64;
const encoder = new TextEncoder();

/**
 * The text that the log signs. Throws a RangeError for one of 64 bytes, which is how long the message of a manifest is
 * (docs/spec/trust.md 1.1): an origin of 17 characters or more never makes one.
 */
export function checkpointText({ origin, size, root }: TreeHead): string {
  const text = `${origin}\n${size}\n${encodeBase64(root)}\n`;
  if (!headOf(text)) throw new RangeError('That is no tree head.');
  if (encoder.encode(text).length === MANIFEST_MESSAGE_BYTES)
    throw new RangeError('A checkpoint may not be 64 bytes long; the origin is too short.');
  return text;
}

/** Signs a tree head with the log's key, whose name in the note is the origin (C2SP tlog-checkpoint). */
export function signCheckpoint(
  head: TreeHead,
  key: { readonly publicKey: Uint8Array; signCheckpoint(head: TreeHead): Uint8Array },
): string {
  const keyId = noteKeyId(head.origin, NOTE_ED25519, key.publicKey);
  const signature: NoteSignature = { name: head.origin, keyId, value: key.signCheckpoint(head) };
  return formatNote({ text: checkpointText(head), signatures: [signature] });
}

/** The tree head in a note's text, which is exactly three lines: our logs sign no extension lines. */
function headOf(text: string): TreeHead | undefined {
  const [origin, size, rootText, rest, ...more] = text.split('\n');
  const root = rootText === undefined ? undefined : decodeBase64(rootText);
  if (!origin || /[\s+]/u.test(origin) || rest !== '' || more.length > 0) return undefined;
  if (size === undefined || !SIZE.test(size) || !Number.isSafeInteger(Number(size))) return undefined;
  if (root?.length !== HASH_BYTES || (size === '0' && !equalBytes(root, EMPTY_ROOT))) return undefined;
  return { origin, size: Number(size), root };
}

/** The tree head that a note states, without a look at its signatures; undefined when it is not a checkpoint. */
export function peekCheckpoint(note: string): TreeHead | undefined {
  const parsed = parseNote(note);
  return parsed.ok ? headOf(parsed.value.text) : undefined;
}

/**
 * Verifies a checkpoint: a tree head of the trusted origin, signed by the log, and by nobody else than the log and the
 * witnesses that are trusted. Stricter than C2SP, which skips the lines of unknown keys: what nobody here can check is
 * refused, so that no byte can change unnoticed. Throws the `Refusal` `evidence-invalid`.
 */
export function verifyCheckpoint(
  note: string,
  trust: LogTrust,
  verify: VerifySignature,
  subject = 'checkpoint',
): VerifiedCheckpoint {
  const refused = (detail: string, found?: string, expected?: string) =>
    new Refusal('evidence-invalid', `The checkpoint is not accepted: ${detail}.`, {
      subject,
      ...(found === undefined ? {} : { found }),
      ...(expected === undefined ? {} : { expected }),
    });
  if (!trust.log) throw refused('the trust folder lists no key of a log');
  const parsed = parseNote(note);
  if (!parsed.ok) throw refused(parsed.detail);
  const head = headOf(parsed.value.text);
  if (!head) throw refused('its text is no tree head');
  if (head.origin !== trust.log.origin) throw refused('it is of another log', head.origin, trust.log.origin);
  const cosignatures: Cosignature[] = [];
  let signed = false;
  for (const signature of parsed.value.signatures) {
    if (isByLog(parsed.value, signature, trust.log, verify)) signed = true;
    else {
      const cosignature = cosignatureOf(parsed.value, signature, trust, verify);
      if (!cosignature) throw refused(`a signature by ${signature.name} cannot be verified`, signature.name);
      cosignatures.push(cosignature);
    }
  }
  if (!signed) throw refused('the log did not sign it');
  const threshold = trust.witnesses?.threshold ?? Number.POSITIVE_INFINITY;
  return { ...head, note, cosignatures, witnessed: cosignatures.length >= threshold };
}

function isByLog(
  { text }: SignedNote,
  { name, keyId, value }: NoteSignature,
  { origin, keys }: NonNullable<LogTrust['log']>,
  verify: VerifySignature,
): boolean {
  if (name !== origin || value.length !== 64) return false;
  const key = [...keys.values()].find(
    ({ publicKey }) => noteKeyId(origin, NOTE_ED25519, publicKey) === keyId,
  );
  return !!key && verify({ publicKey: key.publicKey, message: encoder.encode(text), signature: value });
}

function cosignatureOf(
  { text }: SignedNote,
  { name, keyId, value }: NoteSignature,
  { witnesses }: LogTrust,
  verify: VerifySignature,
): Cosignature | undefined {
  const witness = witnesses?.keys.find(
    (key) => key.name === name && noteKeyId(name, NOTE_COSIGNATURE, key.publicKey) === keyId,
  );
  if (!witness || value.length !== COSIGNATURE_BYTES) return undefined;
  const time = Number(new DataView(value.buffer, value.byteOffset, value.length).getBigUint64(0));
  if (!Number.isSafeInteger(time)) return undefined;
  const message = cosignatureMessage(time, text);
  const accepted = verify({ publicKey: witness.publicKey, message, signature: value.subarray(8) });
  return accepted ? { name, time } : undefined;
}

/** What a witness signs: a label, its time, and the whole text of the checkpoint (C2SP tlog-cosignature). */
export function cosignatureMessage(time: number, text: string): Uint8Array {
  return encoder.encode(`cosignature/v1\ntime ${time}\n${text}`);
}
