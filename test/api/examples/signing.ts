import { publisherOf } from '../../harness/packages.js';
import { fingerprintOf } from '@iceos/core/keys';
import type { Example, Examples } from './example.js';

const enrolledKey: Example = {
  path: { fingerprint: '0'.repeat(64) },
  make: async (server, org) => {
    const { key } = await publisherOf(server, org);
    return { fingerprint: fingerprintOf(key.publicKey) };
  },
};

export const SIGNING_EXAMPLES: Examples = {
  keysGet: enrolledKey,
  staticGet: { path: { path: 'log/checkpoint' } },
  keysRevoke: { ...enrolledKey, body: { reason: 'lost' } },
};
