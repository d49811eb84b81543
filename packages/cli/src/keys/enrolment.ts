import type { EnrolKeyBody, IceClient, KeyResponse } from '@iceos/client';
import { encodeBase64 } from '@iceos/core/encoding';
import type { SigningKey } from '@iceos/core/signing';

import type { Approve } from './approvals.js';
import type { RotationStatement } from './asked.js';

/** Enrols a key with the server: proves by a signed challenge that it is held here (docs/spec/trust.md 2.1). */
export async function enrol(client: IceClient, key: SigningKey, approve?: Approve): Promise<KeyResponse> {
  const body = await offer(client, key, null, approve);
  return client.call('keysEnrol', { body });
}

/** Puts `key` in the place of the one with the fingerprint `replaces`, which must be approved (docs/spec/trust.md 3.6). */
export async function rotate(
  client: IceClient,
  key: SigningKey,
  replaces: string,
  approve: Approve,
): Promise<KeyResponse> {
  const body = await offer(client, key, replaces, approve);
  return client.call('keysRotate', { path: { fingerprint: replaces }, body });
}

/** What is approved of a key that is to sign for the name space. */
export function rotationOf(
  namespace: string,
  publicKey: Uint8Array,
  replaces: string | null,
): RotationStatement {
  return { namespace, public_key: encodeBase64(publicKey), purpose: 'manifest', replaces };
}

async function offer(
  client: IceClient,
  key: SigningKey,
  replaces: string | null,
  approve: Approve | undefined,
): Promise<EnrolKeyBody> {
  const { challenge, challenge_id, namespace } = await client.call('keysChallenge');
  const { replaces: _replaces, ...offered } = rotationOf(namespace, key.publicKey, replaces);
  const proof = key.signStatement('iceos-key-possession-v1', { challenge, ...offered });
  const approvals = approve?.({
    label: 'iceos-key-rotation-v1',
    statement: rotationOf(namespace, key.publicKey, replaces),
  });
  return {
    name: key.name,
    public_key: offered.public_key,
    challenge_id,
    proof: encodeBase64(proof),
    ...(approvals ? { approvals } : {}),
  };
}
