import { IsString, Matches, MaxLength, ValidateIf } from 'class-validator';

export class OrgBudgetPath {
  @Matches(/^[a-z][a-z0-9-]{0,38}$/)
  org_id!: string;
}

export class ProjectBudgetPath {
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/)
  project_id!: string;
}

export class BudgetBody {
  /** The most that one run may cost: decimal text of US dollars, such as `12.50`. Null takes the budget away. */
  @ValidateIf(({ budget_usd: usd }: BudgetBody) => usd !== null)
  @IsString()
  @MaxLength(40)
  budget_usd!: string | null;
}

export class ProjectBudgetResponse {
  project_id!: string;
  budget_usd!: string;
}

export class BudgetsResponse {
  org_id!: string;
  /** Null where there is none. */
  budget_usd!: string | null;
  /** `stored`, or `environment` for ORG_BUDGET_USD. */
  source!: string | null;
  projects!: ProjectBudgetResponse[];
}
