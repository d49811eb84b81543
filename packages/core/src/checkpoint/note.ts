import { decodeBase64, decodeHex, encodeBase64, encodeHex } from '../encoding.js';

/** One signature line of a note: who signed, with which key, and the bytes behind the key id. */
export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyId: string;
  readonly value: Uint8Array;
}

export interface SignedNote {
  /** The signed text, with its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Largest note that is read, in UTF-16 units; enough for far more than the 16 signatures that C2SP asks for. */
const MAX_NOTE = 64 * 1024;
const KEY_ID_BYTES = 4;
const LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;

/** What is wrong with a note, in words. */
export type NoteResult = { ok: true; value: SignedNote } | { ok: false; detail: string };

/**
 * Reads a signed note (C2SP signed-note), strictly: each line is exactly what `formatNote` prints for what was read, and no
 * key signs twice. Signatures are not looked at. Never throws.
 */
export function parseNote(note: string): NoteResult {
  if (note.length > MAX_NOTE) return refuse('it is too large');
  // oxlint-disable-next-line no-control-regex
  if (!note.isWellFormed() || /[\0-\x09\x0b-\x1f]/.test(note)) return refuse('it has characters no note has');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n'))
    return refuse('no blank line stands between its text and its signatures');
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const signature = parseLine(line);
    if (!signature) return refuse(`${JSON.stringify(line.slice(0, 60))} is no signature line`);
    if (signatures.some(({ name, keyId }) => name === signature.name && keyId === signature.keyId))
      return refuse(`${signature.name} signs twice`);
    signatures.push(signature);
  }
  return { ok: true, value: { text: note.slice(0, end + 1), signatures } };
}

function parseLine(line: string): NoteSignature | undefined {
  const [, name, base64] = LINE.exec(line) ?? [];
  const bytes = base64 === undefined ? undefined : decodeBase64(base64);
  if (name === undefined || !bytes || bytes.length <= KEY_ID_BYTES) return undefined;
  return { name, keyId: encodeHex(bytes.subarray(0, KEY_ID_BYTES)), value: bytes.subarray(KEY_ID_BYTES) };
}

/** The note: its text, a blank line, a line for each signature. */
export function formatNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(formatLine).join('')}`;
}

function formatLine({ name, keyId, value }: NoteSignature): string {
  const bytes = new Uint8Array(KEY_ID_BYTES + value.length);
  bytes.set(decodeHex(keyId) as Uint8Array);
  bytes.set(value, KEY_ID_BYTES);
  return `\u2014 ${name} ${encodeBase64(bytes)}\n`;
}

function refuse(detail: string): { ok: false; detail: string } {
  return { ok: false, detail };
}
