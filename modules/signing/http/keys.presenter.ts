import { encodeBase64 } from '@iceos/core/encoding';
import { keyIdOf } from '@iceos/core/keys';
import type { Challenge, EnrolledKey } from '../signing.types.js';
import type { ChallengeResponse, KeyResponse } from './keys.dto.js';

export function presentChallenge({ id, nonce, expiresAt }: Challenge, namespace: string): ChallengeResponse {
  return { challenge_id: id, challenge: nonce, namespace, expires_at: expiresAt.toISOString() };
}

export function presentKey({
  fingerprint,
  name,
  org,
  purpose,
  publicKey,
  createdAt,
  enrolled,
  revoked,
  replacedBy,
}: EnrolledKey): KeyResponse {
  return {
    fingerprint,
    key_id: keyIdOf(name, publicKey),
    name,
    namespace: org,
    purpose,
    public_key: encodeBase64(publicKey),
    created_at: createdAt.toISOString(),
    enrolled_sequence: enrolled,
    revoked: revoked !== undefined,
    revoked_reason: revoked?.reason ?? null,
    revoked_sequence: revoked?.sequence ?? null,
    replaced_by: replacedBy ?? null,
  };
}
