import type { Digest } from '../digest.js';
import { decodeBase64 } from '../encoding.js';
import { isKeyIdOf, keyIdOf } from '../keys.js';
import type { ParsedManifest } from '../manifest.js';
import { Refusal } from '../refusal.js';
import { manifestMessage } from '../statement.js';
import type { TrustSnapshot, TrustedKey, VerifySignature } from '../trust.js';

/** A manifest that names what it is, with what it is judged by. */
export interface SignedSubject extends ParsedManifest {
  /** Coordinates, for refusals. */
  readonly subject: string;
  readonly trust: TrustSnapshot;
  /** Publish sequence of the accepted version, where the record is at hand. */
  readonly sequence: number | undefined;
}

/**
 * The key comes from the signed view. `public_key_id`, which no signature covers, decides nothing, and so may say nothing
 * else: one that does not belong to the key means changed bytes (docs/spec/trust.md 3.1).
 */
export function trustedKey(signed: SignedSubject): TrustedKey {
  const { manifest, subject } = signed;
  if (!manifest.signature) throw new Refusal('signature-missing', `${subject} is not signed.`, { subject });
  const key = requireKey(signed, manifest.key_fingerprint as Digest);
  const id = manifest.signature.public_key_id;
  if (id !== key.name && !isKeyIdOf(id, key.publicKey)) {
    throw new Refusal(
      'signature-invalid',
      `The signature of ${subject} names another key than its contents.`,
      { subject, expected: keyIdOf(key.name, key.publicKey), found: id },
    );
  }
  return key;
}

/** A key that may sign for the namespace, and was enrolled when the record shows the version (docs/spec/trust.md 3.3). */
function requireKey({ manifest, trust, subject, sequence }: SignedSubject, fingerprint: Digest): TrustedKey {
  const key = trust.keys.get(fingerprint);
  if (!key)
    throw new Refusal('key-unknown', `${subject} is signed by a key that is not enrolled here.`, {
      subject,
      found: fingerprint,
    });
  if (!key.namespaces.includes(manifest.namespace as string)) {
    throw new Refusal(
      'key-not-for-namespace',
      `The key ${key.name} may not sign for ${manifest.namespace}.`,
      {
        subject,
        expected: key.namespaces.join(', ') || 'no namespace',
        found: String(manifest.namespace),
      },
    );
  }
  if (sequence !== undefined && sequence < key.enrolled)
    throw new Refusal(
      'key-unknown',
      `The key ${key.name} was not enrolled yet when ${subject} was recorded.`,
      {
        subject,
        expected: `recorded from ${key.enrolled} on`,
        found: `recorded at ${sequence}`,
      },
    );
  return key;
}

/** A signature counts when the record shows it before the revocation; without a record it does not (docs/spec/trust.md 3.3, 3.4). */
export function refuseRevoked(signed: SignedSubject, key: TrustedKey): void {
  const { manifest, digest, trust, subject } = signed;
  if (isEnded(signed, key)) {
    throw new Refusal('key-revoked', `The key ${key.name} was revoked: ${key.revoked?.reason}.`, {
      subject,
      found: key.fingerprint,
    });
  }
  const version = trust.revokedVersions.get(digest);
  if (version)
    throw new Refusal('version-revoked', `${subject} was revoked: ${version.reason}.`, {
      subject,
      found: digest,
    });
  const whole = trust.revokedNamespaces.get(manifest.namespace as string);
  if (whole && isAfter(signed, whole))
    throw new Refusal(
      'version-revoked',
      `The namespace ${manifest.namespace} was revoked: ${whole.reason}.`,
      {
        subject,
      },
    );
}

function isEnded(signed: SignedSubject, { revoked }: TrustedKey): boolean {
  return revoked !== undefined && isAfter(signed, revoked);
}

function isAfter(
  { sequence: recorded }: SignedSubject,
  { sequence }: { readonly sequence: number },
): boolean {
  return recorded === undefined || recorded >= sequence;
}

/** How many keys of `namespace` must sign what is recorded at `sequence`, or now where there is no record (docs/spec/trust.md 3.3). */
export function thresholdAt(
  { thresholds }: Pick<TrustSnapshot, 'thresholds'>,
  namespace: string,
  sequence: number | undefined,
): number {
  const changes = (thresholds.get(namespace) ?? []).filter(
    (change) => sequence === undefined || change.sequence <= sequence,
  );
  return changes.reduce((last, change) => (change.sequence > last.sequence ? change : last), {
    threshold: 1,
    sequence: -1,
  }).threshold;
}

/**
 * The signature of the seed, and those beside it, over the same 64 bytes (docs/spec/trust.md 1.1). Nothing signs the list
 * of signatures, so every entry must be a valid one, of another key than the rest, in the one order there is; of those, a
 * threshold must be by keys in force.
 */
export function requireSignatures(signed: SignedSubject, key: TrustedKey, verify: VerifySignature): void {
  const { manifest, trust, subject, sequence } = signed;
  requireSignature(signed, key, manifest.signature?.value ?? '', verify);
  const counted = [key];
  let before = '';
  for (const { key_fingerprint: fingerprint, value } of manifest.signature?.additional ?? []) {
    if (fingerprint <= before || fingerprint === key.fingerprint)
      throw new Refusal(
        'signature-invalid',
        `The additional signatures of ${subject} are not in their order.`,
        {
          subject,
          found: fingerprint,
        },
      );
    before = fingerprint;
    const other = requireKey(signed, fingerprint as Digest);
    requireSignature(signed, other, value, verify);
    if (!isEnded(signed, other)) counted.push(other);
  }
  const needed = thresholdAt(trust, manifest.namespace as string, sequence);
  if (counted.length >= needed) return;
  throw new Refusal('signature-missing', `${subject} is signed by too few keys of ${manifest.namespace}.`, {
    subject,
    expected: `${needed} keys in force`,
    found: `${counted.length}: ${counted.map(({ name }) => name).join(', ')}`,
  });
}

function requireSignature(
  { manifest, digest, subject }: SignedSubject,
  key: TrustedKey,
  value: string,
  verify: VerifySignature,
): void {
  const signature = decodeBase64(value);
  const archive = manifest.artifact?.sha256 as Digest;
  if (signature && verify({ publicKey: key.publicKey, message: manifestMessage(archive, digest), signature }))
    return;
  throw new Refusal('signature-invalid', `The signature of ${subject} is not valid for its contents.`, {
    subject,
    expected: `a signature by ${key.fingerprint} over archive ${archive} and manifest ${digest}`,
    found: value || 'none',
  });
}
