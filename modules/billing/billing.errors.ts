/** Everything the billing module refuses with. */
export type BillingCode = 'budget-exceeded' | 'budget-invalid';
