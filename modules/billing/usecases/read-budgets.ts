import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database } from '../../../src/database/database.js';
import type { Budget, Budgets, Spender } from '../billing.types.js';
import { BudgetsRepository, type StoredBudget } from '../store/budgets.repository.js';

@Injectable()
export class ReadBudgets {
  constructor(
    private readonly database: Database,
    private readonly budgets: BudgetsRepository,
    private readonly config: AppConfig,
  ) {}

  async execute(org: string): Promise<Budgets> {
    const stored = await this.database.read((tx) => this.budgets.list(tx, org));
    const projects = stored.flatMap(({ project, nanoUsd }) =>
      project === undefined ? [] : [{ project, nanoUsd }],
    );
    return { org: this.ofOrg(stored), projects };
  }

  /** Every budget that a run must keep to, the smallest first. */
  async applying({ org, project }: Spender): Promise<Budget[]> {
    const stored = await this.database.read((tx) => this.budgets.list(tx, org, project));
    const own = stored.find((budget) => project !== undefined && budget.project === project);
    const all: (Budget | undefined)[] = [
      own && { of: 'project', nanoUsd: own.nanoUsd, source: 'stored' },
      this.ofOrg(stored),
    ];
    return all
      .filter((budget) => budget !== undefined)
      .sort((one, other) => (one.nanoUsd < other.nanoUsd ? -1 : one.nanoUsd > other.nanoUsd ? 1 : 0));
  }

  private ofOrg(stored: readonly StoredBudget[]): Budget | undefined {
    const set = stored.find(({ project }) => project === undefined);
    if (set) return { of: 'org', nanoUsd: set.nanoUsd, source: 'stored' };
    const { orgBudget } = this.config.billing;
    return orgBudget === undefined ? undefined : { of: 'org', nanoUsd: orgBudget, source: 'environment' };
  }
}
