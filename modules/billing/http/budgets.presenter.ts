import { formatUsd } from '@iceos/core/money';
import type { Budgets } from '../billing.types.js';
import type { BudgetsResponse } from './budgets.dto.js';

export function presentBudgets(org_id: string, { org, projects }: Budgets): BudgetsResponse {
  return {
    org_id,
    budget_usd: org ? formatUsd(org.nanoUsd) : null,
    source: org?.source ?? null,
    projects: projects.map(({ project, nanoUsd }) => ({
      project_id: project,
      budget_usd: formatUsd(nanoUsd),
    })),
  };
}
