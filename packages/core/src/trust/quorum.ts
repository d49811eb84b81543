import { decodeBase64 } from '../encoding.js';
import { fingerprintOf } from '../keys.js';
import { statementMessage, type StatementLabel } from '../statement.js';
import { type DocumentSignature, type KeyQuorum } from './documents.js';
import { trustInvalid } from './fault.js';

export type VerifySignature = (input: {
  publicKey: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
}) => boolean;

interface SignedDocument {
  readonly signatures: readonly DocumentSignature[];
}

/** What the signatures of a document are over: its label and the rest of it (docs/spec/trust.md 1.1). */
export function documentMessage(label: StatementLabel, document: SignedDocument): Uint8Array {
  const { signatures: _signatures, ...body } = document;
  return statementMessage(label, body);
}

/** Fingerprints of the keys of `quorum` whose signatures on `document` are valid, each counted once. */
export function signersOf(
  label: StatementLabel,
  document: SignedDocument,
  quorum: KeyQuorum,
  verify: VerifySignature,
): ReadonlySet<string> {
  const message = documentMessage(label, document);
  const counted = new Set<string>();
  for (const { fingerprint, value } of document.signatures) {
    const key = quorum.keys.find((candidate) => candidate.fingerprint === fingerprint);
    const publicKey = key && decodeBase64(key.public_key);
    const signature = decodeBase64(value);
    if (publicKey && signature && verify({ publicKey, message, signature })) counted.add(fingerprint);
  }
  return counted;
}

/** Refuses a document that too few keys of `quorum` signed; `whose` says in the refusal whose they are. */
export function requireQuorum(
  label: StatementLabel,
  document: SignedDocument,
  quorum: KeyQuorum,
  whose: string,
  verify: VerifySignature,
): void {
  const { size } = signersOf(label, document, quorum, verify);
  if (size < quorum.threshold)
    throw trustInvalid(`${whose}: ${size} of the ${quorum.threshold} signatures asked for are valid.`);
}

/** Refuses keys that are not what their fingerprints say, that stand twice, or that are fewer than must sign. */
export function requireSoundQuorum({ keys, threshold }: KeyQuorum, whose: string): void {
  const seen = new Set<string>();
  for (const { fingerprint, name, public_key: text } of keys) {
    const publicKey = decodeBase64(text);
    if (!publicKey || fingerprintOf(publicKey) !== fingerprint)
      throw trustInvalid(`${whose}: the fingerprint of the key ${name} is not that of its bytes.`);
    if (seen.has(fingerprint)) throw trustInvalid(`${whose}: the key ${name} stands twice.`);
    seen.add(fingerprint);
  }
  if (keys.length < threshold)
    throw trustInvalid(`${whose}: ${threshold} must sign, and there are ${keys.length}.`);
}
