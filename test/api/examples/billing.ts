import { call } from '../../harness/api.js';
import type { Examples } from './example.js';

export const BILLING_EXAMPLES: Examples = {
  // A token of the instance sets the budget of any org.
  budgetsSetOfOrg: { body: { budget_usd: null }, path: { org_id: 'absent' } },
  budgetsSetOfProject: {
    body: { budget_usd: '1.00' },
    path: { project_id: 'absent' },
    make: async (server, org) => {
      const body = { id: 'budgeted', name: 'Budgeted' };
      const { status } = await call(server, 'POST', '/api/v1/projects', { token: org.token, body });
      if (status >= 300) throw new Error(`The project was not made: ${status}`);
      return { project_id: body.id };
    },
  },
};
