import { publisherOf } from '../../harness/packages.js';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { SigningKey } from '@iceos/core/signing';
import type { Example, Examples } from './example.js';

const enrolledKey: Example = {
  path: { fingerprint: '0'.repeat(64) },
  make: async (server, org) => {
    const { key } = await publisherOf(server, org);
    return { fingerprint: fingerprintOf(key.publicKey) };
  },
};

const offered = {
  name: 'next',
  public_key: encodeBase64(SigningKey.generate('next', 'manifest').publicKey),
  challenge_id: '00000000-0000-4000-8000-000000000000',
  proof: `${'A'.repeat(86)}==`,
};

export const SIGNING_EXAMPLES: Examples = {
  keysGet: enrolledKey,
  staticGet: { path: { path: 'log/checkpoint' } },
  // A proof takes a challenge, which the example cannot have.
  keysRotate: { ...enrolledKey, body: offered, found: 422 },
  keysChangeThreshold: { body: { threshold: 1, approvals: [] } },
  namespacesRevoke: {
    path: { namespace: 'nobody' },
    body: { reason: 'over' },
    make: (_server, org) => Promise.resolve({ namespace: org.id }),
  },
  keysRevoke: { ...enrolledKey, body: { reason: 'lost' } },
};
