import type { EnrolKeyBody, IceClient, KeyResponse } from '@iceos/client';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import type { SigningKey } from '@iceos/core/signing';

/** Enrols a key with the server: proves by a signed challenge that it is held here (docs/spec/trust.md 2.1). */
export async function enrol(
  client: IceClient,
  key: SigningKey,
  approvers: readonly SigningKey[] = [],
): Promise<KeyResponse> {
  const body = await offer(client, key, null, approvers);
  return client.call('keysEnrol', { body });
}

/** Puts `key` in the place of the one with the fingerprint `replaces`, for which the approvers sign (docs/spec/trust.md 3.6). */
export async function rotate(
  client: IceClient,
  key: SigningKey,
  replaces: string,
  approvers: readonly SigningKey[],
): Promise<KeyResponse> {
  const body = await offer(client, key, replaces, approvers);
  return client.call('keysRotate', { path: { fingerprint: replaces }, body });
}

async function offer(
  client: IceClient,
  key: SigningKey,
  replaces: string | null,
  approvers: readonly SigningKey[],
): Promise<EnrolKeyBody> {
  const { challenge, challenge_id, namespace } = await client.call('keysChallenge');
  const publicKey = encodeBase64(key.publicKey);
  const offered = { namespace, public_key: publicKey, purpose: 'manifest' };
  const proof = key.signStatement('iceos-key-possession-v1', { challenge, ...offered });
  const approvals = approvers.map((approver) => ({
    fingerprint: fingerprintOf(approver.publicKey),
    value: encodeBase64(approver.signStatement('iceos-key-rotation-v1', { ...offered, replaces })),
  }));
  return { name: key.name, public_key: publicKey, challenge_id, proof: encodeBase64(proof), approvals };
}
