import type { Digest } from '@iceos/core/digest';
import type { KeyPurpose } from '@iceos/core/keys';
import type { Revocation } from '@iceos/core/trust';

/** An enrolled public key. */
export interface EnrolledKey {
  readonly fingerprint: Digest;
  /** Org that enrolled it, and the namespace it signs for. */
  readonly org: string;
  readonly name: string;
  readonly purpose: KeyPurpose;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  readonly createdAt: Date;
  /** Publish sequence of its enrolment. */
  readonly enrolled: number;
  readonly revoked: Revocation | undefined;
  /** Fingerprint of the key that took its place. */
  readonly replacedBy: Digest | undefined;
}

/** What a key's owner signs to prove possession: the statement `iceos-key-possession-v1` over these members. */
export interface PossessionStatement {
  readonly challenge: string;
  readonly namespace: string;
  readonly public_key: string;
  readonly purpose: KeyPurpose;
}

/** A one-time question to the owner of a key. */
export interface Challenge {
  readonly id: string;
  /** 64 hexadecimal digits, the `challenge` of the possession statement. */
  readonly nonce: string;
  readonly expiresAt: Date;
}

/** A published version that no longer counts. */
export interface VersionRevocation {
  readonly org: string;
  /** `namespace/name`. */
  readonly package: string;
  readonly coordinates: string;
  readonly manifestDigest: Digest;
  readonly reason: string;
  /** Whether its package is public, and the reason may be told to everybody. */
  readonly isPublic: boolean;
}

/** A signature of a key of the org over a change of its keys. */
export interface Approval {
  readonly fingerprint: Digest;
  /** 64 raw bytes. */
  readonly value: Uint8Array;
}

/** Something of an org that no longer counts, besides its keys. */
export interface RevocationRecord {
  readonly scope: 'version' | 'namespace';
  /** Manifest digest, or namespace. */
  readonly subject: string;
  readonly coordinates: string;
  readonly reason: string;
  readonly sequence: number;
}
