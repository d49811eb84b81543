import { sign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  checkpointText,
  cosignatureMessage,
  formatNote,
  parseNote,
  peekCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
} from './checkpoint.js';
import { decodeBase64 } from './encoding.js';
import { NOTE_COSIGNATURE, NOTE_ED25519, fingerprintOf, noteKeyId } from './keys.js';
import { EMPTY_ROOT, leafHash } from './log.js';
import { verifySignature } from './signature.js';
import { SigningKey } from './signing.js';
import type { LogTrust } from './trust.js';

const ORIGIN = 'iceos-0123456789abcdef/log';
const HEAD = { origin: ORIGIN, size: 7, root: leafHash(new Uint8Array(1)) };
const key = SigningKey.generate('instance-log', 'log');

interface Witness {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

function witness(name: string): Witness {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  return { name, privateKey, publicKey: new Uint8Array(Buffer.from(x as string, 'base64url')) };
}

const [first, second] = [witness('witness.example/w1'), witness('witness.example/w2')];
const TRUST: LogTrust = {
  log: { origin: ORIGIN, keys: new Map([[fingerprintOf(key.publicKey), key]]) },
  witnesses: { threshold: 2, keys: [first, second] },
};

function cosigned(note: string, witnesses: readonly Witness[], time = 1_772_366_400): string {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new Error(parsed.detail);
  const lines = witnesses.map(({ name, publicKey, privateKey }) => {
    const value = new Uint8Array(72);
    new DataView(value.buffer).setBigUint64(0, BigInt(time));
    value.set(sign(null, cosignatureMessage(time, parsed.value.text), privateKey), 8);
    return { name, keyId: noteKeyId(name, NOTE_COSIGNATURE, publicKey), value };
  });
  return formatNote({ text: parsed.value.text, signatures: [...parsed.value.signatures, ...lines] });
}

function judge(note: string, trust = TRUST): string {
  try {
    return verifyCheckpoint(note, trust, verifySignature).witnessed ? 'witnessed' : 'self-witnessed';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('signed notes (C2SP signed-note)', () => {
  it('are read as the example of golang.org/x/mod/sumdb/note is', () => {
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const note = `${text}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
    const [type, ...bytes] = decodeBase64('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW') as Uint8Array;
    const publicKey = Uint8Array.from(bytes);
    const parsed = parseNote(note);
    expect(type).toBe(NOTE_ED25519);
    expect(parsed).toMatchObject({ ok: true, value: { text, signatures: [{ name: 'PeterNeumann' }] } });
    const signature = parsed.ok ? parsed.value.signatures[0] : undefined;
    expect(signature?.keyId).toBe(noteKeyId('PeterNeumann', NOTE_ED25519, publicKey));
    expect(signature?.keyId).toBe('c74f20a3');
    const message = new TextEncoder().encode(text);
    expect(verifySignature({ publicKey, message, signature: signature?.value as Uint8Array })).toBe(true);
    expect(parsed.ok && formatNote(parsed.value)).toBe(note);
  });
});

describe('checkpoints (C2SP tlog-checkpoint)', () => {
  const note = signCheckpoint(HEAD, key);
  const whole = cosigned(note, [first, second]);

  it('are witnessed when as many witnesses cosigned as are asked for, and self-witnessed otherwise', () => {
    expect([judge(note), judge(cosigned(note, [second])), judge(whole)]).toEqual([
      'self-witnessed',
      'self-witnessed',
      'witnessed',
    ]);
    const { witnesses: _witnesses, ...unwitnessed } = TRUST;
    expect(judge(note, unwitnessed)).toBe('self-witnessed');
    expect(peekCheckpoint(note)).toEqual(HEAD);
  });

  it.each([
    ['by the log', note],
    ['by the log and its witnesses', whole],
  ])('signed %s are refused with any byte changed', (_who, signed) => {
    const bytes = new TextEncoder().encode(signed);
    const accepted: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      if (judge(new TextDecoder().decode(changed)) !== 'evidence-invalid') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  it.each<[string, string]>([
    ['of a stranger', signCheckpoint(HEAD, SigningKey.generate('instance-log', 'log'))],
    ['of another log', signCheckpoint({ ...HEAD, origin: 'iceos-fedcba9876543210/log' }, key)],
    ['with the cosignature of a stranger', cosigned(note, [witness('witness.example/w1')])],
    ['with a cosignature given twice', cosigned(whole, [first])],
    ['with cosignatures alone', whole.replace(/\u2014 iceos.*\n/u, '')],
    ['without a signature', `${checkpointText(HEAD)}\n`],
    ['with an empty line more', `${note}\n`],
    ['without its last newline', note.slice(0, -1)],
    ['with a carriage return', note.replace('\n', '\r\n')],
    ['with an extension line', note.replace('\n\n', '\nmore\n\n')],
    ['with a leading zero', note.replace('\n7\n', '\n07\n')],
    ['that is empty', ''],
  ])('%s are refused', (_what, signed) => {
    expect(judge(signed)).toBe('evidence-invalid');
  });

  it('are never 64 bytes long, and signed by keys of the log only', () => {
    const origin = 'ten-to-log';
    expect(checkpointText({ ...HEAD, origin, size: 999_999 })).toHaveLength(63);
    expect(() => checkpointText({ ...HEAD, origin, size: 1_000_000 })).toThrow(RangeError);
    expect(() => checkpointText({ ...HEAD, size: 0 })).toThrow(RangeError);
    expect(checkpointText({ ...HEAD, size: 0, root: EMPTY_ROOT })).toContain('\n0\n');
    const manifest = SigningKey.generate('acme', 'manifest');
    expect(() => signCheckpoint(HEAD, manifest)).toThrow(
      expect.objectContaining({ code: 'key-purpose-mismatch' }),
    );
    expect(() => key.signEnvelope('a', new Uint8Array(0))).toThrow(
      expect.objectContaining({ code: 'key-purpose-mismatch' }),
    );
    const receipt = SigningKey.generate('r', 'receipt');
    expect(() => receipt.signEnvelope('a', new Uint8Array(64 - 'DSSEv1 1 a 51 '.length + 1))).not.toThrow();
    expect(() => receipt.signEnvelope('a', new Uint8Array(64 - 'DSSEv1 1 a 50 '.length))).toThrow(RangeError);
  });
});
