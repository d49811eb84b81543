/** Whose budget it is. */
type BudgetOwner = 'org' | 'project';

/** The most that one run may cost. */
export interface Budget {
  readonly of: BudgetOwner;
  readonly nanoUsd: bigint;
  /** Whether it was set here, or is what ORG_BUDGET_USD gives every org. */
  readonly source: 'stored' | 'environment';
}

/** Who runs something. */
export interface Spender {
  readonly org: string;
  readonly project: string | undefined;
}

/** The budgets of an org and its projects. */
export interface Budgets {
  readonly org: Budget | undefined;
  /** By id; those that have one. */
  readonly projects: readonly { readonly project: string; readonly nanoUsd: bigint }[];
}
