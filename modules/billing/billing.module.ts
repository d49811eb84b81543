import { Module } from '@nestjs/common';
import type { Entities } from '../../src/database/database.js';
import { Statuses } from '../../src/http/statuses.js';
import { IdentityModule } from '../identity/identity.module.js';
import { BillingService } from './billing.service.js';
import { BILLING_STATUSES } from './http/billing.statuses.js';
import { BudgetsController } from './http/budgets.controller.js';
import { BudgetEntity } from './store/budget.entity.js';
import { BudgetsRepository } from './store/budgets.repository.js';
import { ReadBudgets } from './usecases/read-budgets.js';
import { RequireBudget } from './usecases/require-budget.js';
import { SetBudget } from './usecases/set-budget.js';

export const BILLING_ENTITIES: Entities = [BudgetEntity];

@Module({
  imports: [IdentityModule],
  controllers: [BudgetsController],
  providers: [BillingService, ReadBudgets, RequireBudget, SetBudget, BudgetsRepository],
  exports: [BillingService],
})
export class BillingModule {
  constructor(statuses: Statuses) {
    statuses.add(BILLING_STATUSES);
  }
}
