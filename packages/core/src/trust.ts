import { parseCanonical, type Json } from './canonical.js';
import type { Digest } from './digest.js';
import { decodeBase64 } from './encoding.js';
import { CodedError } from './errors.js';
import { fingerprintOf } from './keys.js';
import { statementMessage, type StatementLabel } from './statement.js';
import {
  readKeys,
  readRoot,
  type DocumentSignature,
  type TrustKeysDocument,
  type TrustRootDocument,
} from './trust/documents.js';
import { readLogTrust, type LogTrust } from './trust/log-keys.js';

export type {
  TrustKeysDocument,
  TrustRootDocument,
  TrustedKeyEntry,
  RevokedVersion,
  RevokedNamespace,
} from './trust/documents.js';
export type { LogTrust, NamedKey, NamedKeyEntry } from './trust/log-keys.js';

/** Largest trust document that is read, in bytes. */
const MAX_TRUST_BYTES = 4 * 1024 * 1024;

/** From which publish sequence on something no longer counts, and why (docs/spec/trust.md 3.4). */
export interface Revocation {
  readonly sequence: number;
  readonly reason: string;
}

export interface TrustedKey {
  readonly fingerprint: Digest;
  readonly name: string;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  readonly namespaces: readonly string[];
  readonly revoked: Revocation | undefined;
}

/** All that a verifier needs besides the bytes: which keys may sign for which namespaces, which sign the log, and what was revoked. */
export interface TrustSnapshot extends LogTrust {
  /** Id of the root; manifests name it as their `registry`. */
  readonly rootId: string;
  /** Publish sequence up to which the snapshot is complete. */
  readonly sequence: number;
  readonly keys: ReadonlyMap<Digest, TrustedKey>;
  /** By manifest digest. */
  readonly revokedVersions: ReadonlyMap<Digest, Revocation>;
  readonly revokedNamespaces: ReadonlyMap<string, Revocation>;
}

export type VerifySignature = (input: {
  publicKey: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
}) => boolean;

/**
 * Opens the two documents of a trust folder: a root signed by a threshold of its own keys, and the list of keys signed by
 * a threshold of the root's (docs/spec/trust.md 3.2, 3.3). Throws `trust-invalid` when they are not exactly that.
 */
export function openTrust(
  rootBytes: Uint8Array,
  keysBytes: Uint8Array,
  verify: VerifySignature,
): TrustSnapshot {
  const root = readRoot(parse(rootBytes, 'root.json'));
  requireThreshold(root, 'iceos-trust-root-v1', root, root.signatures, verify);
  const keys = readKeys(parse(keysBytes, 'keys.json'));
  if (keys.root !== root.id) throw invalid(`keys.json belongs to the root ${keys.root}, not to ${root.id}.`);
  requireThreshold(root, 'iceos-trust-keys-v1', keys, keys.signatures, verify);
  return snapshot(root, keys);
}

function parse(bytes: Uint8Array, name: string): Json {
  const result = parseCanonical(bytes, { maxBytes: MAX_TRUST_BYTES });
  if (!result.ok) throw invalid(`${name} is not a canonical document: ${result.detail}.`);
  return result.value;
}

function requireThreshold(
  root: TrustRootDocument,
  label: StatementLabel,
  document: TrustRootDocument | TrustKeysDocument,
  signatures: readonly DocumentSignature[],
  verify: VerifySignature,
): void {
  const { signatures: _signatures, ...body } = document;
  const message = statementMessage(label, body as unknown as Json);
  const counted = new Set<string>();
  for (const { fingerprint, value } of signatures) {
    const key = root.keys.find((candidate) => candidate.fingerprint === fingerprint);
    const publicKey = key && decodeBase64(key.public_key);
    const signature = decodeBase64(value);
    if (publicKey && signature && verify({ publicKey, message, signature })) counted.add(fingerprint);
  }
  if (counted.size < root.threshold) {
    throw invalid(
      `${label}: ${counted.size} of the ${root.threshold} signatures that the root asks for are valid.`,
    );
  }
}

function snapshot(root: TrustRootDocument, document: TrustKeysDocument): TrustSnapshot {
  const keys = new Map<Digest, TrustedKey>();
  for (const { fingerprint, name, public_key, purpose, namespaces, revoked } of document.keys) {
    const publicKey = decodeBase64(public_key);
    if (!publicKey || fingerprintOf(publicKey) !== fingerprint)
      throw invalid(`The fingerprint of the key ${name} is not that of its bytes.`);
    if (purpose === 'manifest')
      keys.set(fingerprint as Digest, {
        fingerprint: fingerprint as Digest,
        name,
        publicKey,
        namespaces,
        revoked,
      });
  }
  return {
    rootId: root.id,
    sequence: document.sequence,
    keys,
    revokedVersions: new Map(
      document.revoked_versions.map(({ manifest_digest, sequence, reason }) => [
        manifest_digest as Digest,
        { sequence, reason },
      ]),
    ),
    revokedNamespaces: new Map(
      document.revoked_namespaces.map(({ namespace, sequence, reason }) => [namespace, { sequence, reason }]),
    ),
    ...readLogTrust(
      document,
      new Set([...root.keys, ...document.keys].map(({ fingerprint }) => fingerprint)),
    ),
  };
}

function invalid(detail: string): CodedError<'trust-invalid'> {
  return new CodedError('trust-invalid', `The trust folder cannot be used. ${detail}`, {
    hint: 'Restore `trust/` from the instance that signed it, or fetch it again.',
  });
}
