import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { formatUsd, parseUsd } from '@iceos/core/money';
import { Database } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { unknownPlace } from '../../identity/unknown-place.js';
import type { BillingCode } from '../billing.errors.js';
import { BudgetsRepository } from '../store/budgets.repository.js';

export interface SetBudgetInput {
  readonly actor: string;
  readonly org: string;
  /** Undefined for the budget of the org itself. */
  readonly project: string | undefined;
  /** Decimal text of US dollars; null takes the budget away. */
  readonly usd: string | null;
}

/** What a column of 64 bits holds, and more than anybody has. */
const MOST = 9_000_000_000n * 1_000_000_000n;

@Injectable()
export class SetBudget {
  constructor(
    private readonly database: Database,
    private readonly budgets: BudgetsRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Throws `budget-invalid`, `org-unknown` or `project-unknown`. */
  async execute({ actor, org, project, usd }: SetBudgetInput): Promise<void> {
    const nanoUsd = usd === null ? null : parseBudget(usd);
    try {
      await this.database.transaction(async (tx) => {
        await this.budgets.put(tx, org, project, nanoUsd);
        await this.audit.record(tx, {
          org,
          actor,
          action: 'budget.set',
          subject: project ?? org,
          detail: { budget_usd: nanoUsd === null ? null : formatUsd(nanoUsd) },
        });
      });
    } catch (error) {
      throw unknownPlace(error, { org, project, projectKey: 'budgets_project_fkey' });
    }
  }
}

function parseBudget(usd: string): bigint {
  const nano = parseUsd(usd);
  if (nano !== undefined && nano <= MOST) return nano;
  throw new CodedError<BillingCode>(
    'budget-invalid',
    `${JSON.stringify(usd.slice(0, 40))} is no amount of US dollars.`,
    {
      hint: 'Write it as a decimal text, such as "12.50"; null takes the budget away.',
      findings: [
        { code: 'budget-invalid', pointer: '/budget_usd', detail: 'It is no amount.', severity: 'error' },
      ],
    },
  );
}
