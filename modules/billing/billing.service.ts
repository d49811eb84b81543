import { Injectable } from '@nestjs/common';
import type { Cost } from '@iceos/core/cost';
import type { Budgets, Spender } from './billing.types.js';
import { ReadBudgets } from './usecases/read-budgets.js';
import { RequireBudget } from './usecases/require-budget.js';

/** The door to budgets. */
@Injectable()
export class BillingService {
  constructor(
    private readonly readBudgets: ReadBudgets,
    private readonly requireBudget: RequireBudget,
  ) {}

  /**
   * Throws `budget-exceeded` when what is about to run may cost more than a budget of who runs it; it says what to lower.
   * To be asked before anything of the run is written.
   */
  requireWithin(spender: Spender, cost: Cost): Promise<void> {
    return this.requireBudget.execute(spender, cost);
  }

  /** The budgets of an org and its projects. */
  budgets(org: string): Promise<Budgets> {
    return this.readBudgets.execute(org);
  }
}
