import { verify as nodeVerify, type KeyObject } from 'node:crypto';
import { verify as nobleVerify } from '@noble/ed25519';
import { decodeHex } from './encoding.js';
import { CodedError } from './errors.js';
import { type KeyFault, readPublicKey } from './signature/public-key.js';
import { SELF_TEST_VECTORS } from './signature/vectors.js';

/**
 * Ed25519 (RFC 8032), the one verdict of iceOS (docs/spec/trust.md 2). A signature counts only when two independent
 * verifiers, one cofactorless and one strict, both accept it under a key that is canonical and in the prime-order group.
 */

export interface SignatureInput {
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  /** 64 raw bytes. */
  readonly signature: Uint8Array;
}

/** What each verifier says; `accepted` is the verdict of the gate. */
export interface SignatureVerdicts {
  /** `not-read` when the signature or the message was refused before the key was looked at. */
  readonly key: KeyFault | 'ok' | 'not-read';
  readonly node: boolean;
  readonly noble: boolean;
  readonly accepted: boolean;
}

const REFUSED: SignatureVerdicts = { key: 'not-read', node: false, noble: false, accepted: false };

/**
 * Whether `publicKey` may be enrolled and verified under: 32 bytes, canonical encoding, not of small order, free of
 * torsion (docs/spec/trust.md 2.1). Never throws.
 */
export function checkPublicKey(publicKey: Uint8Array): { ok: true } | { ok: false; code: KeyFault } {
  const key = readPublicKey(publicKey);
  return key.ok ? { ok: true } : { ok: false, code: key.code };
}

/** Whether `signature` is accepted for `message` under `publicKey`, the key check included. Never throws. */
export function verifySignature(input: SignatureInput): boolean {
  return signatureVerdicts(input).accepted;
}

/**
 * As `verifySignature`, with the verdict of each verifier: where `node` and `noble` differ, the caller counts it and keeps
 * the bytes (docs/spec/trust.md 2.2). An exception of a verifier is its refusal. Never throws.
 */
export function signatureVerdicts({ publicKey, message, signature }: SignatureInput): SignatureVerdicts {
  if (!(message instanceof Uint8Array) || !(signature instanceof Uint8Array) || signature.length !== 64)
    return REFUSED;
  const key = readPublicKey(publicKey);
  if (!key.ok && !key.object) return { ...REFUSED, key: key.code };
  const node = nodeAccepts(key.object as KeyObject, message, signature);
  const noble = nobleAccepts(publicKey, message, signature);
  return { key: key.ok ? 'ok' : key.code, node, noble, accepted: key.ok && node && noble };
}

/**
 * Runs the recorded vectors through both verifiers and the gate; throws `signature-self-test-failed` when any decides
 * otherwise than recorded (docs/spec/trust.md 2.3). A process that verifies calls it once at its start.
 */
export function selfTestSignatures(): void {
  for (const vector of SELF_TEST_VECTORS) {
    const found = signatureVerdicts({
      publicKey: decodeHex(vector.publicKey) as Uint8Array,
      message: decodeHex(vector.message) as Uint8Array,
      signature: decodeHex(vector.signature) as Uint8Array,
    });
    const expected = vector.key === 'ok' && vector.node && vector.noble;
    const same = found.key === vector.key && found.node === vector.node && found.noble === vector.noble;
    if (!same || found.accepted !== expected) {
      throw new CodedError(
        'signature-self-test-failed',
        `Ed25519 verification does not behave as it must: ${vector.rule}.`,
        {
          hint: 'Run on the Node version that the project pins, with the locked dependencies (`npm ci`).',
          data: { rule: vector.rule, found: { ...found } },
        },
      );
    }
  }
}

function nodeAccepts(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return nodeVerify(null, message, key, signature);
  } catch {
    return false;
  }
}

function nobleAccepts(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    // The default is ZIP-215, under which an identity key accepts one signature for every message.
    return nobleVerify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
