import { canonicalBytes, parseCanonical, type Json } from './canonical.js';
import type { Digest } from './digest.js';
import { decodeBase64, encodeBase64 } from './encoding.js';
import { fingerprintOf } from './keys.js';
import { Refusal } from './refusal.js';
import type { LogTrust, VerifySignature } from './trust.js';

/**
 * Statements of the registry (docs/spec/trust.md 4.1): DSSE envelopes around in-toto Statements v1, signed by a key of
 * purpose `receipt`.
 */

export const IN_TOTO = 'application/vnd.in-toto+json';
const STATEMENT = 'https://in-toto.io/Statement/v1';
export const ACCEPTANCE = 'urn:iceos:acceptance:v0';

/** A DSSE envelope with one signature; `keyid` is the fingerprint of the key. */
export interface Envelope {
  readonly payloadType: typeof IN_TOTO;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly [{ readonly keyid: string; readonly sig: string }];
}

/** What the registry says when it takes a version in. */
export interface Acceptance {
  readonly coordinates: { readonly namespace: string; readonly name: string; readonly version: string };
  readonly manifestDigest: Digest;
  readonly archiveDigest: Digest;
  /** Id of the registry's root. */
  readonly registry: string;
  /** Index of the version's record in the log, and that record's digest. */
  readonly index: number;
  readonly record: Digest;
  /** First seen: the time of the record, ISO 8601 in UTC. */
  readonly acceptedAt: string;
  readonly keyFingerprint: Digest;
  /** The rules of publishing that were asked, and what they said. */
  readonly policy: readonly { readonly rule: string; readonly result: string }[];
}

const encoder = new TextEncoder();

/** `DSSEv1 <length> <type> <length> <payload>`: what a signature of an envelope covers. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const head = encoder.encode(
    `DSSEv1 ${encoder.encode(payloadType).length} ${payloadType} ${payload.length} `,
  );
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/** The acceptance statement of `acceptance`, as a JSON value. */
function acceptanceStatement(acceptance: Acceptance): Json {
  const { namespace, name, version } = acceptance.coordinates;
  const subject = `${namespace}/${name}@${version}`;
  return {
    _type: STATEMENT,
    subject: [
      { name: subject, digest: { sha256: acceptance.manifestDigest } },
      { name: `${subject}.ice.tgz`, digest: { sha256: acceptance.archiveDigest } },
    ],
    predicateType: ACCEPTANCE,
    predicate: {
      registry: acceptance.registry,
      index: acceptance.index,
      record: acceptance.record,
      accepted_at: acceptance.acceptedAt,
      key_fingerprint: acceptance.keyFingerprint,
      policy: acceptance.policy.map(({ rule, result }) => ({ rule, result })),
    },
  };
}

/** Signs that the registry accepted a version. */
export function signAcceptance(
  acceptance: Acceptance,
  key: { readonly publicKey: Uint8Array; signEnvelope(payloadType: string, payload: Uint8Array): Uint8Array },
): Envelope {
  const payload = canonicalBytes(acceptanceStatement(acceptance));
  return {
    payloadType: IN_TOTO,
    payload: encodeBase64(payload),
    signatures: [
      { keyid: fingerprintOf(key.publicKey), sig: encodeBase64(key.signEnvelope(IN_TOTO, payload)) },
    ],
  };
}

/**
 * Verifies that `envelope` is signed by the registry and says exactly `expected`, whatever rules it names; answers with
 * those rules. Throws the `Refusal` `evidence-invalid`.
 */
export function verifyAcceptance(
  envelope: Envelope,
  expected: Omit<Acceptance, 'policy'>,
  trust: LogTrust,
  verify: VerifySignature,
  subject = 'statement',
): Acceptance {
  const refused = (detail: string) =>
    new Refusal('evidence-invalid', `The registry's statement is not accepted: ${detail}.`, { subject });
  const [{ keyid, sig }] = envelope.signatures;
  const key = trust.receipts?.get(keyid as Digest);
  if (!key) throw refused('it is signed by a key that is not trusted for statements');
  const payload = decodeBase64(envelope.payload);
  const signature = decodeBase64(sig);
  if (envelope.payloadType !== IN_TOTO || !payload || !signature) throw refused('it is no in-toto statement');
  const message = preAuthEncoding(envelope.payloadType, payload);
  if (!verify({ publicKey: key.publicKey, message, signature })) throw refused('its signature is not valid');
  const statement = parseCanonical(payload);
  if (!statement.ok) throw refused(statement.detail);
  const acceptance = { ...expected, policy: policyIn(statement.value) ?? [] };
  // What was signed must be what would be signed for this very record: nothing is read out of it that could differ.
  if (encodeBase64(canonicalBytes(acceptanceStatement(acceptance))) !== envelope.payload)
    throw refused('it is about something else');
  return acceptance;
}

function policyIn(statement: Json): Acceptance['policy'] | undefined {
  const predicate = (statement as { predicate?: { policy?: unknown } } | null)?.predicate;
  if (!Array.isArray(predicate?.policy)) return undefined;
  const rules = predicate.policy as { rule?: unknown; result?: unknown }[];
  return rules.every((entry) => typeof entry?.rule === 'string' && typeof entry.result === 'string')
    ? (rules as Acceptance['policy'])
    : undefined;
}
