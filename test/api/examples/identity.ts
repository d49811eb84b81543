import { call } from '../../harness/api.js';
import type { Examples } from './example.js';

export const IDENTITY_EXAMPLES: Examples = {
  tokensIssue: { body: { scopes: [] } },
  tokensRevoke: { body: { token_hash: '0'.repeat(64) } },
  tokensRemove: {
    path: { token_hash: '0'.repeat(64) },
    make: async (server, org) => {
      const { body } = await call(server, 'POST', '/api/v1/tokens/', {
        token: org.token,
        body: { scopes: [] },
      });
      return { token_hash: body.token_hash };
    },
  },
  orgsCreate: { body: { id: 'nobody', name: 'Nobody' } },
  projectsCreate: { body: { id: 'p', name: 'P' } },
};
