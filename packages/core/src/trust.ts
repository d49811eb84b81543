import type { Digest } from './digest.js';
import { decodeBase64 } from './encoding.js';
import { fingerprintOf } from './keys.js';
import { Refusal } from './refusal.js';
import {
  readKeys,
  type NamespaceThreshold,
  type TrustKeysDocument,
  type TrustRootDocument,
} from './trust/documents.js';
import { trustInvalid } from './trust/fault.js';
import { readLogTrust, type LogTrust } from './trust/log-keys.js';
import { requireQuorum, type VerifySignature } from './trust/quorum.js';
import { keysRole, rootRollback, walkRoots } from './trust/root-chain.js';

export type {
  DocumentSignature,
  KeyQuorum,
  NamespaceThreshold,
  RevokedNamespace,
  RevokedVersion,
  RootKeyEntry,
  TrustKeysDocument,
  TrustRootDocument,
  TrustedKeyEntry,
} from './trust/documents.js';
export type { LogTrust, NamedKey, NamedKeyEntry } from './trust/log-keys.js';

export { readRoot } from './trust/documents.js';
export { parseRootList, requireListedRoot, type RootList } from './trust/root-list.js';
export { signersOf, type VerifySignature } from './trust/quorum.js';
export { keysRole, requireExtension, requireSuccessor, rootRollback, walkRoots } from './trust/root-chain.js';

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
  /** Publish sequence of its enrolment. */
  readonly enrolled: number;
  readonly revoked: Revocation | undefined;
}

/** All that a verifier needs besides the bytes: which keys may sign for which namespaces, which sign the log, and what was revoked. */
export interface TrustSnapshot extends LogTrust {
  /** Id of the root; manifests name it as their `registry`. */
  readonly rootId: string;
  readonly rootVersion: number;
  /** ISO 8601 UTC; `refuseExpired` looks at it. */
  readonly rootExpires: string | undefined;
  /** Publish sequence up to which the snapshot is complete. */
  readonly sequence: number;
  readonly keys: ReadonlyMap<Digest, TrustedKey>;
  /** How many keys must sign, by namespace: each number with the publish sequence from which it holds. One where nothing is said. */
  readonly thresholds: ReadonlyMap<string, readonly Pick<NamespaceThreshold, 'threshold' | 'sequence'>[]>;
  /** By manifest digest. */
  readonly revokedVersions: ReadonlyMap<Digest, Revocation>;
  readonly revokedNamespaces: ReadonlyMap<string, Revocation>;
}

/** The documents of a trust folder, as bytes. */
export interface TrustDocuments {
  /** Every version of the root, from 1 on (`root/<n>.json`). */
  readonly roots: readonly Uint8Array[];
  /** `keys.json`. */
  readonly keys: Uint8Array;
}

/**
 * Opens the documents of a trust folder: the versions of a root, walked from the first, and the list of keys, signed by
 * those whom the newest version lets sign it (docs/spec/trust.md 3.2, 3.3). Throws `trust-invalid` when they are not
 * exactly that, and the refusal `rollback` when the list of keys knows a newer root. Ask `refuseExpired` before relying
 * on what it answers.
 */
export function openTrust(
  { roots, keys: keysBytes }: TrustDocuments,
  verify: VerifySignature,
): TrustSnapshot {
  const root = walkRoots(roots, verify);
  const keys = readKeys(keysBytes);
  if (keys.root !== root.id)
    throw trustInvalid(`keys.json belongs to the root ${keys.root}, not to ${root.id}.`);
  if ((keys.root_version ?? 0) > root.version) throw rootRollback(keys.root_version ?? 0, root.version);
  requireQuorum('iceos-trust-keys-v1', keys, keysRole(root), 'keys.json', verify);
  return snapshot(root, keys);
}

/** Refuses what is trusted when the newest version of its root has expired at `now`, in milliseconds (TUF 5.3.10). */
export function refuseExpired({ rootId, rootVersion, rootExpires }: TrustSnapshot, now: number): void {
  if (rootExpires === undefined || now < Date.parse(rootExpires)) return;
  throw new Refusal('stale', `Version ${rootVersion} of the root ${rootId} has expired.`, {
    subject: `trust/root/${rootVersion}.json`,
    expected: 'a newer version of the root',
    found: `expired at ${rootExpires}`,
  });
}

function snapshot(root: TrustRootDocument, document: TrustKeysDocument): TrustSnapshot {
  const keys = new Map<Digest, TrustedKey>();
  for (const { fingerprint, name, public_key, purpose, namespaces, enrolled, revoked } of document.keys) {
    const publicKey = decodeBase64(public_key);
    if (!publicKey || fingerprintOf(publicKey) !== fingerprint)
      throw trustInvalid(`The fingerprint of the key ${name} is not that of its bytes.`);
    if (purpose === 'manifest')
      keys.set(fingerprint as Digest, {
        fingerprint: fingerprint as Digest,
        name,
        publicKey,
        namespaces,
        enrolled: enrolled ?? 0,
        revoked,
      });
  }
  return {
    rootId: root.id,
    rootVersion: root.version,
    rootExpires: root.expires,
    sequence: document.sequence,
    keys,
    thresholds: Map.groupBy(document.thresholds ?? [], ({ namespace }) => namespace),
    revokedVersions: new Map(
      document.revoked_versions.map(({ manifest_digest, sequence, reason }) => [
        manifest_digest as Digest,
        { sequence, reason: reason ?? 'why is not public' },
      ]),
    ),
    revokedNamespaces: new Map(
      document.revoked_namespaces.map(({ namespace, sequence, reason }) => [namespace, { sequence, reason }]),
    ),
    ...readLogTrust(
      document,
      new Set([...root.keys, ...keysRole(root).keys, ...document.keys].map(({ fingerprint }) => fingerprint)),
    ),
  };
}
