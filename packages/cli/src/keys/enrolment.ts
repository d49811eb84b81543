import type { IceClient, KeyResponse } from '@iceos/client';
import { encodeBase64 } from '@iceos/core/encoding';
import type { SigningKey } from '@iceos/core/signing';

/** Enrols a key with the server: proves by a signed challenge that it is held here (docs/spec/trust.md 2.1). */
export async function enrol(client: IceClient, key: SigningKey): Promise<KeyResponse> {
  const { challenge, challenge_id, namespace } = await client.call('keysChallenge');
  const publicKey = encodeBase64(key.publicKey);
  const proof = key.signStatement('iceos-key-possession-v1', {
    challenge,
    namespace,
    public_key: publicKey,
    purpose: 'manifest',
  });
  return client.call('keysEnrol', {
    body: { name: key.name, public_key: publicKey, challenge_id, proof: encodeBase64(proof) },
  });
}
