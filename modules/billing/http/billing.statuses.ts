import type { StatusTable } from '../../../src/http/statuses.js';
import type { BillingCode } from '../billing.errors.js';

export const BILLING_STATUSES: StatusTable<BillingCode> = {
  'budget-exceeded': 402,
  'budget-invalid': 422,
};
