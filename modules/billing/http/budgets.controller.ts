import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import type { Principal } from '../../../src/http/principal.js';
import { BillingService } from '../billing.service.js';
import { SetBudget } from '../usecases/set-budget.js';
import { BudgetBody, BudgetsResponse, OrgBudgetPath, ProjectBudgetPath } from './budgets.dto.js';
import { presentBudgets } from './budgets.presenter.js';

@Controller('api/v1/budgets')
export class BudgetsController {
  constructor(
    private readonly billing: BillingService,
    private readonly setBudget: SetBudget,
  ) {}

  /** The budgets of your org and its projects: the most that one run may cost. */
  @Get()
  @Requires('runs:read')
  async get(@CurrentPrincipal() { org }: Principal): Promise<BudgetsResponse> {
    return presentBudgets(org, await this.billing.budgets(org));
  }

  /** Sets the budget of an org, or takes it away, so that ORG_BUDGET_USD counts again. */
  @Put('orgs/:org_id')
  @Requires('instance')
  async setOfOrg(
    @Param() { org_id: org }: OrgBudgetPath,
    @Body() { budget_usd: usd }: BudgetBody,
    @CurrentPrincipal() { token: actor }: Principal,
  ): Promise<BudgetsResponse> {
    await this.setBudget.execute({ actor, org, project: undefined, usd });
    return presentBudgets(org, await this.billing.budgets(org));
  }

  /** Sets the budget of a project of your org, or takes it away. That of the org holds all the same. */
  @Put('projects/:project_id')
  @Requires('admin')
  async setOfProject(
    @Param() { project_id: project }: ProjectBudgetPath,
    @Body() { budget_usd: usd }: BudgetBody,
    @CurrentPrincipal() { org, token: actor }: Principal,
  ): Promise<BudgetsResponse> {
    await this.setBudget.execute({ actor, org, project, usd });
    return presentBudgets(org, await this.billing.budgets(org));
  }
}
